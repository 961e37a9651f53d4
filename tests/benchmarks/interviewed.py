"""A person for bots that interview: consents first, then takes each question as a reply."""

from benchmarks.persons import Aside, BotMessage, Press, Reaction, Ready, Reply, Write


class Interviewed:
    def __init__(self, *, chat: int, invite: str) -> None:
        self.chat = chat
        self._invite = invite

    def warm_up(self) -> Write | None:
        return Write(text=f"/start {self._invite}")

    def hear(self, message: BotMessage) -> Reaction:
        if message.buttons:
            return Press(message=message, data=message.buttons[0].data)
        if message.text == "First question?":
            return Ready()
        return Reply() if message.text.startswith("Question") else Aside()
