"""What a catalogue must hold before anyone is spoken to from it.

Each rule is a function from one catalogue to its faults; a new rule is a new function in
`RULES`. Rules can tell what is broken, never what is badly said: that takes a reader.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from tellmore.errors import OurFault
from tellmore.interview.phrases import PHRASES, Phrase
from tellmore.languages import writing
from tellmore.languages.catalogues import SOURCE, default_folder, plural_of
from tellmore.languages.examined import Entry, Examined, examine, source_of
from tellmore.languages.isolation import CLOSE, OPEN, strip_controls
from tellmore.languages.language import Language, read_languages, read_letters
from tellmore.languages.scripts import LETTERS_OF, written_in
from tellmore.study.standing import READ, State

LABEL_LIMIT = 15
"""Characters that fit on a button beside another one, on a small phone."""

COMMAND_LIMIT = 60
"""Characters of a command's description that stay readable in an app's menu."""

SCRIPT_SHARE = 0.7
"""Least share of letters in the language's own script; names such as AI are the rest."""

FEWEST_WAYS = 4
"""Least number of ways, separated by ``|``, in a phrase that we listen for."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_AT_MOST = re.compile(r"[Aa]t most (\d+)\s+characters")
_COMMAND = re.compile(r"(?<![\w/])/[a-z]+")
_EVERYDAY_COUNTS = range(200)
_RIVALS = (
    ("button.agree", "button.decline"),
    ("button.yes", "button.no"),
    ("button.delete", "button.keep"),
)
Fault = tuple[str, str]
"""Key of a phrase, or ``header``; what is wrong with it."""

Rule = Callable[[Examined], Iterator[Fault]]


def faults(folder: Path, rules: Iterable[Rule] = ()) -> tuple[str, ...]:
    """Return every fault of every catalogue in ``folder``, as ``tag: key: what is wrong``.

    Args:
        folder: Where the catalogues lie.
        rules: What to look for; left out, everything.

    Raises:
        OurFault: The listing is missing or malformed.
    """
    listed = {language.tag: language for language in read_languages(folder)}
    found = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/tellmore.po"))
    all_faults = []
    wanted = tuple(rules) or (*RULES, *writing.RULES)
    for tag in found:
        if tag not in listed:
            all_faults.append(f"{tag}: header: languages.toml does not name this language")
            continue
        try:
            examined = examine(folder, listed[tag])
        except OurFault as fault:
            all_faults.append(f"{tag}: header: {fault}")
            continue
        all_faults += [f"{tag}: {key}: {what}" for rule in wanted for key, what in rule(examined)]
    return tuple(all_faults)


def faults_of_writing(
    tag: str, texts: Mapping[str, tuple[str, str]], folder: Path | None = None
) -> tuple[str, ...]:
    """Return what is wrong with how texts are written, as ``tag: name: what is wrong``.

    Args:
        tag: The language that they were translated into; one we do not know has no faults.
        texts: By name, the English wording and its translation.
        folder: Where the listing of languages lies; left out, our own.
    """
    place = folder or default_folder()
    languages = read_languages(place)
    language = next((one for one in languages if one.tag == tag), None)
    if language is None:
        return ()
    examined = Examined(
        language=language,
        header={},
        entries={
            name: Entry(
                phrase=Phrase(key=name, text=source), source=(source,), forms=(said,), fuzzy=False
            )
            for name, (source, said) in texts.items()
        },
        strangers=(),
        languages=languages,
        letters=read_letters(place),
    )
    return tuple(
        f"{tag}: {name}: {what}" for rule in writing.RULES for name, what in rule(examined)
    )


def header_is_pinned(examined: Examined) -> Iterator[Fault]:
    """The header names the language and carries the listing's plural forms."""
    language = examined.language
    pinned = {
        "Language": language.tag.replace("-", "_"),
        "Plural-Forms": language.plural_forms,
        "Content-Type": "text/plain; charset=UTF-8",
    }
    for name, value in pinned.items():
        if examined.header.get(name) != value:
            yield "header", f"{name} must be {value!r}"


