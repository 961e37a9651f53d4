from importlib import resources

import pytest
import redis

from tellmore.errors import OurFault
from tellmore.stores.scripts import Script, script

OURS = sorted(
    file.name.removesuffix(".lua")
    for file in (resources.files("tellmore.stores") / "lua").iterdir()
    if file.name.endswith(".lua")
)


def test_a_script_has_the_name_by_which_a_server_remembers_it(redis_url: str) -> None:
    said = Script("said", "return 'grüß'")

    with redis.Redis.from_url(redis_url) as client:
        assert client.script_load(said.source) == said.sha1
        assert client.evalsha(said.sha1, 0) == "grüß".encode()


@pytest.mark.parametrize("name", OURS)
def test_a_server_takes_every_script_of_ours(name: str, redis_url: str) -> None:
    ours = script(name)

    with redis.Redis.from_url(redis_url) as client:
        assert client.script_load(ours.source) == ours.sha1
    assert ours.name == name


def test_we_have_scripts() -> None:
    assert "commit" in OURS


def test_a_script_that_we_do_not_have_is_our_fault() -> None:
    with pytest.raises(OurFault, match="there is no script nothing"):
        script("nothing")
