import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tellmore.channels import telegram_sender
from tellmore.channels.pacing import Pace
from tellmore.channels.telegram_sender import TelegramSender
from tellmore.errors import Gone, Rejected, TheirFault, Unreachable
from tellmore.runtime.arrivals import Address
from tellmore.runtime.commands import COMMANDS
from tellmore.runtime.messages import Attachment, Button, Message, Paragraph, Style
from tellmore.testing.telegram_server import (
    Bot,
    DropAfter,
    DropBefore,
    Entry,
    Happening,
    Limits,
    Person,
    ServerError,
    Side,
    TelegramServer,
    TooManyRequests,
)
from tellmore.testing.telegram_server.keyboards import Button as Seen
from tests.channels.conftest import TOKEN

ANA = Address(channel="telegram", account="42", chat="7")
YES = Button(label="Yes", data="c:analysis:y")
QUICK = 1_000_000.0


@dataclass
class UntimedPace(Pace):
    """A pace that lets everything go at once, and remembers who was told to wait."""

    told: list[tuple[str, str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(per_bot=QUICK, per_chat=QUICK, per_group=QUICK)

    def told_to_wait(self, bot: str, chat: str, seconds: float) -> None:
        self.told.append((bot, chat, seconds))


def says(*texts: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    return Message(paragraphs=tuple(Paragraph(text=text) for text in texts), buttons=buttons)


def heard(person: Person, bot: Bot) -> list[Entry]:
    """Return the messages of the bot that a person sees."""
    return [
        entry
        for entry in person.transcript(bot)
        if entry.by is Side.BOT and entry.kind is Happening.MESSAGE
    ]


@pytest.fixture
def pace() -> UntimedPace:
    return UntimedPace()


@pytest.fixture
async def sender(server: TelegramServer, pace: UntimedPace) -> AsyncIterator[TelegramSender]:
    async with TelegramSender(
        tokens=[TOKEN],
        api=server.base_url,
        pace=pace,
        describe=lambda language, phrase: f"{language}: {phrase}",
    ) as sender:
        yield sender


async def test_a_question_stands_out_and_its_buttons_stand_below(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    question = Message(
        paragraphs=(
            Paragraph(text="Thanks & on we go."),
            Paragraph(text="Is 2 < 3?", style=Style.STRONG),
            Paragraph(text="1 of 4", style=Style.QUIET),
        ),
        buttons=((YES,),),
    )

    await sender.send(ANA, question)

    [shown] = heard(ana, bot)
    assert (shown.text, shown.keyboard) == (
        "Thanks & on we go.\n\nIs 2 < 3?\n\n1 of 4",
        ((Seen(label="Yes", data="c:analysis:y"),),),
    )
    assert shown.raw == "Thanks &amp; on we go.\n\n<b>Is 2 &lt; 3?</b>\n\n<i>1 of 4</i>"


async def test_a_long_text_comes_in_parts_with_the_buttons_below_the_last(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    await sender.send(ANA, says("Word. " * 1500, buttons=((YES,),)))

    shown = heard(ana, bot)
    assert [len(each.text) <= 4096 for each in shown] == [True] * 3
    assert [bool(each.keyboard) for each in shown] == [False, False, True]


@pytest.mark.parametrize("letters", ["ab", "abc"])
async def test_a_part_that_fails_for_a_moment_does_not_bring_the_others_twice(
    sender: TelegramSender,
    server: TelegramServer,
    bot: Bot,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    letters: str,
) -> None:
    monkeypatch.setattr(telegram_sender, "_PAUSE", timedelta(milliseconds=1))
    message = says(*(letter * 4000 for letter in letters))
    sending = asyncio.create_task(sender.send(ANA, message))
    await ana.hears(bot)
    server.fail(ServerError(), times=2)
    await sending

    assert [each.text[0] for each in heard(ana, bot)] == list(letters)
    assert server.faults.struck == 2


async def test_a_later_part_that_must_wait_long_is_left_to_whoever_can_wait(
    sender: TelegramSender, server: TelegramServer, bot: Bot, ana: Person
) -> None:
    sending = asyncio.create_task(sender.send(ANA, says("a" * 4000, "b" * 4000)))
    await ana.hears(bot)
    server.fail(TooManyRequests(retry_after_s=600))

    with pytest.raises(TheirFault) as caught:
        await sending
    assert caught.value.retry_after == timedelta(minutes=10)


async def test_a_file_comes_with_its_words_and_its_buttons(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    file = Attachment(name='ánswers "1".json', text='{"a": "río"}')
    message = Message(
        paragraphs=(Paragraph(text="All & everything", style=Style.STRONG),),
        attachment=file,
        buttons=((YES,),),
    )

    await sender.send(ANA, message)

    [shown] = heard(ana, bot)
    assert (shown.content, shown.text, len(shown.keyboard)) == ("document", "All & everything", 1)
    [(name, content)] = bot.files.values()
    assert name.startswith("ánswers")
    assert content.decode() == '{"a": "río"}'


@pytest.mark.parametrize(
    ("words", "shown_as"),
    [((), [("document", 0)]), (("w" * 1500,), [("text", 1500), ("document", 0)])],
)
async def test_a_file_follows_words_that_are_too_long_for_a_caption(
    sender: TelegramSender,
    bot: Bot,
    ana: Person,
    words: tuple[str, ...],
    shown_as: list[tuple[str, int]],
) -> None:
    message = Message(
        paragraphs=tuple(Paragraph(text=text) for text in words),
        attachment=Attachment(name="a.json", text="{}"),
        buttons=((YES,),),
    )

    await sender.send(ANA, message)

    shown = heard(ana, bot)
    assert [(each.content, len(each.text)) for each in shown] == shown_as
    assert [bool(each.keyboard) for each in shown][-1]


async def test_the_menu_of_commands_is_shown_to_this_chat_in_the_chosen_language(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    await sender.send(ANA, Message(paragraphs=(Paragraph(text="Hola"),), commands_in="es"))

    [menu] = bot.commands.values()
    assert [each["command"] for each in menu] == [command.name for command in COMMANDS]
    assert menu[0]["description"] == f"es: {COMMANDS[0].phrase}"
    [((scope, language), _)] = bot.commands.items()
    assert ('"chat_id":"7"' in scope or '"chat_id":7' in scope, language) == (True, "")
    assert [each.text for each in heard(ana, bot)] == ["Hola"]


async def test_a_menu_that_cannot_be_shown_hinders_nobody(
    sender: TelegramSender, server: TelegramServer, bot: Bot, ana: Person, pace: UntimedPace
) -> None:
    server.fail(TooManyRequests(retry_after_s=900), method="setMyCommands")

    await sender.send(ANA, Message(paragraphs=(Paragraph(text="Hola"),), commands_in="es"))

    assert [each.text for each in heard(ana, bot)] == ["Hola"]
    assert pace.told == []


async def test_whoever_blocked_us_or_never_came_is_gone(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    ana.blocks(bot)
    for chat in ("7", "8"):
        with pytest.raises(Gone):
            await sender.send(Address(channel="telegram", account="42", chat=chat), says("Hello"))


async def test_a_deleted_account_is_gone(sender: TelegramSender, ana: Person) -> None:
    ana.deletes_account()

    with pytest.raises(Gone):
        await sender.send(ANA, says("Hello"))


@pytest.mark.usefixtures("ana")
async def test_a_flood_is_told_to_the_pace_and_to_the_caller(
    sender: TelegramSender, server: TelegramServer, pace: UntimedPace
) -> None:
    server.fail(TooManyRequests(retry_after_s=7))

    with pytest.raises(TheirFault) as caught:
        await sender.send(ANA, says("Hello"))

    assert caught.value.retry_after == timedelta(seconds=7)
    assert pace.told == [("42", "7", 7.0)]


async def test_a_lost_reply_is_unreachable_though_the_message_came(
    sender: TelegramSender, server: TelegramServer, bot: Bot, ana: Person
) -> None:
    server.fail(DropAfter(), method="sendMessage")

    with pytest.raises(Unreachable):
        await sender.send(ANA, says("Hello"))

    assert [each.text for each in heard(ana, bot)] == ["Hello"]


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("message", [says(), says(" ", "\n")])
async def test_a_blank_message_is_rejected_before_it_is_sent(
    sender: TelegramSender, server: TelegramServer, message: Message
) -> None:
    with pytest.raises(Rejected):
        await sender.send(ANA, message)

    assert server.counters.calls == {}


@pytest.mark.usefixtures("ana")
async def test_a_button_that_telegram_does_not_take_is_rejected(sender: TelegramSender) -> None:
    long = Button(label="Yes", data="x" * 65)

    with pytest.raises(Rejected, match="BUTTON_DATA_INVALID"):
        await sender.send(ANA, says("Hello", buttons=((long,),)))


async def test_words_whose_markup_telegram_minds_go_without(
    sender: TelegramSender, bot: Bot, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("html.escape", lambda text, **_: text)

    await sender.send(ANA, says("2 <3", buttons=((YES,),)))

    [shown] = heard(ana, bot)
    assert (shown.text, len(shown.keyboard)) == ("2 <3", 1)


async def test_typing_is_shown(sender: TelegramSender, bot: Bot, ana: Person) -> None:
    await sender.show_typing(ANA)

    assert [(e.kind, e.text) for e in ana.transcript(bot) if e.by is Side.BOT] == [
        (Happening.ACTION, "typing")
    ]


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("fault", [DropBefore(), ServerError(), TooManyRequests()])
async def test_typing_never_raises(
    sender: TelegramSender,
    server: TelegramServer,
    fault: DropBefore | ServerError | TooManyRequests,
) -> None:
    server.fail(fault)

    await sender.show_typing(ANA)

    assert server.faults.struck == 1


async def test_a_tap_is_acknowledged_and_its_choice_marked(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    await sender.send(ANA, says("Well?", buttons=((YES,), (Button(label="No", data="n"),))))
    [asked] = heard(ana, bot)
    assert asked.message_id is not None
    tap = ana.taps(bot, asked.message_id, label="Yes")

    await sender.acknowledge_tap(ANA, tap=tap)
    await sender.mark_choice(ANA, keyboard=str(asked.message_id), label="Yes")

    assert bot.taps == {}
    [marked] = heard(ana, bot)
    assert marked.keyboard == ((Seen(label="✓ Yes", data="x"),),)


async def test_marking_twice_and_tapping_the_mark_change_nothing(
    sender: TelegramSender, bot: Bot, ana: Person
) -> None:
    await sender.send(ANA, says("Well?", buttons=((YES,),)))
    [asked] = heard(ana, bot)
    for label in ("Yes", "Yes", "✓ Yes"):
        await sender.mark_choice(ANA, keyboard=str(asked.message_id), label=label)

    [marked] = heard(ana, bot)
    assert marked.keyboard == ((Seen(label="✓ Yes", data="x"),),)


@pytest.mark.usefixtures("ana")
@pytest.mark.parametrize("keyboard", ["999", "0", "", "-1", "x", "1" * 30])
async def test_a_keyboard_that_is_not_there_is_left_alone(
    sender: TelegramSender, keyboard: str
) -> None:
    await sender.mark_choice(ANA, keyboard=keyboard, label="Yes")


async def test_marking_and_acknowledging_say_when_telegram_fails(
    sender: TelegramSender, server: TelegramServer, bot: Bot, ana: Person
) -> None:
    await sender.send(ANA, says("Well?", buttons=((YES,),)))
    [asked] = heard(ana, bot)
    server.fail(ServerError(), times=2)

    with pytest.raises(TheirFault):
        await sender.mark_choice(ANA, keyboard=str(asked.message_id), label="Yes")
    with pytest.raises(TheirFault):
        await sender.acknowledge_tap(ANA, tap="1")


@pytest.mark.slow
async def test_a_hundred_chats_hear_five_messages_each_and_no_limit_is_broken() -> None:
    pace = Pace(per_bot=30, per_chat=1)
    async with (
        TelegramServer(limits=Limits(per_bot_burst=3, per_chat_burst=2)) as server,
        TelegramSender(
            tokens=[TOKEN], api=server.base_url, pace=pace, describe=lambda _, phrase: phrase
        ) as sender,
    ):
        bot = server.bot(TOKEN, "interview_bot")
        people = [server.person(number) for number in range(1, 101)]
        for person in people:
            person.starts(bot)

        async def talk(person: Person) -> None:
            address = Address(channel="telegram", account="42", chat=str(person.id))
            for text in "abcde":
                await sender.send(address, says(text))

        await asyncio.gather(*map(talk, people))

        assert server.counters.floods == 0
        assert {"".join(each.text for each in heard(one, bot)) for one in people} == {"abcde"}


@pytest.mark.slow
async def test_a_flood_in_one_chat_is_waited_out_while_others_go_on() -> None:
    pace = Pace(per_bot=QUICK, per_chat=QUICK)
    async with (
        TelegramServer(limits=Limits.none()) as server,
        TelegramSender(
            tokens=[TOKEN], api=server.base_url, pace=pace, describe=lambda _, phrase: phrase
        ) as sender,
    ):
        bot = server.bot(TOKEN, "interview_bot")
        ana, ben = server.person(7), server.person(8)
        for person in (ana, ben):
            person.starts(bot)
        server.fail(TooManyRequests(retry_after_s=2), chat_id=7)
        with pytest.raises(TheirFault):
            await sender.send(ANA, says("first"))
        again = asyncio.create_task(sender.send(ANA, says("again")))
        await sender.send(Address(channel="telegram", account="42", chat="8"), says("hello"))

        assert (heard(ana, bot), len(heard(ben, bot))) == ([], 1)
        await again
        assert [each.text for each in heard(ana, bot)] == ["again"]
