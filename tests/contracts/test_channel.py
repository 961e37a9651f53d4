"""What every channel promises: whoever adds a messaging app makes this pass."""

import contextlib
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import pytest
from rich.console import Console

from tellmore.channels.pacing import Pace
from tellmore.channels.telegram_sender import TelegramSender
from tellmore.channels.terminal import HERE, TerminalChannel
from tellmore.errors import Gone, Rejected, TheirFault, Unreachable
from tellmore.runtime.arrivals import Address
from tellmore.runtime.messages import Attachment, Button, Message, Paragraph, Style
from tellmore.runtime.ports import Channel
from tellmore.testing import telegram_server
from tellmore.testing.fake_channel import FakeChannel
from tellmore.testing.telegram_server import DropBefore, Happening, Limits, Side, TelegramServer

TOKEN = "42:TEST-SECRET"
ANA = Address(channel="telegram", account="42", chat="7")
YES = Button(label="نعم, sí [b]", data="c:analysis:y")
NO = Button(label="No", data="c:analysis:n")


class Stage(Protocol):
    """One channel with a participant at its far end."""

    @property
    def channel(self) -> Channel:
        """The channel."""
        ...

    @property
    def address(self) -> Address:
        """Where the participant is."""
        ...

    def read(self) -> list[str]:
        """Return the texts that the participant sees, in order."""
        ...

    def buttons(self) -> list[str]:
        """Return the labels below the newest message."""
        ...

    def files(self) -> dict[str, str]:
        """Return the files that the participant has, by name."""
        ...


class Losable(Stage, Protocol):
    """A stage on which things go wrong."""

    def leave(self) -> None:
        """Have the participant block us."""
        ...

    def fail(self) -> None:
        """Have the next call end without an answer."""
        ...

    def newest(self) -> str:
        """Return the id of the newest message."""
        ...


@dataclass
class TelegramStage:
    channel: TelegramSender
    server: TelegramServer
    bot: telegram_server.Bot
    ana: telegram_server.Person
    address: Address = ANA

    def _heard(self) -> list[telegram_server.Entry]:
        return [
            entry
            for entry in self.ana.transcript(self.bot)
            if entry.by is Side.BOT and entry.kind is Happening.MESSAGE
        ]

    def read(self) -> list[str]:
        return [entry.text for entry in self._heard()]

    def buttons(self) -> list[str]:
        return [button.label for row in self._heard()[-1].keyboard for button in row]

    def files(self) -> dict[str, str]:
        return {name: content.decode() for name, content in self.bot.files.values()}

    def leave(self) -> None:
        self.ana.blocks(self.bot)

    def fail(self) -> None:
        self.server.fail(DropBefore())

    def newest(self) -> str:
        return str(self._heard()[-1].message_id)


@contextlib.asynccontextmanager
async def telegram(_: Path) -> AsyncIterator[TelegramStage]:
    async with TelegramServer(limits=Limits.none()) as server:
        bot = server.bot(TOKEN, "interview_bot")
        ana = server.person(7, "Ana", "es")
        ana.starts(bot)
        async with TelegramSender(
            tokens=[TOKEN],
            api=server.base_url,
            pace=Pace(per_bot=1e6, per_chat=1e6),
            describe=lambda _, phrase: phrase,
        ) as sender:
            yield TelegramStage(channel=sender, server=server, bot=bot, ana=ana)


@dataclass
class FakeStage:
    channel: FakeChannel
    address: Address = ANA

    def read(self) -> list[str]:
        return [message.text for message in self.channel.sent_to(self.address)]

    def buttons(self) -> list[str]:
        marked = self.channel.marked.get((self.address, self.newest()))
        if marked:
            return [f"✓ {marked}"]
        newest = self.channel.sent_to(self.address)[-1]
        return [button.label for row in newest.buttons for button in row]

    def files(self) -> dict[str, str]:
        sent = [message.attachment for message in self.channel.sent_to(self.address)]
        return {file.name: file.text for file in sent if file}

    def leave(self) -> None:
        self.channel.gone.add(self.address)

    def fail(self) -> None:
        self.channel.faults.append(Unreachable("on cue"))

    def newest(self) -> str:
        return str(len(self.channel.sent_to(self.address)))


