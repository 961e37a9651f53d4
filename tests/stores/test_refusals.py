import ssl

import pytest
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - the library's own
    InvalidResponse,
    OutOfMemoryError,
    RedisClusterException,
    ResponseError,
)

from tellmore.errors import OurFault, Rejected, TellmoreError, Unreachable
from tellmore.stores.refusals import fault_of, refusal_code


def wrapped(inner: Exception) -> Exception:
    error = ConnectionError(inner)
    error.__cause__ = inner
    return error


def following(first: Exception) -> Exception:
    error = ConnectionError("connecting failed")
    error.__context__ = first
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (
            ConnectionError("Error 111 connecting to localhost:1."),
            Unreachable("no answer from Redis: Error 111 connecting to localhost:1."),
        ),
        (TimeoutError(), Unreachable("no answer from Redis: TimeoutError")),
        (InvalidResponse("what was said"), Unreachable("no answer from Redis: InvalidResponse")),
        (
            BusyLoadingError("loading"),
            Unreachable("Redis cannot serve: it is still reading its data (LOADING)"),
        ),
        (
            OutOfMemoryError("command not allowed", status_code="OOM"),
            Unreachable("Redis cannot serve: its memory is full (OOM)"),
        ),
        (
            ResponseError("MISCONF Errors writing to the AOF file"),
            Unreachable("Redis cannot serve: it cannot write to its disk (MISCONF)"),
        ),
        (
            RedisClusterException("Redis Cluster cannot be connected. what was said"),
            Unreachable("no answer from Redis: the cluster cannot be reached"),
        ),
        (
            wrapped(AuthenticationError("what was said")),
            Rejected("Redis does not take our name or password"),
        ),
        (
            following(ssl.SSLCertVerificationError("self-signed")),
            Rejected("the certificate of Redis is not one that we trust"),
        ),
        (
            ResponseError("unknown command 'X', with args beginning with: 'what was said'"),
            Rejected("Redis refused SET: ERR unknown command 'X'"),
        ),
        (
            ResponseError("WRONGTYPE Operation against a key"),
            Rejected("Redis refused SET: WRONGTYPE Operation against a key"),
        ),
        (
            ResponseError("Keys in request", status_code="CROSSSLOT"),
            OurFault("SET cannot be sent to a cluster: all its keys must be in one slot"),
        ),
        (
            RedisClusterException("No way to dispatch: what was said"),
            OurFault("SET cannot be sent to a cluster: all its keys must be in one slot"),
        ),
        (KeyError("what was said"), OurFault("SET failed within ourselves: KeyError")),
    ],
)
def test_each_failure_is_one_of_our_faults_without_anybodys_words(
    error: Exception, fault: TellmoreError
) -> None:
    found = fault_of(error, "SET")

    assert (type(found), str(found)) == (type(fault), str(fault))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ResponseError("WRONGTYPE Operation against a key"), "WRONGTYPE"),
        (ResponseError("No matching script", status_code="NOSCRIPT"), "NOSCRIPT"),
        (ResponseError("value is not an integer", status_code="ERR"), "ERR"),
        (ResponseError("no code at all"), "ERR"),
    ],
)
def test_a_refusal_begins_with_its_code(error: Exception, code: str) -> None:
    assert refusal_code(error) == code
