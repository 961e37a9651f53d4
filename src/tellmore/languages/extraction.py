"""Keeping the catalogues in step with the source sentences.

`update` is what a developer runs after a change to `tellmore.interview.phrases`. A phrase
is known by its key, so a changed English wording keeps its translation, marked fuzzy until
a translator has looked at it.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file

from tellmore.interview import phrases
from tellmore.languages import po_files
from tellmore.languages.catalogues import SOURCE
from tellmore.languages.language import Language, read_languages

TEMPLATE = "tellmore.pot"
"""The template's name, inside the folder of catalogues."""

_KEYWORDS = {"phrase": ((1, "c"), 2), "counted": ((1, "c"), 2, 3)}
_KEPT_FIELDS = ("Last-Translator", "Language-Team", "PO-Revision-Date", "X-Generator")
_TEMPLATE_COMMENT = (
    "# The interviewer's sentences. Generated from src/tellmore/interview/phrases.py:",
    "# change them there.",
)


def update(folder: Path) -> tuple[Path, ...]:
    """Bring the template and all catalogues in ``folder`` up to date.

    New phrases arrive empty, changed ones fuzzy; those no longer said are dropped. English
    is filled in. Nothing but a change of phrases changes a file, so running it twice is
    running it once.

    Returns:
        The files that changed.

    Raises:
        OurFault: The listing or a catalogue is missing or malformed.
    """
    wanted = {folder / TEMPLATE: _template()}
    for language in read_languages(folder):
        path = po_files.catalogue_path(folder, language.tag)
        if language.tag == SOURCE:
            wanted[path] = _source(language)
        elif path.is_file():
            wanted[path] = _updated(path, language)
    return tuple(path for path, content in wanted.items() if _replace(path, content))


def extract(folder: Path) -> Path:
    """Write the template alone; return where it lies."""
    path = folder / TEMPLATE
    _replace(path, _template())
    return path


def begin(folder: Path, language: Language) -> Path:
    """Create an empty catalogue; return where it lies.

    Raises:
        FileExistsError: There is one already.
    """
    path = po_files.catalogue_path(folder, language.tag)
    if path.exists():
        raise FileExistsError(path)
    _replace(path, _in_language(language, (), _header(language), _comment(language)))
    return path


def extracted() -> tuple[Message, ...]:
    """Return all source phrases, with their keys as contexts and notes as comments."""
    return tuple(
        Message(text, context=key, auto_comments=comments)
        for module in phrases.MODULES
        for _, text, comments, key in extract_from_file(
            "python",
            str(sys.modules[module].__file__),
            _KEYWORDS,
            comment_tags=["T:"],
            strip_comment_tags=True,
        )
    )


def _template() -> bytes:
    catalogue = Catalog(charset="utf-8")
    for message in extracted():
        catalogue[message.id] = message
    return po_files.written(catalogue, _fields("", ""), _TEMPLATE_COMMENT)


def _source(language: Language) -> bytes:
    same = [Message(message.id, message.id, context=message.context) for message in extracted()]
    return _in_language(language, same, _header(language), _TEMPLATE_COMMENT)


def _updated(path: Path, language: Language) -> bytes:
    old = po_files.read_catalogue(path, language.tag)
    head = po_files.read_header(path)
    kept = {name: head[name] for name in _KEPT_FIELDS if name in head}
    plural_forms = head.get("Plural-Forms", language.plural_forms)
    return _in_language(
        language,
        old,
        _fields(language.tag, plural_forms) | kept,
        str(old.header_comment).splitlines(),
        plural_forms=plural_forms,
    )


def _in_language(
    language: Language,
    old: Iterable[Message],
    header: Mapping[str, str],
    comments: Iterable[str],
    *,
    plural_forms: str = "",
) -> bytes:
    known = {message.context: message for message in old if message.context}
    catalogue = Catalog(locale=language.tag.replace("-", "_"))
    catalogue.mime_headers = [("Plural-Forms", plural_forms or language.plural_forms)]
    for message in extracted():
        merged = _merged(message, known.get(message.context or ""), catalogue.num_plurals)
        catalogue[merged.id] = merged
    return po_files.written(catalogue, header, comments)


def _merged(message: Message, old: Message | None, count: int) -> Message:
    """The message as the source has it now, with what was said of it before."""
    plural = not isinstance(message.id, str)
    strings = po_files.forms(old) if old else ()
    message.string = (
        (strings + ("",) * count)[: max(count, len(strings))] if plural else "".join(strings[:1])
    )
    if old is None:
        return message
    message.user_comments = old.user_comments
    message.flags |= old.flags & {"fuzzy"}
    message.previous_id = old.previous_id if old.fuzzy else []
    if old.id != message.id and any(strings):
        message.flags.add("fuzzy")
        message.previous_id = [old.id] if isinstance(old.id, str) else list(old.id)
    return message


def _header(language: Language) -> dict[str, str]:
    return _fields(language.tag, language.plural_forms)


def _fields(tag: str, plural_forms: str) -> dict[str, str]:
    fields = {
        "Project-Id-Version": "tellmore",
        "Language": tag.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms,
    }
    return {name: value for name, value in fields.items() if value}


def _comment(language: Language) -> tuple[str, ...]:
    return (f"# The interviewer's sentences in {language.english}.",)


def _replace(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
