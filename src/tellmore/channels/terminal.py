"""Speaks in a terminal, for rehearsals: bold questions, numbered buttons, typed answers."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from tellmore.interview.events import Said
from tellmore.runtime import buttons, commands
from tellmore.runtime.arrivals import Address, Arrival, Started
from tellmore.runtime.messages import Button, Message, Style

HERE = Address(channel="terminal", account="rehearsal", chat="you")

_STYLES = {Style.PLAIN: "", Style.QUIET: "dim italic", Style.STRONG: "bold"}


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
        for paragraph in message.paragraphs:
            self.console.print()
            self.console.print(escape(paragraph.text), style=_STYLES[paragraph.style] or None)
        if message.attachment is not None:
            path = self.files / message.attachment.name
            path.write_text(message.attachment.text, "utf-8")
            self.console.print(f"[dim]file: {escape(str(path))}[/dim]")
        self.shown = [button for row in message.buttons for button in row]
        for number, button in enumerate(self.shown, 1):
            self.console.print(f"  [cyan]{number}[/cyan]  {escape(button.label)}")
        self.sent += 1

    async def show_typing(self, address: Address) -> None:
        """Show that the interviewer is writing."""
        del address
        self.console.print("[dim]…[/dim]")

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


def start(payload: str, *, at: datetime, hint: str) -> Arrival:
    """Return the arrival of somebody who opens the terminal by an invite."""
    return Arrival(id="line:0", address=HERE, happening=Started(at=at, payload=payload), hint=hint)
