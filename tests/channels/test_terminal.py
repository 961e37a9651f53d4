import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from tellmore.channels.terminal import HERE, TerminalChannel, start
from tellmore.errors import Rejected
from tellmore.interview.events import AskedForHelp, Chose, Said
from tellmore.runtime.arrivals import Arrival, Started
from tellmore.runtime.messages import Attachment, Button, Message, Paragraph, Style

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BUS = Button(label="By bus", data="q:mode:bus")
WALK = Button(label="On foot", data="q:mode:walk")


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def terminal(screen: io.StringIO, tmp_path: Path) -> TerminalChannel:
    console = Console(file=screen, width=80, force_terminal=True, color_system="standard")
    return TerminalChannel(console=console, files=tmp_path)


def asked(*, buttons: bool = True) -> Message:
    rows = ((BUS,), (WALK,)) if buttons else ()
    return Message(
        paragraphs=(
            Paragraph(text="1 of 4", style=Style.QUIET),
            Paragraph(text="How do you travel?", style=Style.STRONG),
        ),
        buttons=rows,
    )


async def test_a_question_is_bold_its_progress_dim_and_its_buttons_numbered(
    terminal: TerminalChannel, screen: io.StringIO
) -> None:
    await terminal.send(HERE, asked())

    assert screen.getvalue().splitlines() == [
        "",
        "\x1b[2;3m1 of 4\x1b[0m",
        "",
        "\x1b[1mHow do you travel?\x1b[0m",
        "  \x1b[36m1\x1b[0m  By bus",
        "  \x1b[36m2\x1b[0m  On foot",
    ]


@pytest.mark.parametrize("typed", ["2", " 2 ", "٢"])
async def test_a_number_taps_its_button(terminal: TerminalChannel, typed: str) -> None:
    await terminal.send(HERE, asked())

    assert terminal.arrival_of(typed, number=3, at=NOON) == Arrival(
        id="line:3",
        address=HERE,
        happening=Chose(at=NOON, question="mode", option="walk"),
        label="On foot",
    )


@pytest.mark.parametrize("typed", ["0", "3", "99", "-1", "1.5", "²"])
async def test_a_number_without_a_button_is_words(terminal: TerminalChannel, typed: str) -> None:
    await terminal.send(HERE, asked())

    said = terminal.arrival_of(typed, number=3, at=NOON).happening
    assert said == Said(at=NOON, message="3", text=typed)


async def test_buttons_of_an_earlier_message_are_gone(terminal: TerminalChannel) -> None:
    await terminal.send(HERE, asked())
    await terminal.send(HERE, asked(buttons=False))

    assert terminal.arrival_of("1", number=3, at=NOON).happening == Said(
        at=NOON, message="3", text="1"
    )


def test_a_command_is_one_and_other_lines_are_words(terminal: TerminalChannel) -> None:
    typed = [terminal.arrival_of(line, number=1, at=NOON) for line in ("/help\n", "It is far.\n")]

    assert [each.happening for each in typed] == [
        AskedForHelp(at=NOON),
        Said(at=NOON, message="1", text="It is far."),
    ]


def test_opening_it_is_coming_by_an_invite() -> None:
    assert start("abc", at=NOON, hint="es") == Arrival(
        id="line:0", address=HERE, happening=Started(at=NOON, payload="abc"), hint="es"
    )


async def test_no_text_speaks_to_the_terminal(
    terminal: TerminalChannel, screen: io.StringIO
) -> None:
    odd = "a\x1b[2Jb\x07c\x9bd\ud83de"

    await terminal.send(HERE, Message(paragraphs=(Paragraph(text=odd),)))

    assert screen.getvalue() == "\na[2Jbcd?e\n"


async def test_a_file_never_leaves_its_folder(terminal: TerminalChannel, tmp_path: Path) -> None:
    file = Attachment(name="../../escaped.json", text="{}")

    await terminal.send(HERE, Message(paragraphs=(), attachment=file))

    assert names_in(tmp_path) == ["escaped.json"]


async def test_a_file_that_cannot_be_written_is_rejected(
    screen: io.StringIO, tmp_path: Path
) -> None:
    terminal = TerminalChannel(console=Console(file=screen), files=tmp_path / "missing")

    with pytest.raises(Rejected):
        await terminal.send(
            HERE, Message(paragraphs=(), attachment=Attachment(name="a.json", text="{}"))
        )
