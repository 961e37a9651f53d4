"""Simulated participants: made by a seed, each after their temperament, each in their language."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest

from tellmore.stores import study_files
from tellmore.testing.material import material
from tellmore.testing.simulated_participants import SimulatedParticipant, Temperament, crowd
from tellmore.testing.telegram_server import Bot, Entry, Happening, Limits, Side, TelegramServer

STUDY = study_files.read_all()["commute"]
LANGUAGES = ("en", "sw")
ENDING = "That was all."
TAPPED = Happening.TAP
WROTE = Happening.MESSAGE


@dataclass
class Interviewer:
    """A bot that says what a test tells it to."""

    server: TelegramServer
    bot: Bot
    http: aiohttp.ClientSession
    chats: list[asyncio.Task[None]] = field(default_factory=list)

    def crowd(self, count: int, *, seed: int = 1) -> tuple[SimulatedParticipant, ...]:
        return crowd(
            self.server,
            (self.bot,),
            STUDY,
            count=count,
            languages=LANGUAGES,
            seed=seed,
            endings=(ENDING,),
        )

    async def meet(self, temperament: Temperament, *, seed: int = 1) -> SimulatedParticipant:
        people = self.crowd(2 * len(Temperament), seed=seed)
        return await self.let_in(next(one for one in people if one.temperament is temperament))

    async def let_in(self, one: SimulatedParticipant) -> SimulatedParticipant:
        self.chats.append(asyncio.create_task(one.take_part("invite")))
        await until(lambda: did(one) == [(WROTE, "/start invite")])
        return one

    async def say(self, one: SimulatedParticipant, text: str, **buttons: str) -> None:
        row = [{"text": label, "callback_data": data} for data, label in buttons.items()]
        body = {
            "chat_id": one.person.id,
            "text": text,
            **({"reply_markup": {"inline_keyboard": [row]}} if row else {}),
        }
        url = f"{self.server.base_url}/bot{self.bot.token}/sendMessage"
        async with self.http.post(url, json=body) as response:
            assert response.status == 200

    async def ask(self, one: SimulatedParticipant, text: str, **buttons: str) -> list[Entry]:
        """Say something; return what they do about it, before they hear the next."""
        before = len(one.person.transcript(one.bot)) + 1
        await self.say(one, text, **buttons)
        await until(lambda: len(one.person.transcript(one.bot)) > before)
        return one.person.transcript(one.bot)[before:]


@pytest.fixture
async def interviewer() -> AsyncIterator[Interviewer]:
    async with TelegramServer(limits=Limits.none()) as server, aiohttp.ClientSession() as http:
        asking = Interviewer(server, server.bot("7:" + "A" * 35, "asking_bot"), http)
        yield asking
        for chat in asking.chats:
            chat.cancel()
        await asyncio.gather(*asking.chats, return_exceptions=True)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - the far side's transcript has no event
            await asyncio.sleep(0.01)


def did(one: SimulatedParticipant) -> list[tuple[Happening, str]]:
    entries = one.person.transcript(one.bot)
    return [(e.kind, e.raw) for e in entries if e.by is Side.PERSON]


async def answers_to(
    interviewer: Interviewer, temperament: Temperament, questions: int
) -> list[list[Entry]]:
    """Ask so many open questions; return what each is answered with."""
    one = await interviewer.meet(temperament)
    return [await interviewer.ask(one, f"Question {n}?") for n in range(questions)]


async def test_the_same_seed_makes_the_same_people(interviewer: Interviewer) -> None:
    """Two who were born of one seed say the same to the same."""
    one = await interviewer.meet(Temperament.PLAIN)
    async with TelegramServer(limits=Limits.none()) as server:
        bot = server.bot(interviewer.bot.token, "asking_bot")
        elsewhere = Interviewer(server, bot, interviewer.http)
        twin = await elsewhere.meet(Temperament.PLAIN)
        for number in range(3):
            await interviewer.ask(one, f"{number}?")
            await elsewhere.ask(twin, f"{number}?")
        elsewhere.chats[0].cancel()

        assert did(one) == did(twin)
        assert len(did(one)) == 4


async def test_another_seed_makes_other_people(interviewer: Interviewer) -> None:
    assert interviewer.crowd(1, seed=1)[0].dice.random() != (
        interviewer.crowd(1, seed=2)[0].dice.random()
    )


@pytest.mark.parametrize("seed", range(3))
async def test_every_language_meets_every_temperament(interviewer: Interviewer, seed: int) -> None:
    people = interviewer.crowd(2 * len(Temperament), seed=seed)

    pairs = {(one.language, one.temperament) for one in people}
    assert len(pairs) == len(people)
    assert Counter(one.language for one in people) == {"en": 15, "sw": 15}


async def test_people_speak_their_language(interviewer: Interviewer) -> None:
    swahili = next(one for one in interviewer.crowd(2) if one.language == "sw")
    swahili.temperament = Temperament.TALKATIVE
    await interviewer.let_in(swahili)

    [answer] = await interviewer.ask(swahili, "Swali?")

    known = material(STUDY)["sw"].sentences
    assert sum(sentence in answer.text for sentence in known) == 5


async def test_nobody_reacts_twice_to_a_message(interviewer: Interviewer) -> None:
    """Five messages at once get one reaction, to the newest; then there is quiet."""
    one = await interviewer.meet(Temperament.PLAIN)
    for number in range(4):
        await interviewer.say(one, f"Sentence {number}.")
    await interviewer.ask(one, "Yes or no?", yes="Yes")
    await interviewer.ask(one, "Question?")

    taps = [raw for kind, raw in did(one) if kind is TAPPED]
    assert taps == ["yes"]
    assert len(one.said) == 1


async def test_people_hear_their_own_bot_only(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.PLAIN)
    stranger = interviewer.server.bot("8:" + "B" * 35, "other_bot")
    one.person.starts(stranger)
    other = Interviewer(interviewer.server, stranger, interviewer.http)
    await other.say(one, "Question?")
    await interviewer.ask(one, "Question?")

    assert len(one.said) == 1


async def test_the_interview_is_over_when_the_bot_says_so(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.PLAIN)
    await interviewer.say(one, f"Thank you. {ENDING}")
    await asyncio.wait_for(interviewer.chats[-1], 5)

    assert one.finished.is_set()
    assert did(one) == [(WROTE, "/start invite")]


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ({"c:age:n": "No", "c:age:y": "Yes", "L": "More"}, "c:age:y"),
        ({"R": "Resume"}, "R"),
        ({"l:sw": "Kiswahili", "l:en": "English"}, "l:en"),
        ({"q:mode:none": "I stay at home", "q:mode:car": "By car"}, "q:mode:car"),
    ],
)
async def test_people_choose_what_leads_on(
    interviewer: Interviewer, offered: dict[str, str], wanted: str
) -> None:
    one = await interviewer.meet(Temperament.PLAIN)
    [tap] = await interviewer.ask(one, "Well?", **offered)

    assert (tap.kind, tap.raw) == (TAPPED, wanted)


async def test_some_type_the_label(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.TYPES)
    [typed] = await interviewer.ask(one, "Well?", **{"c:age:y": "Yes", "c:age:n": "No"})

    assert (typed.kind, typed.text) == (WROTE, "Yes")


async def test_some_tap_twice_and_once_more_much_later(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.OLD_BUTTONS)
    await interviewer.ask(one, "Well?", R="Resume")
    await interviewer.ask(one, "Question?")
    await until(lambda: len(did(one)) == 5)

    assert [kind for kind, _ in did(one)] == [WROTE, TAPPED, TAPPED, TAPPED, WROTE]


async def test_some_change_their_language(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.CHANGES_LANGUAGE)
    other = "sw" if one.language == "en" else "en"
    await interviewer.ask(one, "Question?")
    [asked] = await interviewer.ask(one, "Question?")
    [chosen] = await interviewer.ask(one, "Which?", **{"l:en": "English", "l:sw": "Kiswahili"})
    [answer] = await interviewer.ask(one, "Question?")

    assert (asked.text, chosen.raw, one.language) == ("/language", f"l:{other}", other)
    assert any(sentence in answer.text for sentence in material(STUDY)[other].sentences)


@pytest.mark.parametrize(
    ("temperament", "command", "nth"),
    [
        (Temperament.SKIPS, "/skip", 0),
        (Temperament.PAUSES, "/pause", 0),
        (Temperament.WANDERS, "/start", 0),
        (Temperament.UNDOES, "/undo", 2),
        (Temperament.STOPS, "/stop", 2),
    ],
)
async def test_some_give_a_command_instead_of_an_answer(
    interviewer: Interviewer, temperament: Temperament, command: str, nth: int
) -> None:
    answers = await answers_to(interviewer, temperament, 5)

    assert answers[nth][0].text == command
    assert all(not answer.text.startswith("/") for answer in answers[4])


async def test_some_write_one_thought_in_several_messages(interviewer: Interviewer) -> None:
    one = await interviewer.meet(Temperament.BURSTS)
    await interviewer.ask(one, "Question?")

    assert 2 <= len(one.said) <= 4


async def test_some_edit_what_they_wrote(interviewer: Interviewer) -> None:
    [[answer]] = await answers_to(interviewer, Temperament.EDITS, 1)

    assert len(answer.earlier) == 1
    assert answer.text != answer.earlier[0].text


async def test_some_ask_back(interviewer: Interviewer) -> None:
    [[asked], [answer]] = await answers_to(interviewer, Temperament.ASKS_BACK, 2)

    backs = {said.back for said in material(STUDY).values()}
    assert asked.text in backs
    assert answer.text not in backs


async def test_some_send_a_sticker(interviewer: Interviewer) -> None:
    [[sticker], [answer]] = await answers_to(interviewer, Temperament.STICKERS, 2)

    assert (sticker.content, answer.content) == ("sticker", "text")


async def test_some_say_little_and_some_say_much(interviewer: Interviewer) -> None:
    [[little]] = await answers_to(interviewer, Temperament.TERSE, 1)
    [[much]] = await answers_to(interviewer, Temperament.TALKATIVE, 1)

    assert len(much.text) > 4 * len(little.text)
