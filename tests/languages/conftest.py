from collections.abc import Callable
from pathlib import Path

import pytest

from tellmore.languages.extraction import begin
from tellmore.languages.language import LISTING, read_languages

LISTED = '''
[[language]]
tag = "en"
endonym = "English"
english = "English"
direction = "ltr"
script = "Latn"
plural_forms = "nplurals=2; plural=(n != 1);"

[[language]]
tag = "pt"
endonym = "Português"
english = "Portuguese"
direction = "ltr"
script = "Latn"
plural_forms = "nplurals=2; plural=(n > 1);"

[[language]]
tag = "pt-PT"
endonym = "Português (Portugal)"
english = "Portuguese (Portugal)"
direction = "ltr"
script = "Latn"
plural_forms = "nplurals=2; plural=(n != 1);"
fallback = ["pt"]

[[language]]
tag = "ar"
endonym = "العربية"
english = "Arabic"
direction = "rtl"
script = "Arab"
plural_forms = """nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : \\
(n%100>=3 && n%100<=10) ? 3 : n%100>=11 ? 4 : 5);"""
'''

Translate = Callable[[str, dict[str, list[str]]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / LISTING).write_text(LISTED, "utf-8")
    return tmp_path


@pytest.fixture
def translate(folder: Path) -> Translate:
    """Write a catalogue that says only the given phrases."""

    def write(tag: str, said: dict[str, list[str]]) -> Path:
        language = next(one for one in read_languages(folder) if one.tag == tag)
        path = begin(folder, language)
        entries = path.read_text("utf-8").split("\n\n")
        for index, entry in enumerate(entries):
            for key, forms in said.items():
                if f'msgctxt "{key}"' in entry:
                    head = entry.partition("\nmsgstr")[0]
                    names = (
                        [f"msgstr[{n}]" for n in range(len(forms))]
                        if "msgid_plural" in entry
                        else ["msgstr"]
                    )
                    entries[index] = "\n".join(
                        [head, *(f'{n} "{form}"' for n, form in zip(names, forms, strict=True))]
                    )
        path.write_text("\n\n".join(entries) + "\n", "utf-8")
        return path

    return write
