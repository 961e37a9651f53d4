"""Where everything lies at a destination, relative to its root."""

import re

from tellmore.errors import OurFault

SETS = ("interviews.jsonl", "interviews.parquet", "turns.parquet", "interviews.csv", "turns.csv")
"""The files of a study that hold all of its interviews."""

MANIFEST = "manifest.json"

_STUDY = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
_PARTICIPANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_MARK = re.compile(r"[0-9a-f]{32}")


def study_key(study: str) -> str:
    """Return ``study`` if it can stand in a path.

    Raises:
        OurFault: It cannot: it could lead elsewhere.
    """
    return _fitting(_STUDY, study, "study")


def participant_key(participant: str) -> str:
    """Return ``participant`` if it can stand in a path.

    Raises:
        OurFault: It cannot: it could lead elsewhere.
    """
    return _fitting(_PARTICIPANT, participant, "participant")


def interviews(study: str) -> str:
    """Return the folder with a file for each interview, the record of truth."""
    return f"{study_key(study)}/interviews"


def interview(study: str, participant: str) -> str:
    """Return the file of one interview."""
    return f"{interviews(study)}/{participant_key(participant)}.json"


def transcripts(study: str) -> str:
    """Return the folder with a readable transcript of each interview."""
    return f"{study_key(study)}/transcripts"


def transcript(study: str, participant: str) -> str:
    """Return the readable transcript of one interview."""
    return f"{transcripts(study)}/{participant_key(participant)}.md"


def withdrawals(study: str) -> str:
    """Return the folder with a file for each interview that was withdrawn."""
    return f"{study_key(study)}/withdrawn"


def withdrawal(study: str, mark: str) -> str:
    """Return the file that says that some interview was withdrawn; ``mark`` names nobody."""
    return f"{withdrawals(study)}/{_fitting(_MARK, mark, 'mark')}.json"


def in_study(study: str, name: str) -> str:
    """Return a set of a study (one of `SETS`), or its manifest."""
    return f"{study_key(study)}/{name}"


def participant_of(name: str) -> str:
    """Return the participant whose file ``name`` is."""
    return name.rpartition("/")[2].partition(".")[0]


def _fitting(pattern: re.Pattern[str], key: str, kind: str) -> str:
    if not pattern.fullmatch(key):
        raise OurFault(f"a {kind} key does not fit into a path")  # which one stays out of logs
    return key
