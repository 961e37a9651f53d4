import pytest

from tellmore.languages.catalogues import load
from tellmore.languages.names import country_called, country_names, likely_countries
from tellmore.languages.nicknames import COUNTRY_BY_NICKNAME
from tellmore.languages.populations import POPULATIONS

LANGUAGES = [*load().tags, "pt-PT", "zh-Hant", "sr-Latn", "fil", "ckb", "he", "th", "tr", "fa"]


def test_a_country_has_its_name_in_the_language() -> None:
    assert [country_names(tag)["KE"] for tag in ("en", "ar", "hi", "ru", "sw", "pt-PT")] == [
        "Kenya",
        "كينيا",
        "केन्या",
        "Кения",
        "Kenya",
        "Quénia",
    ]


def test_only_countries_and_territories_have_names() -> None:
    assert len(country_names("en")) == 250
    assert not {"EU", "EZ", "UN", "ZZ", "QO", "XA", "IC", "TA"} & set(country_names("en"))


def test_an_unknown_language_gets_english_names() -> None:
    assert country_names("tlh") == country_names("en") == country_names("")


@pytest.mark.parametrize(
    ("language", "countries"),
    [
        ("sw", ("TZ", "KE", "UG", "CD")),
        ("es", ("MX", "AR", "ES", "CO")),
        ("ar", ("EG", "SA", "DZ", "SD")),
        ("hi", ("IN",)),
        ("pt", ("BR", "AO", "PT", "MZ")),
        ("pt-PT", ("AO", "PT", "MZ", "GW")),
        ("zh-Hans", ("CN",)),
        ("zh-Hant", ("TW", "HK")),
        ("sr-Latn", ("RS",)),
        ("sq", ("AL", "XK")),
        ("tlh", ()),
        ("", ()),
    ],
)
def test_the_likeliest_countries_have_most_speakers(
    language: str, countries: tuple[str, ...]
) -> None:
    assert likely_countries(language, len(countries)) == countries


def test_no_more_countries_are_returned_than_asked_for() -> None:
    assert [len(likely_countries("en", n)) for n in (0, 1, 8)] == [0, 1, 8]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_name_that_we_show_is_understood(language: str) -> None:
    shown = country_names(language)
    assert {code: country_called(name, language) for code, name in shown.items()} == {
        code: code for code in shown
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_names_are_understood_in_every_language(language: str) -> None:
    asked = {name: country_called(name, language) for name in country_names("en").values()}
    assert [name for name, code in asked.items() if code is None] == []


@pytest.mark.parametrize("nickname", COUNTRY_BY_NICKNAME)
def test_nicknames_are_understood(nickname: str) -> None:
    assert country_called(nickname, "en") == COUNTRY_BY_NICKNAME[nickname]


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        (" kenya! ", "sw", "KE"),
        ("MEXICO", "es", "MX"),
        ("Me\u0301xico", "es", "MX"),
        ("cote divoire", "fr", "CI"),
        ("Bosnia and Herzegovina", "en", "BA"),
        ("the gambia", "en", "GM"),
        ("السعوديه", "ar", "SA"),
        ("مِصْر", "ar", "EG"),
        ("соединённые штаты", "ru", "US"),
        ("Burma", "en", "MM"),
        ("China", "es", "CN"),
        ("🇰🇪", "ar", "KE"),
        ("🇰🇪 Kenya", "en", "KE"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "en", "GB"),
        ("KE", "hi", "KE"),
        ("KEN", "hi", "KE"),
        ("UK", "en", "GB"),
        ("us", "en", "US"),
        # not a country, or not for sure
        ("no", "en", None),
        ("No", "es", None),
        ("in", "en", None),
        ("Congo", "en", None),
        ("Korea", "en", None),
        ("EU", "en", None),
        ("SUN", "en", None),
        ("🇰🇪🇹🇿", "en", None),
        ("🇪🇺", "en", None),
        ("gibberish", "en", None),
        ("...", "en", None),
        ("", "en", None),
    ],
)
def test_what_people_write_is_understood_or_asked_again(
    text: str, language: str, code: str | None
) -> None:
    assert country_called(text, language) == code


def test_every_country_has_people() -> None:
    assert [code for code, thousands in POPULATIONS.items() if thousands <= 0] == []
