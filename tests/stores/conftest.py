import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tellmore.stores import embedded
from tellmore.stores.server_binary import server_binary


@pytest.fixture(scope="session", params=["bundled", "on the PATH"])
def binary(request: pytest.FixtureRequest) -> Path:
    """Give each server that we promise to work with in turn."""
    if request.param == "bundled":
        return server_binary().path
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("no redis-server is installed here")
    return Path(found)


@pytest.fixture(scope="session")
def lasting_server(
    binary: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[embedded.EmbeddedRedis]:
    """Run one server of each kind for all tests that leave it alive."""
    with embedded.running(tmp_path_factory.mktemp("redis"), binary=binary) as server:
        yield server