def complete(examined: Examined) -> Iterator[Fault]:
    """Every phrase is there, in its present wording, and nothing else."""
    for key, phrase in PHRASES.items():
        entry = examined.entries.get(key)
        if entry is None:
            yield key, "is missing"
        elif entry.source != source_of(phrase):
            yield key, "translates an older English wording; update the catalogues"
    for key in examined.strangers:
        yield key, "is not said any more"


def settled(examined: Examined) -> Iterator[Fault]:
    """No phrase is fuzzy, and no form is empty or has stray space."""
    for entry in examined.entries.values():
        if entry.fuzzy:
            yield entry.key, "is fuzzy: its English wording changed, or nobody was sure"
        for form in entry.forms:
            if not form:
                yield entry.key, "is empty"
            elif form != form.strip():
                yield entry.key, "begins or ends with a space"


def plurals_are_counted(examined: Examined) -> Iterator[Fault]:
    """A phrase with a number has as many forms as the language."""
    count = _count(examined.language)
    for entry in examined.entries.values():
        wanted = count if entry.phrase.plural else 1
        if len(entry.forms) != wanted:
            yield entry.key, f"has {len(entry.forms)} forms instead of {wanted}"


def placeholders_are_kept(examined: Examined) -> Iterator[Fault]:
    """Each form has the placeholders of the English; a form for one number may say it."""
    lone = _lone_forms(examined.language)
    for entry in examined.entries.values():
        wanted = Counter(_PLACEHOLDER.findall(entry.source[-1]))
        for index, form in enumerate(entry.forms):
            has = Counter(_PLACEHOLDER.findall(form))
            spelled_out = entry.phrase.plural and index in lone and has + Counter("n") == wanted
            if form and has != wanted and not spelled_out:
                yield entry.key, f"needs the placeholders {sorted(wanted.elements())}"
            if set("{}\uff5b\uff5d") & set(_PLACEHOLDER.sub("", form)):
                yield entry.key, "has a brace that is no placeholder"


def commands_are_kept(examined: Examined) -> Iterator[Fault]:
    """Commands such as /delete stand as they do in the English."""
    for entry in examined.entries.values():
        wanted = Counter(_COMMAND.findall(entry.source[-1]))
        for form in entry.forms:
            if form and Counter(_COMMAND.findall(form)) != wanted:
                yield entry.key, f"needs the commands {sorted(wanted.elements())}"


def labels_fit(examined: Examined) -> Iterator[Fault]:
    """Labels of buttons, descriptions of commands and small lines are short enough."""
    for entry in examined.entries.values():
        limit = _limit(entry)
        for form in entry.forms:
            if limit and visible_length(form) > limit:
                yield entry.key, f"has {visible_length(form)} characters; {limit} fit"


def labels_differ(examined: Examined) -> Iterator[Fault]:
    """Two buttons that are shown together do not read the same."""
    for one, other in _RIVALS:
        pair = [examined.entries[key].forms for key in (one, other) if key in examined.entries]
        if len(pair) > 1 and pair[0] == pair[1]:
            yield one, f"reads the same as {other}"


def translated(examined: Examined) -> Iterator[Fault]:
    """Nothing is left in English, unless the listing says that it is spelled the same."""
    language = examined.language
    for entry in examined.entries.values():
        exempt = language.tag == SOURCE or entry.key in language.same
        if not exempt and _said(entry.source[0]) and entry.source[0] in entry.forms:
            yield entry.key, "is left in English"


def in_its_script(examined: Examined) -> Iterator[Fault]:
    """Most letters are of the language's script; what we listen for may be romanised."""
    script = examined.language.script
    if script not in LETTERS_OF:
        yield "header", f"the gate does not know the script {script}"
        return
    for entry in examined.entries.values():
        letters = [c for form in entry.forms for c in _said(form) if c.isalpha()]
        own = sum(written_in(letter, script) for letter in letters)
        if not entry.key.startswith("listen.") and own < SCRIPT_SHARE * len(letters):
            yield entry.key, f"is mostly not written in {script}"