@contextlib.asynccontextmanager
async def fake(_: Path) -> AsyncIterator[FakeStage]:
    yield FakeStage(channel=FakeChannel())


@dataclass
class TerminalStage:
    channel: TerminalChannel
    screen: io.StringIO
    address: Address = HERE

    def read(self) -> list[str]:
        return [self.screen.getvalue()]

    def buttons(self) -> list[str]:
        return [button.label for button in self.channel.shown]

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in self.channel.files.iterdir()}


@contextlib.asynccontextmanager
async def terminal(folder: Path) -> AsyncIterator[TerminalStage]:
    screen = io.StringIO()
    # Wider than any line: wrapping is the screen's business, not the channel's.
    console = Console(file=screen, width=100_000, highlight=False)
    yield TerminalStage(channel=TerminalChannel(console=console, files=folder), screen=screen)


Opening: TypeAlias = Callable[[Path], AbstractAsyncContextManager[Stage]]
LosableOpening: TypeAlias = Callable[[Path], AbstractAsyncContextManager[Losable]]

OVER_A_NETWORK: list[LosableOpening] = [telegram, fake]
"""Channels on which messages and participants can get lost."""

EVERY: list[Opening] = [*OVER_A_NETWORK, terminal]


@pytest.fixture(params=EVERY, ids=lambda opening: opening.__name__)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    opening: Opening = request.param
    async with opening(tmp_path) as stage:
        yield stage


@pytest.fixture(params=OVER_A_NETWORK, ids=lambda opening: opening.__name__)
async def losable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Losable]:
    opening: LosableOpening = request.param
    async with opening(tmp_path) as stage:
        yield stage


def says(*texts: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    return Message(
        paragraphs=tuple(Paragraph(text=text, style=Style.STRONG) for text in texts),
        buttons=buttons,
    )


def squeezed(text: str) -> str:
    """Return a text without blanks: where it is cut is the channel's affair."""
    return "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "What is your way like?",
        "1 < 2 && 3 > 2, <b>not bold</b> &amp; *not* _either_ `code`",
        "<b>not bold</b> &amp; <i>not quiet</i>",
        "[bold]not bold[/bold] [/] :warning: \\[x] [link=a]b[/link]",
        "مرحبا! كم يستغرق الطريق؟ \u2068Ana\u2069 \u200fنعم",
        "می‌خواهم",
        "👩‍👩‍👧 👍🏽 🇪🇸 e\u0301",
        "One line.\nAnother line.",
        "/start https://example.org @somebody #tag",
    ],
)
async def test_words_are_read_as_they_were_written(stage: Stage, text: str) -> None:
    await stage.channel.send(stage.address, says("First.", text))

    [shown] = stage.read()
    assert text in shown
    assert shown.index("First.") < shown.index(text)


@pytest.mark.parametrize(
    "text",
    ["word " * 4000, "a" + "🙂" * 9000, "سطر طويل جدا. " * 900, "<&>" * 5000, "漢字。" * 4000],
)
async def test_nothing_of_a_long_text_is_lost(stage: Stage, text: str) -> None:
    await stage.channel.send(stage.address, says(text, "The end?", buttons=((YES,),)))

    assert squeezed(text) + "Theend?" in squeezed("".join(stage.read()))
    assert stage.buttons() == [YES.label]


async def test_buttons_stand_below_in_order(stage: Stage) -> None:
    many = tuple((Button(label=str(n), data=f"q:n:{n}"),) for n in range(1, 12))

    await stage.channel.send(stage.address, says("Well?", buttons=((YES, NO), *many)))

    assert stage.buttons() == [YES.label, NO.label, *(str(n) for n in range(1, 12))]


