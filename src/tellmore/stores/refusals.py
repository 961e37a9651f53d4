"""What it means to us when Redis fails, or refuses a command."""

import ssl

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ConnectionError,  # noqa: A004 - the library's own
    RedisClusterException,
    RedisError,
    ResponseError,
)

from tellmore.errors import OurFault, Rejected, TellmoreError, Unreachable

_PASSING = {
    "CLUSTERDOWN": "the cluster is incomplete",
    "LOADING": "it is still reading its data",
    "MASTERDOWN": "its primary is away",
    "MISCONF": "it cannot write to its disk",
    "NOREPLICAS": "too few replicas are there to write to",
    "OOM": "its memory is full",
    "READONLY": "it is a replica now",
    "TRYAGAIN": "a slot is being moved",
}
"""Codes of refusals that end by themselves or by an operator's hand: nothing was done."""
_SCATTERED = "{} cannot be sent to a cluster: all its keys must be in one slot"


def fault_of(error: Exception, command: str) -> TellmoreError:
    """Return our fault for an error of the client or a refusal of the server.

    Of the words of either only those are kept that cannot hold a participant's.
    """
    if isinstance(error.__context__, ssl.SSLCertVerificationError):
        return Rejected("the certificate of Redis is not one that we trust")
    # On a Unix socket the library wraps what went wrong in the handshake.
    match error.__cause__ if isinstance(error.__cause__, RedisError) else error:
        case AuthenticationError() | AuthorizationError():
            return Rejected("Redis does not take our name or password")
        case BusyLoadingError():
            return Unreachable(f"Redis cannot serve: {_PASSING['LOADING']} (LOADING)")
        case ResponseError() as refusal:
            return _fault_of_refusal(refusal, command)
        case RedisClusterException() as failed:
            return _fault_of_cluster(failed, command)
        case ConnectionError():
            return Unreachable(f"no answer from Redis: {error}")
        case RedisError() | OSError():
            return Unreachable(f"no answer from Redis: {type(error).__name__}")
        case _:
            return OurFault(f"{command} failed within ourselves: {type(error).__name__}")


def refusal_code(error: Exception) -> str:
    """Return the word that begins a server's refusal, e.g. `WRONGTYPE`; ERR without one."""
    known = getattr(error, "status_code", None)
    if known:
        return str(known)
    first = str(error).partition(" ")[0]
    return first if first.isupper() and first.isalpha() else "ERR"


def _fault_of_refusal(error: ResponseError, command: str) -> TellmoreError:
    code = refusal_code(error)
    if code in _PASSING:
        return Unreachable(f"Redis cannot serve: {_PASSING[code]} ({code})")
    if code == "CROSSSLOT":
        return OurFault(_SCATTERED.format(command))
    # What follows repeats the arguments of a command that it does not know.
    said = str(error).partition(", with args")[0].removeprefix(f"{code} ")
    return Rejected(f"Redis refused {command}: {code} {said}")


def _fault_of_cluster(error: RedisClusterException, command: str) -> TellmoreError:
    away = ("Redis Cluster cannot be connected", "All slots are not covered", "startup_nodes")
    if str(error).startswith(away):
        return Unreachable("no answer from Redis: the cluster cannot be reached")
    return OurFault(_SCATTERED.format(command))
