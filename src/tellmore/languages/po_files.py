"""PO files as values: where they lie, what is in them, how they are written.

We write the header ourselves, without dates: version control knows them, and a file that
says nothing new stays the same, byte for byte.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from tellmore.errors import OurFault

_HEADER_ENTRY = re.compile(r'^msgid ""\nmsgstr ((?:".*"\n)+)', re.MULTILINE)


def catalogue_path(folder: Path, tag: str) -> Path:
    """Return where the catalogue of a language lies."""
    return folder / tag / "LC_MESSAGES" / "tellmore.po"


def read_catalogue(path: Path, tag: str) -> Catalog:
    """Read one PO file.

    Raises:
        OurFault: It is missing or malformed.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale=tag.replace("-", "_"), abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError, ValueError) as fault:
        raise OurFault(f"{path}: {fault}") from fault


def read_header(path: Path) -> dict[str, str]:
    """Return the header's fields as they stand in the file; Babel would fill in others.

    Raises:
        OurFault: The file is missing or not UTF-8.
    """
    try:
        found = _HEADER_ENTRY.search(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise OurFault(f"{path}: {fault}") from fault
    lines = found.group(1).splitlines() if found else []
    text = "".join(str(ast.literal_eval(line)) for line in lines)
    fields = (line.partition(":") for line in text.splitlines())
    return {name.strip(): value.strip() for name, _, value in fields}


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation's plural forms; one for a phrase without a number."""
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(str(string or "") for string in strings)


def written(catalogue: Catalog, header: Mapping[str, str], comments: Iterable[str]) -> bytes:
    """Return the PO file of ``catalogue`` under our own header.

    Args:
        catalogue: Its messages; its own header is left out.
        header: Fields in order.
        comments: Lines above the header, each with its ``#``.
    """
    fields = "".join(f'"{name}: {value}\\n"\n' for name, value in header.items())
    head = "".join(f"{line}\n" for line in comments)
    body = BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, include_previous=True)
    return f'{head}msgid ""\nmsgstr ""\n{fields}\n'.encode() + body.getvalue().rstrip() + b"\n"