async def test_messages_come_in_order(stage: Stage) -> None:
    for text in ("one", "two", "three"):
        await stage.channel.send(stage.address, says(text))

    assert " ".join(stage.read()).split() == ["one", "two", "three"]


@pytest.mark.parametrize("words", ["Your data", "w" * 3000, ""])
async def test_a_file_comes_with_its_words(stage: Stage, words: str) -> None:
    text = '{"río": "🙂", "b": [1, 2]}\n'
    message = Message(
        paragraphs=(Paragraph(text=words),) if words else (),
        attachment=Attachment(name="answers.json", text=text),
        buttons=((YES,),),
    )

    await stage.channel.send(stage.address, message)

    assert stage.files() == {"answers.json": text}
    assert words in "".join(stage.read())
    assert stage.buttons() == [YES.label]


async def test_a_blank_message_is_rejected(stage: Stage) -> None:
    with pytest.raises(Rejected):
        await stage.channel.send(stage.address, says(" ", "\n"))


async def test_a_choice_of_language_for_the_menu_changes_no_word(stage: Stage) -> None:
    message = Message(paragraphs=(Paragraph(text="Hola"),), commands_in="es")

    await stage.channel.send(stage.address, message)

    assert "".join(stage.read()).split() == ["Hola"]


async def test_typing_is_no_message(stage: Stage) -> None:
    await stage.channel.show_typing(stage.address)

    assert squeezed("".join(stage.read())) in {"", "…"}


async def test_an_old_tap_harms_nobody(stage: Stage) -> None:
    await stage.channel.acknowledge_tap(stage.address, tap="1234567890")


@pytest.mark.parametrize("keyboard", ["999999", "", "not a number"])
async def test_a_keyboard_that_is_not_there_harms_nobody(stage: Stage, keyboard: str) -> None:
    await stage.channel.send(stage.address, says("Well?", buttons=((YES, NO),)))

    await stage.channel.mark_choice(stage.address, keyboard=keyboard, label="No")

    assert stage.buttons() == [YES.label, NO.label]


async def test_only_the_choice_stays_on_a_keyboard(losable: Losable) -> None:
    await losable.channel.send(losable.address, says("Well?", buttons=((YES, NO),)))

    for _ in range(2):
        await losable.channel.mark_choice(
            losable.address, keyboard=losable.newest(), label=NO.label
        )

    assert losable.buttons() == ["✓ No"]


async def test_whoever_left_is_gone(losable: Losable) -> None:
    await losable.channel.send(losable.address, says("Hello"))
    losable.leave()

    with pytest.raises(Gone):
        await losable.channel.send(losable.address, says("Hello again"))
    assert losable.read() == ["Hello"]


async def test_what_is_not_said_in_words_harms_nobody_who_left(losable: Losable) -> None:
    await losable.channel.send(losable.address, says("Well?", buttons=((YES,),)))
    keyboard = losable.newest()
    losable.leave()

    await losable.channel.show_typing(losable.address)
    await losable.channel.acknowledge_tap(losable.address, tap="1")
    await losable.channel.mark_choice(losable.address, keyboard=keyboard, label=YES.label)

    assert losable.buttons() == [YES.label]


async def test_a_call_without_an_answer_says_so(losable: Losable) -> None:
    losable.fail()
    with pytest.raises(Unreachable):
        await losable.channel.send(losable.address, says("Hello"))
    losable.fail()
    with pytest.raises(TheirFault):
        await losable.channel.acknowledge_tap(losable.address, tap="1")
    losable.fail()
    with pytest.raises(TheirFault):
        await losable.channel.mark_choice(losable.address, keyboard="1", label="Yes")

    assert losable.read() == []


async def test_typing_never_raises(losable: Losable) -> None:
    losable.fail()

    await losable.channel.show_typing(losable.address)

    await losable.channel.send(losable.address, says("The fault is used up."))
    assert losable.read() == ["The fault is used up."]
