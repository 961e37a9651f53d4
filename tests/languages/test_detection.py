"""In which language and script something is written."""

import pytest

from tellmore.languages.catalogues import default_folder
from tellmore.languages.detection import Detector, Verdict, script_of
from tellmore.languages.language import read_languages

DETECTOR = Detector(read_languages(default_folder()))


@pytest.mark.parametrize(
    ("text", "tag", "script"),
    [
        ("I would like to go to the sea with my friends tomorrow.", "en", "Latn"),
        ("Завтра я хотела бы поехать с друзьями на море, если будет погода.", "ru", "Cyrl"),
        ("من دەمەوێت لەگەڵ هاوڕێکانم بچمە دەریا چونکە خۆشە", "ckb", "Arab"),
        ("明日は友達と海に行きたいと思っています。とても楽しみです。", "ja", "Jpan"),
        ("Мен достарыммен бірге теңізге барғым келеді", "kk", "Cyrl"),
        ("Ningependa kwenda baharini na marafiki zangu kesho asubuhi", "sw", "Latn"),
    ],
)
def test_a_plain_sentence_is_recognised_beyond_doubt(text: str, tag: str, script: str) -> None:
    verdict = DETECTOR.detect(text)

    assert (verdict.tag, verdict.script, verdict.sure) == (tag, script, True)


@pytest.mark.parametrize(
    "text",
    [
        "mujhe lagta hai ki yeh bahut accha hai aur main khush hoon",
        "ana 3ayez aroo7 el bahr ma3 as7abi el youm 3ashan el gaw 7elw",
        "mein dost ke saath bazaar jana chahta hoon kal subah",
        "ya hochu poehat s druzyami na more zavtra utrom",
        "wo xiang gen pengyou yiqi qu haibian kan riluo",
        "naan nanbargaludan kadarkaraikku poga virumbugiren",
        "volim da idem na more sa prijateljima svakog leta",
    ],
)
def test_romanised_writing_is_never_taken_for_another_language_for_sure(text: str) -> None:
    assert not DETECTOR.detect(text).sure


@pytest.mark.parametrize("text", ["", "Hola", "👍👍👍", "12345 67890 12345 67890", "ok ok ok ok"])
def test_little_text_gives_no_verdict(text: str) -> None:
    assert DETECTOR.detect(text).tag == ""


def test_chinese_is_told_apart_by_its_characters() -> None:
    traditional = "我喜歡和朋友們一起去海邊看日落,這個問題很有意思而且讓我開心"
    simplified = "我喜欢和朋友们一起去海边看日落,这个问题很有意思而且让我开心"

    assert DETECTOR.detect(traditional).tag == "zh-Hant"
    assert DETECTOR.detect(simplified).tag == "zh-Hans"


def test_a_script_needs_a_few_letters() -> None:
    assert script_of("abc") == ""
    assert script_of("приве") == "Cyrl"
    assert script_of("日本のことば") == "Jpan"


def test_doubt_is_doubt() -> None:
    assert not Verdict(tag="de", probability=0.89).sure
    assert Verdict(tag="de", probability=0.9).sure
