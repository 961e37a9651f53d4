import json

import pytest
import redis

from tellmore.stores import embedded, redis_keys
from tests.cli.conftest import Run

REASON = "KeyError in plan:7"


@pytest.fixture
def letters(server: embedded.EmbeddedRedis) -> redis.Redis:
    """Give a server with one dead arrival and one dead order."""
    client = redis.Redis.from_url(server.url)
    for shard, stream in ((3, "in"), (60, "out")):
        key = redis_keys.in_shard(shard, "dead")
        client.xadd(key, {"stream": stream, "reason": REASON, "p": "abc", "o": "SECRET WORDS"})
    return client


@pytest.mark.usefixtures("server")
def test_without_dead_letters_it_says_so(run: Run) -> None:
    assert run("dead-letters", "list").out == "There are no dead letters.\n"
    assert json.loads(run("dead-letters", "list", "--json").out) == {"dead_letters": []}
    assert run("dead-letters", "replay").out == "0 put back\n"


@pytest.mark.usefixtures("letters")
def test_they_are_listed_with_where_and_why_and_without_words(run: Run) -> None:
    told, listed = run("dead-letters", "list"), run("dead-letters", "list", "--json")

    found = json.loads(listed.out)["dead_letters"]
    assert (told.code, listed.code) == (0, 0)
    assert [(one["shard"], one["stream"], one["participant"]) for one in found] == [
        (3, "in", "abc"),
        (60, "out", "abc"),
    ]
    assert REASON in told.out
    assert "SECRET" not in told.out + listed.out


def test_replaying_puts_each_back_where_it_came_from(run: Run, letters: redis.Redis) -> None:
    first, second = run("dead-letters", "replay", "--json"), run("dead-letters", "replay")

    with letters:
        back = [
            letters.xrange(redis_keys.in_shard(shard, stream)) or []
            for shard, stream in ((3, "in"), (60, "out"))
        ]
        left = [letters.xlen(redis_keys.in_shard(shard, "dead")) for shard in (3, 60)]
    assert json.loads(first.out) == {"replayed": 2}
    assert second.out == "0 put back\n"
    assert [[fields for _, fields in entries] for entries in back] == [
        [{b"p": b"abc", b"o": b"SECRET WORDS"}]
    ] * 2
    assert left == [0, 0]


def test_the_command_alone_shows_what_it_can_do(run: Run) -> None:
    ended = run("dead-letters")

    assert "replay" in ended.out + ended.err
    assert "Traceback" not in ended.err
