from collections.abc import Iterator

import pytest
import redis
import structlog

from tellmore.stores import embedded


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.EmbeddedRedis]:
    """Run one real server for all tests of this process."""
    with embedded.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: embedded.EmbeddedRedis) -> str:
    """Where an empty Redis is."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        client.script_flush()
    return redis_server.url


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Have no test log as another one set it up."""
    yield
    structlog.reset_defaults()
