"""Languages between which nobody is moved without having been asked.

Two reasons: detectors take them for one another, and people who live with both mind being
addressed in the other one. Our own judgement, from the confusions that were measured
(docs/languages.md) and from which state languages stand beside which.
"""

_CIRCLES = (
    "uk ru be",
    "ru kk ky uz tg tk az hy ka mn",
    "ru lt lv et",
    "bg mk sr",
    "sr hr sl mk",
    "cs sk pl",
    "da nb sv",
    "es ca pt",
    "fr ca",
    "nl af de",
    "id ms",
    "hi ur pa ne mr gu bn",
    "bn or",
    "te kn ta ml",
    "fa ps ckb ar tg ur",
    "tr az tk ckb uz",
    "kk ky uz tk",
    "zh-Hans mn",
    "lo th",
    "km vi th",
    "fi et",
    "sq mk el",
    "ro hu",
    "he ar",
    "am om so",
    "sw rw",
    "ha yo ig",
    "zu af",
    "fil id",
    "hy az ka",
)
_PAIRS = frozenset(
    (one, other) for circle in _CIRCLES for one in circle.split() for other in circle.split()
)


def neighbours(one: str, other: str) -> bool:
    """Tell whether a change between two languages is only ever offered."""
    return (one, other) in _PAIRS


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags name one language, perhaps in two scripts or countries."""
    return one.partition("-")[0] == other.partition("-")[0]
