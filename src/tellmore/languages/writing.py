"""Rules on how a catalogue is written: its letters, signs and words, and whose they are.

Like those of `gate`, each goes from one catalogue to its faults. They were tried on catalogues
with planted faults (tests/languages/test_writing.py), and they must find nothing in good ones.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from tellmore.languages.detection import ALIKE, Detector, Verdict
from tellmore.languages.examined import Entry, Examined
from tellmore.languages.scripts import script_of_letter

Fault = tuple[str, str]

FEWEST_LETTERS = 24
"""Letters from which the detector is asked."""

SURE = 0.9
"""Probability from which another language is a fault: a false alarm costs a reader's trust."""

_PLACEHOLDER = re.compile(r"\{[A-Za-z_]\w*\}")
_NOT_WORDS = re.compile(r"\{\w+\}|(?<![\w/])/[a-z]+|https?://\S+|\S+@\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘][^\W\d_]+)*")
_LATIN_NAMES = frozenset({"AI", "QR", "chatbot", "Telegram", "WhatsApp", "USB", "OK", "ID"})
_ENGLISH = frozenset(
    {
        *("the", "you", "your", "this", "that", "is", "are", "to", "of", "and", "for", "with"),
        *("can", "could", "please", "about", "more", "me", "my", "tell", "take", "any", "it"),
        *("what", "question", "skip", "delete", "read", "answer", "would", "not", "have"),
    }
)
_MOST_ENGLISH = 0.35
_LIKE_ENGLISH = frozenset({"en", "af", "nl"})
"""Languages that share too many of these short words."""
_FEWEST_WORDS = 3
_NAMED = {
    term: re.compile(pattern, re.IGNORECASE)
    for term, pattern in {
        "interview": r"\binterview\b",
        "interviewer": r"\binterviewer\b",
        "study": r"\bstudy\b",
        "question": r"\bquestions?\b",
        "answer": r"\banswers?\b",
        "link": r"\blink\b",
        "button": r"\bbuttons?\b",
        "delete": r"\bdelet",
        "skip": r"\bskip",
        "code": r"\bcode\b",
    }.items()
}
"""Terms of the glossary that the English always names by the same word."""
_FEWEST_TIMES = 3
_LEAST_USED = 0.5
_MOJIBAKE = re.compile(r"(?:[ÃÂÐÑØÙ][\u0080-\u00bf‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]){2,}")
_DOUBLED = re.compile(r"(?<!\w)(\w{3,}|\{\w+\}) \1(?!\w)")
_STRAIGHT = re.compile(r"(?<!\w)['\"]|['\"](?!\w)|\"")
_ASKING = frozenset("?？؟՞;⸮")
_ENDING = frozenset("}.۔。．!！?？؟՞;։।॥።၊။។៖…:：;؛”’»“)）")
_WITHOUT_STOPS = frozenset({"Thai", "Laoo"})
_WITHOUT_QUESTION_MARK = frozenset({"Thai", "Laoo", "Mymr", "Khmr", "Jpan", "Ethi"})
_HAN = frozenset({"Hans", "Hant", "Jpan"})
_CHARSETS = {"Hans": "gb2312", "Hant": "big5", "Jpan": "shift_jis", "Kore": "cp949"}
_NEVER_DOUBLE = frozenset(
    {
        *("en", "es", "pt", "pt-PT", "fr", "de", "it", "nl", "sv", "da", "nb", "fi", "et", "pl"),
        *("cs", "sk", "ro", "bg", "el", "hr", "sr", "sr-Latn", "sl", "mk", "uk", "ru", "be"),
        *("lt", "lv", "ca", "sq"),
    }
)
"""Languages that do not say a word twice to mean more of it, as many others do."""


def letters_are_the_languages_own(examined: Examined) -> Iterator[Fault]:
    """Each letter of the language's script is one that CLDR gives the language.

    CLDR lists the commonest characters of Chinese and Japanese only, and no syllables of Korean;
    the character sets of their countries have the rest, and part simplified from traditional.
    """
    language = examined.language
    own = _letters(examined.letters.get(language.tag))
    if not own:
        return
    for entry, form in _shown(examined):
        script = language.script
        strange = sorted(
            {
                letter
                for letter in _NOT_WORDS.sub(" ", form)
                if letter.isalpha()
                and _of(letter, script)
                and not _in_its_charset(letter, script)
                and not {letter, letter.lower(), letter.upper()} & own
            }
        )
        if strange:
            yield entry.key, f"has letters that {language.english} does not use: {''.join(strange)}"


def words_are_in_one_script(examined: Examined) -> Iterator[Fault]:
    """No word mixes scripts: a look-alike letter is no letter of the word."""
    for entry, form in _shown(examined):
        for word in _WORD.findall(_NOT_WORDS.sub(" ", form)):
            scripts = {script_of_letter(c) for c in word if c.isalpha()} - {""}
            if len(scripts) > 1 and not scripts <= {"Hani", "Jpan", "Kore"}:
                if any(name in word for name in _LATIN_NAMES) and "Latn" in scripts:
                    continue
                yield entry.key, f"mixes scripts in “{word}”"
            elif len(scripts) == 1 and _is_foreign(word, scripts.pop(), examined.language.script):
                yield entry.key, f"has the word “{word}” in another script"