def characters_are_clean(examined: Examined) -> Iterator[Fault]:
    """No invisible controls, isolates in pairs, composed letters (NFC), Latin digits."""
    for entry in examined.entries.values():
        for form in entry.forms:
            without = form.replace(OPEN, "").replace(CLOSE, "")
            if strip_controls(without) != without:
                yield entry.key, "has control characters"
            if not _balanced(form):
                yield entry.key, "has an isolate that is not closed, or closed twice"
            if unicodedata.normalize("NFC", form) != form:
                yield entry.key, "is not in Unicode normal form C"
            if any(c.isdecimal() and not c.isascii() for c in form):
                yield entry.key, "has other digits than 0 to 9"


def listening_works(examined: Examined) -> Iterator[Fault]:
    """What we listen for has several ways, in lower case, none of them empty or twice."""
    for entry in examined.entries.values():
        if not entry.key.startswith("listen.") or not entry.forms[0]:
            continue
        ways = entry.forms[0].split("|")
        if len(set(ways)) != len(ways) or any(way != way.strip() or not way for way in ways):
            yield entry.key, "has an empty or a repeated way"
        if len(ways) < FEWEST_WAYS:
            yield entry.key, f"needs at least {FEWEST_WAYS} ways, separated by |"
        if entry.forms[0] != entry.forms[0].lower():
            yield entry.key, "is not in lower case"


def states_are_true(examined: Examined) -> Iterator[Fault]:
    """Each mark is one of ours, and what was read is what stands there."""
    for entry in examined.entries.values():
        mark = entry.standing
        if not mark.known:
            yield entry.key, f"has the unknown state “{mark.state}”; known are {', '.join(State)}"
        elif mark.state in READ and not mark.seal:
            yield entry.key, f"is {mark.state}, but unsealed; run tellmore locales sign"
        elif mark.broken(entry.source, entry.forms):
            yield entry.key, f"has changed since it was {mark.state}; have it read again and sign"


def live_languages_are_read(examined: Examined) -> Iterator[Fault]:
    """A language that is live, not beta, was read by another than its translator."""
    if examined.language.beta:
        return
    for entry in examined.entries.values():
        if entry.waits:
            yield entry.key, "waits for a reader, but the language is live; make it beta"


RULES: tuple[Rule, ...] = (
    header_is_pinned,
    complete,
    settled,
    plurals_are_counted,
    placeholders_are_kept,
    commands_are_kept,
    labels_fit,
    labels_differ,
    translated,
    in_its_script,
    characters_are_clean,
    listening_works,
    states_are_true,
    live_languages_are_read,
)
"""All rules, in the order in which their faults are shown."""


def visible_length(text: str) -> int:
    """Return how many characters a reader would count: marks belong to their letter."""
    return sum(unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"} for c in text)


def _said(text: str) -> str:
    """What is left to translate of a phrase."""
    return _COMMAND.sub("", _PLACEHOLDER.sub("", text)).strip()


def _limit(entry: Entry) -> int | None:
    """Return how many characters fit: what the note says, else what apps allow."""
    if told := _AT_MOST.search(entry.note):
        return int(told[1])
    if entry.key.startswith("button."):
        return LABEL_LIMIT
    return COMMAND_LIMIT if entry.key.startswith("command.") else None


def _count(language: Language) -> int:
    return int(language.plural_forms.partition("nplurals=")[2].partition(";")[0])


def _lone_forms(language: Language) -> frozenset[int]:
    """The forms that only ever stand for one number, so that it may be spelled out."""
    choose = plural_of(language.plural_forms)
    used = Counter(choose(n) for n in _EVERYDAY_COUNTS)
    return frozenset(form for form, numbers in used.items() if numbers == 1)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth < 0:
            return False
    return depth == 0
