import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmore.languages.tags import canonical, negotiate, parent

AVAILABLE = [
    "en",
    "es",
    "pt",
    "pt-PT",
    "fr",
    "nb",
    "hr",
    "sr",
    "sr-Latn",
    "uk",
    "ru",
    "ro",
    "tr",
    "kk",
    "uz",
    "az",
    "fa",
    "ckb",
    "he",
    "ar",
    "hi",
    "pa",
    "zh-Hans",
    "zh-Hant",
    "id",
    "fil",
    "sw",
    "mn",
    "ms",
]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("EN_us", "en-US"),
        ("en-uk", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("iw", "he"),
        ("in-id", "id-ID"),
        ("eng", "en"),
        ("sh", "sr-Latn"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("en_US.UTF-8", "en-US"),
        ("fa-raw", "fa"),
        ("de-x-private-at", "de"),
        ("be-tarask", "be"),
        ("und", ""),
        ("", ""),
        (None, ""),
        ("x", ""),
        ("русский", ""),
    ],
)
def test_any_spelling_has_one_canonical_tag(written: str | None, right: str) -> None:
    assert canonical(written) == right


@pytest.mark.parametrize(
    ("wanted", "served"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("es-419", "es"),
        ("pt-br", "pt"),
        ("pt-ao", "pt-PT"),
        ("pt-MZ", "pt-PT"),
        ("no", "nb"),
        ("nn", "nb"),
        ("tl", "fil"),
        ("in", "id"),
        ("iw", "he"),
        ("mo", "ro"),
        ("prs", "fa"),
        ("arz", "ar"),
        ("swh", "sw"),
        ("sw-KE", "sw"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("sr", "sr"),
        ("sr-ME", "sr-Latn"),
        ("sh", "sr-Latn"),
        ("cnr", "sr-Latn"),
        ("uz-cyrl", "uz"),
        ("hi-Latn", "hi"),
        ("ku-iq", "ckb"),
        # Telegram's odd codes
        ("zh-hans-raw", "zh-Hans"),
        ("zh-hant-beta", "zh-Hant"),
        ("classic-zh-cn", "zh-Hans"),
        ("zhcncc", "zh-Hans"),
        ("taiwan", "zh-Hant"),
        ("hongkong", "zh-Hant"),
        ("fa-raw", "fa"),
        ("ar-beta", "ar"),
    ],
)
def test_everyone_gets_their_own_language(wanted: str, served: str) -> None:
    assert negotiate(wanted, AVAILABLE) == served


@pytest.mark.parametrize(
    ("wanted", "available", "served"),
    [
        ("pt-AO", ["en", "pt"], "pt"),
        ("pt-BR", ["pt-PT"], "pt-PT"),
        ("es-MX", ["es", "es-419"], "es-419"),
        ("sr-ME", ["sr"], "sr"),
        ("sr", ["sr-Latn"], "sr-Latn"),
        ("zh-TW", ["zh-Hans"], "zh-Hans"),
        ("en", [], ""),
    ],
)
def test_a_missing_variety_falls_back_within_the_language(
    wanted: str, available: list[str], served: str
) -> None:
    assert negotiate(wanted, available) == served


@pytest.mark.parametrize(
    "wanted",
    [
        *["be", "bs", "gl", "ug", "bo", "ku", "tt", "jv", "ceb", "yue", "tw", "pnb", "ks", "azb"],
        "pa-PK",
        "uz-AF",
        "kk-CN",
    ],
)
def test_nobody_gets_a_neighbours_language(wanted: str) -> None:
    assert negotiate(wanted, AVAILABLE) == ""


@pytest.mark.parametrize("wanted", ["az-Arab", "mn-Mong", "meowcn", "jianghu", "xx", "a@b", "und"])
def test_an_unreadable_script_or_an_invented_code_gets_no_language(wanted: str) -> None:
    assert negotiate(wanted, AVAILABLE) == ""


@given(st.one_of(st.none(), st.text(), st.from_regex(r"[A-Za-z_@.-]{0,70}", fullmatch=True)))
def test_nothing_that_an_app_sends_is_an_error(wanted: str | None) -> None:
    assert negotiate(wanted, AVAILABLE) in {"", *AVAILABLE}


@given(st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", fullmatch=True))
def test_a_canonical_tag_stays_as_it_is(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_the_parent_is_the_regional_variety_above() -> None:
    assert (parent("pt-AO"), parent("es-MX"), parent("zh-Hant"), parent("en")) == (
        "pt-PT",
        "es-419",
        "",
        "",
    )
