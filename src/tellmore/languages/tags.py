"""Language tags: reading whatever an app sends, and finding our language for it.

Source: BCP 47 (RFC 5646) for the shape of tags; CLDR (as shipped by Babel 2.18) for
aliases, likely scripts and parents; the codes of Telegram's custom language packs were
collected from public clients, read 2026-11-23.

Nobody is given a neighbour's language: another language than the wanted one is never the
answer, however close; the participant chooses instead.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

_LONGEST = 64
_NORWEGIAN = {"no": "nb", "nn": "nb"}
_SPOKEN_ARABIC = re.compile(r"a(cm|cq|cw|cx|eb|fb|jp|pc|pd|rq|rs|ry|rz|yl|yn)")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})
_COMMUNITY_CHINESE = (
    (re.compile(r"taiwan|hong-?kong|zh-?(hant|tw|hk|mo)"), "zh-Hant"),
    (re.compile(r"zh-?(hans|cn|sg|$)|^zhcn"), "zh-Hans"),
)
"""Chinese has no official pack in Telegram, so its speakers use packs with any name."""

_ALSO_READ = {
    ("az", "Cyrl"): ("Latn",),
    ("hi", "Latn"): ("Deva",),
    ("kk", "Latn"): ("Cyrl",),
    ("sr", "Cyrl"): ("Latn",),
    ("sr", "Latn"): ("Cyrl",),
    ("tg", "Latn"): ("Cyrl",),
    ("uz", "Cyrl"): ("Latn",),
    ("zh", "Hans"): ("Hant",),
    ("zh", "Hant"): ("Hans",),
}
"""Scripts that the readers of a language in one script can read too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What we tell apart in a language tag; variants and extensions are left out.

    Attributes:
        language: Two or three small letters.
        script: Four letters such as ``Latn``; empty if not said.
        region: Two capitals or three digits; empty if not said.
    """

    language: str
    script: str = ""
    region: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.language, self.script, self.region) if part)

    @property
    def cldr(self) -> str:
        """The tag as CLDR's tables and Babel write it: with underscores."""
        return str(self).replace("-", "_")


def parse(text: str | None) -> Tag | None:
    """Read a tag in any spelling, old codes included; None if it is none.

    ``EN_us``, ``iw``, ``sr_RS@latin`` and ``fa-raw`` are read as people meant them.
    """
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    plain = re.sub(r"[.@].*", "", text.strip().lower().replace("_", "-"))
    language, *rest = plain.split("-")
    if not re.fullmatch(r"[a-z]{2,3}", language):
        return _community(plain)
    if language in _NO_LANGUAGE:
        return None
    language, script, region = _alias(language)
    if "@latin" in text.lower():
        script = "Latn"
    for subtag in rest:
        if subtag.title() in _scripts():
            script = subtag.title()
        elif re.fullmatch(r"[a-z]{2}|[0-9]{3}", subtag):
            region = _region(subtag.upper())
        elif len(subtag) == 1:
            break
    if language == "ku" and (script == "Arab" or region in {"IQ", "IR"}):
        language, script = "ckb", ""  # "ku" alone is Kurmanji, which Iraq does not write
    return Tag(language=language, script=script, region=region)


def canonical(text: str | None) -> str:
    """Return the tag in its one right spelling (``pt-BR``, ``zh-Hant-TW``); "" if it is none."""
    tag = parse(text)
    return str(tag) if tag else ""


def negotiate(wanted: str | None, available: Collection[str]) -> str:
    """Return the one of ``available`` that serves whoever wants ``wanted``; "" if none does.

    The best is the same tag; then the same language in the same script, nearest region
    first (``pt-AO`` gets ``pt-PT`` before ``pt``); then the same language in another
    script that its readers know (``sr-ME`` without ``sr-Latn`` gets ``sr``).

    Args:
        wanted: A tag as an app or a person wrote it; anything at all, or None.
        available: Canonical tags.
    """
    tag = parse(wanted)
    if tag is None:
        return ""
    if str(tag) in available:
        return str(tag)
    full = likely(tag)
    ours = [(likely(one), str(one)) for one in map(parse, sorted(available, key=len)) if one]
    for script in (full.script, *_ALSO_READ.get((full.language, full.script), ())):
        same = {
            other.region: name
            for other, name in reversed(ours)
            if other.language == full.language and other.script == script
        }
        for region in (*_regions(tag, full), *same):
            if region in same:
                return same[region]
    return ""


@cache
def likely(tag: Tag) -> Tag:
    """Return the tag with the script and region that it most likely means."""
    subtags = get_global("likely_subtags")
    for known in (tag, Tag(language=tag.language, region=tag.region), Tag(language=tag.language)):
        found = subtags.get(known.cldr)
        if found:
            language, script, region = found.split("_")
            return Tag(language=language, script=tag.script or script, region=tag.region or region)
    return tag


def parent(tag: str) -> str:
    """Return the regional variety that CLDR lets ``tag`` inherit from; "" if none."""
    found = get_global("parent_exceptions").get(tag.replace("-", "_"), "root")
    return "" if found == "root" else str(found).replace("_", "-")


def _regions(tag: Tag, full: Tag) -> Iterator[str]:
    yield full.region
    above = parse(parent(f"{tag.language}-{tag.region}"))
    if above:
        yield above.region
    yield likely(Tag(language=tag.language)).region


def _community(plain: str) -> Tag | None:
    for pattern, tag in _COMMUNITY_CHINESE:
        if pattern.search(plain):
            return parse(tag)
    return None


def _alias(language: str) -> tuple[str, str, str]:
    if _SPOKEN_ARABIC.fullmatch(language):
        return "ar", "", ""
    found = get_global("language_aliases").get(language, language)
    new, script, region = found, "", ""
    for subtag in found.split("_")[1:]:
        new = found.split("_")[0]
        script, region = (subtag, region) if subtag in _scripts() else (script, subtag)
    return _NORWEGIAN.get(new, new), script, region


def _region(code: str) -> str:
    found = get_global("territory_aliases").get(code, ())
    return str(found[0]) if len(found) == 1 and len(found[0]) == 2 else code  # noqa: PLR2004 - alpha-2


@cache
def _scripts() -> frozenset[str]:
    return frozenset(Locale.parse("en").scripts)
