"""Speaks in a terminal, for rehearsals: bold questions, numbered buttons, typed answers."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tellmore.errors import Rejected
from tellmore.interview.events import Said
from tellmore.runtime import buttons, commands
from tellmore.runtime.arrivals import Address, Arrival, Started
from tellmore.runtime.messages import Button, Message, Style

HERE = Address(channel="terminal", account="rehearsal", chat="you")

_STYLES = {Style.PLAIN: "", Style.QUIET: "dim italic", Style.STRONG: "bold"}

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""What would speak to the terminal, not to its reader."""


@dataclass
class TerminalChannel:
    """The channel ``terminal``: prints what is sent, and knows the buttons on screen.

    Attributes:
        console: Where to print.
        files: Folder into which files are put that the participant is given.
        shown: The buttons of the newest message, in order.
        sent: How many messages were sent.
    """

    console: Console
    files: Path
    shown: list[Button] = field(default_factory=list[Button])
    sent: int = 0

    async def send(self, address: Address, message: Message) -> None:
        """Print one message; see `tellmore.runtime.ports.Channel`."""
        del address
        if not message.text.strip() and message.attachment is None:
            raise Rejected("the message is blank")
        for paragraph in message.paragraphs:
            self.console.print()
            self.console.print(_as_written(paragraph.text, style=_STYLES[paragraph.style]))
        if message.attachment is not None:
            path = self.files / Path(message.attachment.name).name
            try:
                path.write_text(message.attachment.text, "utf-8")
            except OSError as error:
                raise Rejected(f"the file cannot be written: {error.strerror}") from None
            self.console.print(_as_written(f"file: {path}", style="dim"))
        self.shown = [button for row in message.buttons for button in row]
        for number, button in enumerate(self.shown, 1):
            label = _as_written(f"  {number}  {button.label}")
            label.stylize("cyan", 2, 2 + len(str(number)))
            self.console.print(label)
        self.sent += 1

    async def show_typing(self, address: Address) -> None:
        """Show that the interviewer is writing."""
        del address
        self.console.print(_as_written("…", style="dim"))

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None:
        """Do nothing: a typed number needs no acknowledgement."""

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None:
        """Do nothing: what was typed stays on screen."""

    def arrival_of(self, line: str, *, number: int, at: datetime) -> Arrival:
        """Return what a typed line means: a number taps a button, a command is one, else words."""
        written = line.strip()
        if written.isdecimal() and 1 <= int(written) <= len(self.shown):
            button = self.shown[int(written) - 1]
            event = buttons.event_of(button.data, at=at)
            if event is not None:
                return Arrival(
                    id=f"line:{number}", address=HERE, happening=event, label=button.label
                )
        happening = commands.event_of(written, at=at) or Said(
            at=at, message=str(number), text=line.rstrip("\n")
        )
        return Arrival(id=f"line:{number}", address=HERE, happening=happening)


def _as_written(text: str, *, style: str = "") -> Text:
    """Return a text in which nothing is markup, a control, or the name of an emoji."""
    return Text(text.encode(errors="replace").decode().translate(_CONTROLS), style)


def start(payload: str, *, at: datetime, hint: str) -> Arrival:
    """Return the arrival of somebody who opens the terminal by an invite."""
    return Arrival(id="line:0", address=HERE, happening=Started(at=at, payload=payload), hint=hint)
