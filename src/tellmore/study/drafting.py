"""Writes the entries that a translation still lacks, ready for a translator."""

import json
import tomllib
from collections.abc import Container, Iterator

from tellmore.study.texts import Text, texts

_HEADER = """\
# Translation of a study; docs/study-format.md says how to review it.
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def header(tag: str) -> str:
    """Return how a new translation into ``tag`` begins."""
    return _HEADER.format(tag=tag)


def draft(toml: str, *, present: Container[str]) -> str:
    """Return PO entries, untranslated, for the texts whose names are not in ``present``.

    Args:
        toml: What stands in ``study.toml``; it has been loaded before.
        present: Names of the texts that the translation has.
    """
    lacking = [text for text in texts(tomllib.loads(toml)) if text.name not in present]
    return "".join("\n" + "\n".join(_entry(text)) + "\n" for text in lacking)


def _entry(text: Text) -> Iterator[str]:
    yield f"#. At most {text.limits.chars} characters."
    yield f'msgctxt "{text.name}"'
    yield f"msgid {_quoted(text.text)}"
    yield 'msgstr ""'


def _quoted(text: str) -> str:
    """Return a text as PO writes it: a paragraph a line."""
    paragraphs = text.replace("\n\n", "\n\n\0").split("\0")
    quoted = [json.dumps(paragraph, ensure_ascii=False) for paragraph in paragraphs]
    return quoted[0] if len(quoted) == 1 else "\n".join(['""', *quoted])
