"""Writes drafts of a study's translations into its PO files, beside what people wrote there."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tellmore.languages import po_files
from tellmore.runtime.translating import Draft
from tellmore.stores import study_files
from tellmore.study.standing import State
from tellmore.study.texts import Text, texts
from tellmore.study.translations import Translations, catalogue

_COMMENTS = ("# Translation of a study; docs/study-format.md says how to review it.",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draftable:
    """A study as a translator needs it: its own file is sound, translations may be lacking.

    Attributes:
        texts: Every text, in order.
        languages: Tags that it lists; the first is the source.
        translations: What is there, by tag.
    """

    texts: tuple[Text, ...]
    languages: tuple[str, ...]
    translations: dict[str, Translations]


def read(folder: Path) -> Draftable:
    """Return the study in ``folder``, whatever its translations lack.

    Raises:
        InvalidStudy: The study's own file has faults, or a translation is no PO file.
    """
    document = tomllib.loads(study_files.source_of(folder))
    return Draftable(
        texts=texts(document),
        languages=tuple(document["study"]["languages"]),
        translations=study_files.translations_of(folder),
    )


def write(folder: Path, tag: str, drafts: Sequence[Draft], *, by: str) -> Path:
    """Write drafts to the translation into ``tag``; return its file.

    Entries that people wrote stay as they are. Where a draft takes the place of the
    translation of an older wording, that one stands in a comment above it; entries of texts
    that the study has no more are kept as obsolete ones. A draft that the study could not run
    with is marked fuzzy, with what is wrong.

    Args:
        folder: The study's.
        tag: The language.
        drafts: What was drafted.
        by: Who drafted it, for whoever reviews it.
    """
    path = folder / catalogue(tag)
    old = _messages(path)
    drafted = {draft.text.name: draft for draft in drafts}
    catalog = Catalog(charset="utf-8")
    for text in read(folder).texts:
        before = old.pop(text.name, None)
        if text.name in drafted:
            message = _message(drafted[text.name], before, by)
        else:
            message = before or Message(text.text, context=text.name)
            message.auto_comments = [_note(text)]
        catalog[message.id] = message
    for name, message in old.items():
        catalog.obsolete[name] = message
    header = {
        "Language": tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(po_files.written(catalog, header, _COMMENTS))
    return path


def _messages(path: Path) -> dict[str, Message]:
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        read_ = read_po(file, abort_invalid=True)
    return {str(one.context): one for one in read_ if one.id and one.context}


def _message(draft: Draft, before: Message | None, by: str) -> Message:
    comments = [f"state: {State.DRAFTED}", f"drafted by {by}"]
    if before is not None and before.string and before.id != draft.text.text:
        comments.append("before: " + " ".join(str(before.string).split()))
    if draft.fault:
        comments.append(f"to mend: {draft.fault}")
    return Message(
        draft.text.text,
        draft.said,
        context=draft.text.name,
        auto_comments=[_note(draft.text)],
        user_comments=comments,
        flags=() if draft.usable else {"fuzzy"},
    )


def _note(text: Text) -> str:
    return f"At most {text.limits.chars} characters."
