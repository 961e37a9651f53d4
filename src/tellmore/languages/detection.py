"""In which language and script somebody really writes.

Source: py3langid 0.4, which of the detectors that we tried covers most of our languages;
docs/languages.md has the figures. It knows no romanised writing and is seldom sure of it,
which is why nothing follows from less than nine in ten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tellmore.languages.language import Language
from tellmore.languages.scripts import script_of_letter

FEWEST_LETTERS = 20
"""Letters below which no verdict is asked for. Source: measured, docs/languages.md."""

SURE = 0.9
"""Probability from which a verdict was never wrong on sentences of any length."""

ALIKE: Mapping[str, frozenset[str]] = {
    "af": frozenset({"nl"}),
    "hr": frozenset({"sr-Latn", "bs", "sl"}),
    "sr-Latn": frozenset({"hr", "bs", "sl", "sr"}),
    "nb": frozenset({"da", "sv"}),
    "da": frozenset({"nb"}),
    "id": frozenset({"ms"}),
    "ms": frozenset({"id"}),
    "pt": frozenset({"pt-PT"}),
    "pt-PT": frozenset({"pt"}),
    "zh-Hans": frozenset({"zh-Hant"}),
    "zh-Hant": frozenset({"zh-Hans"}),
    "mk": frozenset({"bg", "sr"}),
    "bg": frozenset({"mk"}),
    "tg": frozenset({"ru"}),
}
"""What the detector takes a language for now and then, so that it is no fault."""

_MOST_LETTERS = 400
_FEWEST_FOR_SCRIPT = 4

_ALIASES = {
    "arz": "ar",
    "ary": "ar",
    "nn": "nb",
    "no": "nb",
    "tl": "fil",
    "uzs": "uz",
    "wuu": "zh",
    "yue": "zh",
}
"""The detector's labels for what we call otherwise."""

_KURDISH = frozenset({"ku", "sdh"})
_HAN_PAIRS = (
    "這这個个們们說说為为學学對对會会後后來来過过還还沒没讓让時时間间問问題题實实應应該该認认"
)
"""Common characters in pairs: the traditional form, then the simplified one."""
_ONLY_TRADITIONAL = frozenset(_HAN_PAIRS[::2])
_ONLY_SIMPLIFIED = frozenset(_HAN_PAIRS[1::2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a text seems to be written in.

    Attributes:
        tag: Of one of our languages; empty where the text is too short or nothing fits.
        probability: Of the tag, 0 to 1.
        script: ISO 15924 code of most letters; empty where there are hardly any.
        asked: Whether the text was long enough for a verdict.
    """

    tag: str = ""
    probability: float = 0.0
    script: str = ""
    asked: bool = True

    @property
    def sure(self) -> bool:
        """Whether something may follow from it."""
        return bool(self.tag) and self.probability >= SURE


class Detector:
    """Tells our languages apart. The model is loaded when it is first needed (0.7 s, 100 MB)."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._scripts = {language.tag: language.script for language in languages}

    def detect(self, text: str) -> Verdict:
        """Return what ``text`` seems to be written in."""
        letters = [c for c in text[: 4 * _MOST_LETTERS] if c.isalpha()][:_MOST_LETTERS]
        script = script_of(letters)
        if len(letters) < FEWEST_LETTERS:
            return Verdict(script=script, asked=False)
        label, probability = _model().classify(text[: 4 * _MOST_LETTERS])
        tag = self._tag(str(label), script, letters)
        return Verdict(tag=tag, probability=float(probability) if tag else 0.0, script=script)

    def _tag(self, label: str, script: str, letters: list[str]) -> str:
        language = _ALIASES.get(label, label)
        if language in _KURDISH and script == "Arab":
            language = "ckb"
        if language == "zh":
            language = "zh-Hant" if _is_traditional(letters) else "zh-Hans"
        if language == "sr" and script == "Latn":
            language = "sr-Latn"
        own = self._scripts.get(language, "")
        return language if own and _same_script(own, script) else ""


def script_of(letters: Iterable[str]) -> str:
    """Return the script of most of ``letters``; empty where there are hardly any.

    Han characters count as the script of their company: Kana make them Japanese.
    """
    counted = Counter(filter(None, map(script_of_letter, letters)))
    if sum(counted.values()) < _FEWEST_FOR_SCRIPT:
        return ""
    if counted["Jpan"]:
        counted["Jpan"] += counted.pop("Hani", 0)
    return counted.most_common(1)[0][0]


def _same_script(own: str, written: str) -> bool:
    han = {"Hans", "Hant", "Jpan"}
    return own == written or (written == "Hani" and own in han)


def _is_traditional(letters: list[str]) -> bool:
    traditional = sum(c in _ONLY_TRADITIONAL for c in letters)
    return traditional > sum(c in _ONLY_SIMPLIFIED for c in letters)


@cache
def _model() -> Any:  # noqa: ANN401 - the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # heavy: only who needs it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # type: ignore[no-untyped-call] # it has no types