def words_are_not_english(examined: Examined) -> Iterator[Fault]:
    """No sentence is half in English."""
    if examined.language.tag in _LIKE_ENGLISH:
        return
    for entry, form in _shown(examined):
        for sentence in re.split(r"(?<=[.!?:])\s", _NOT_WORDS.sub(" ", form)):
            words = [word.lower() for word in _WORD.findall(sentence)]
            english = sum(word in _ENGLISH for word in words)
            if len(words) >= _FEWEST_WORDS and english >= _MOST_ENGLISH * len(words):
                yield entry.key, "has a sentence that is in English for the most part"


def it_is_that_language(examined: Examined) -> Iterator[Fault]:
    """What is long enough is recognised as the language, or at least as no other."""
    tag = examined.language.tag
    if tag == "en":
        return
    detector = Detector((*examined.languages,))
    for entry, form in _shown(examined):
        said = _NOT_WORDS.sub(" ", form)
        if sum(c.isalpha() for c in said) < FEWEST_LETTERS:
            continue
        verdict: Verdict = detector.detect(said)
        other = verdict.tag and verdict.tag != tag and verdict.tag not in ALIKE.get(tag, ())
        if other and verdict.probability >= SURE:
            yield entry.key, f"reads like another language ({verdict.tag})"


def signs_are_clean(examined: Examined) -> Iterator[Fault]:
    """One kind of quotation mark, no doubled space or word, no dots for an ellipsis."""
    for entry, form in _shown(examined):
        if "  " in form:
            yield entry.key, "has a double space"
        if "..." in form:
            yield entry.key, "has three dots; write … or a full stop"
        if _STRAIGHT.search(form):
            yield entry.key, "has straight quotation marks"
        if examined.language.tag in _NEVER_DOUBLE and (found := _DOUBLED.search(form)):
            yield entry.key, f"says “{found.group(1)}” twice in a row"
        if _MOJIBAKE.search(form):
            yield entry.key, "has letters of a wrong encoding"


def it_ends_as_it_should(examined: Examined) -> Iterator[Fault]:
    """Questions ask, sentences end, and labels have no full stop."""
    script = examined.language.script
    for entry, form in _shown(examined):
        source = entry.source[-1]
        if source.endswith("?") and script not in _WITHOUT_QUESTION_MARK and not _asks(form):
            yield entry.key, "has no question mark"
        # A request may well end as a question: “would you please write …?”
        told = "please" not in source.lower() and not source.endswith("?")
        if told and form[-1] in _ASKING - {";"}:
            yield entry.key, "asks, but the English does not"
        if source[-1] in ".!?" and script not in _WITHOUT_STOPS and form[-1] not in _ENDING:
            yield entry.key, "does not end like a sentence"
        if source[-1].isalpha() and form[-1] in ".۔。।།။።։":
            yield entry.key, "ends with a full stop; the English is no sentence"


def numbers_are_the_same(examined: Examined) -> Iterator[Fault]:
    """The same numbers stand in it, in whatever digits."""
    for entry, form in _shown(examined):
        if not entry.phrase.plural and _numbers(form) != _numbers(entry.source[-1]):
            yield entry.key, f"needs the numbers {_numbers(entry.source[-1])}"


def terms_are_the_glossarys(examined: Examined) -> Iterator[Fault]:
    """What the glossary names is called so in most places where the English names it."""
    if examined.glossary is None:
        return
    for term, pattern in _NAMED.items():
        stems = examined.glossary.stems.get(term, ())
        told = [form for entry, form in _shown(examined) if pattern.search(entry.source[-1])]
        used = sum(any(stem in form.lower() for stem in stems) for form in told)
        if len(told) >= _FEWEST_TIMES and used < _LEAST_USED * len(told):
            yield "glossary", f"“{term}” is called {stems} in {used} of {len(told)} places only"


RULES = (
    terms_are_the_glossarys,
    letters_are_the_languages_own,
    words_are_in_one_script,
    words_are_not_english,
    it_is_that_language,
    signs_are_clean,
    it_ends_as_it_should,
    numbers_are_the_same,
)
"""All rules, in the order in which their faults are shown."""


def _letters(own: dict[str, str] | None) -> frozenset[str]:
    return frozenset("".join(own.values())) if own else frozenset()


def _shown(examined: Examined) -> Iterator[tuple[Entry, str]]:
    """Yield what participants read, form by form; what we listen for may be romanised."""
    for entry in examined.entries.values():
        if not entry.key.startswith("listen."):
            yield from ((entry, form) for form in entry.forms if form)


def _is_foreign(word: str, script: str, own: str) -> bool:
    """Tell whether a word of one script is out of place in a text of ``own``."""
    if script == own or (script in {"Hani", "Jpan", "Kore"} and own in {*_HAN, "Kore"}):
        return False
    return script != "Latn" or word not in _LATIN_NAMES


@cache
def _of(letter: str, script: str) -> bool:
    found = script_of_letter(letter)
    return found == script or (found == "Hani" and script in _HAN)


def _in_its_charset(letter: str, script: str) -> bool:
    if not (charset := _CHARSETS.get(script)):
        return False
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _asks(form: str) -> bool:
    return bool(_ASKING & set(form))


def _numbers(text: str) -> list[str]:
    plain = "".join(
        str(unicodedata.digit(c)) if c.isdigit() else c for c in _PLACEHOLDER.sub("", text)
    )
    return sorted(re.findall(r"\d+", plain))
