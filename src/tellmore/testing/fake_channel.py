"""A messaging app that is simply there: remembers what was sent, fails on cue."""

from dataclasses import dataclass, field

from tellmore.errors import Gone, Rejected, TheirFault
from tellmore.runtime.arrivals import Address
from tellmore.runtime.messages import Message


@dataclass(slots=True, kw_only=True)
class FakeChannel:
    """A channel that passes the same tests as the real ones.

    Attributes:
        sent: What was delivered, in order.
        typing: Where typing was shown.
        acknowledged: Taps that were acknowledged.
        marked: Keyboards that show a choice, and which.
        gone: Who blocked us.
        faults: What the coming calls raise, in order, before they do anything; typing
            swallows its own.
    """

    sent: list[tuple[Address, Message]] = field(default_factory=list)
    typing: list[Address] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    marked: dict[tuple[Address, str], str] = field(default_factory=dict)
    gone: set[Address] = field(default_factory=set)
    faults: list[TheirFault] = field(default_factory=list)

    def sent_to(self, address: Address) -> list[Message]:
        """Return what was delivered to one participant, in order."""
        return [message for reached, message in self.sent if reached == address]

    async def send(self, address: Address, message: Message) -> None:
        """Deliver one message; see `tellmore.runtime.ports.Channel`."""
        self._fail_on_cue()
        if address in self.gone:
            raise Gone("the participant cannot be reached")
        if not message.text.strip() and message.attachment is None:
            raise Rejected("the message is blank")
        self.sent.append((address, message))

    async def show_typing(self, address: Address) -> None:
        """Show, for some seconds, that the interviewer is writing. Never raises."""
        if self.faults:
            self.faults.pop(0)
        elif address not in self.gone:
            self.typing.append(address)

    async def acknowledge_tap(self, address: Address, *, tap: str) -> None:
        """Tell the app that a tap was taken."""
        self._fail_on_cue()
        if address not in self.gone:
            self.acknowledged.append(tap)

    async def mark_choice(self, address: Address, *, keyboard: str, label: str) -> None:
        """Leave only ``label`` on the keyboard of the message ``keyboard``.

        Keyboards are numbered from 1, as messages to that participant are.
        """
        self._fail_on_cue()
        sent = self.sent_to(address)
        number = int(keyboard) if keyboard.isdecimal() else 0
        if label and address not in self.gone and 1 <= number <= len(sent):
            self.marked[address, keyboard] = label

    def _fail_on_cue(self) -> None:
        if self.faults:
            raise self.faults.pop(0)
