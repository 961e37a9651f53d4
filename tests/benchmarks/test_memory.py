import io
import random

import pytest
from rich.console import Console

from benchmarks.filling import CHARS, QUESTIONS, TURNS, study_in
from benchmarks.memory import Weight, report, show, weigh
from benchmarks.wording import Words, english, hindi

WEIGHT = Weight(live=20_000.4, ended=21_000.0, finished=9_000.0, written=8_000.0)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "bytes_a_character"), [("en", 1), ("hi", 2.4)])
async def test_interviews_weigh_as_much_as_their_words_until_they_are_packed(
    language: str, bytes_a_character: float
) -> None:
    weight = await weigh(language, interviews=20)
    assert weight.written >= bytes_a_character * CHARS
    assert weight.live > weight.written
    assert weight.ended > weight.written
    assert 0 < weight.finished < weight.live / 1.5


def test_an_answer_is_exactly_as_long_as_asked() -> None:
    chance = random.Random(1)
    answers = [english().answer(chars, chance) for chars in range(2, 200)]
    assert [len(answer) for answer in answers] == list(range(2, 200))


def test_answers_vary_and_the_same_chance_gives_the_same() -> None:
    words = Words(known=("a", "bb", "ccc"))
    first, second, again = (words.answer(40, random.Random(seed)) for seed in (1, 2, 1))
    assert first != second
    assert first == again


def test_hindi_is_written_in_its_own_script() -> None:
    assert all("\u0900" <= letter <= "\u097f" for word in hindi().known for letter in word)


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_study_gives_every_interview_its_turns(language: str) -> None:
    words = english() if language == "en" else hindi()
    study = study_in(language, words)
    policies = {(q.probing.at_least, q.probing.at_most) for q in study.questions()}
    assert (len(study.questions()), policies) == (QUESTIONS, {(1, 1)})
    assert 2 * QUESTIONS == TURNS


def test_the_report_has_english_at_the_top_and_shows_both() -> None:
    content = report({"en": WEIGHT, "hi": WEIGHT}, interviews=3)
    output = io.StringIO()
    show(content, console=Console(file=output, width=100))
    assert (content["live_bytes"], content["finished_bytes"]) == (20_000, 9_000)
    assert output.getvalue().count("21,000") == 2
