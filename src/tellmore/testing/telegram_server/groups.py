"""Group chats, where several people and a bot meet."""

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Chat, Message
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.transcript import Entry, Side


class Group:
    """One group or supergroup.

    Attributes:
        id: The chat id, below zero.
        body: The ``Chat`` object.
    """

    def __init__(self, *, number: int, title: str, kind: str, remember: int | None) -> None:
        if number >= 0:
            raise ImpossibleAct("A group's id is below zero.")
        self.id = number
        self.body: Json = {"id": number, "title": title, "type": kind}
        self._remember = remember

    def chat_of(self, bot: Bot) -> Chat:
        """Return the group as the bot sees it.

        Raises:
            ImpossibleAct: The bot is not in it.
        """
        chat = bot.chats.get(self.id)
        if chat is None or chat.bot_status != "member":
            raise ImpossibleAct("The bot is not in the group.")
        return chat

    def enter(self, bot: Bot) -> Chat:
        """Let the bot in, and return the group as it sees it."""
        chat = bot.chats.get(self.id)
        if chat is None:
            chat = bot.chats[self.id] = Chat(body=self.body, profile=None, remember=self._remember)
        chat.bot_status = "member"
        return chat

    def upgrades(self, bot: Bot, number: int) -> None:
        """Become a supergroup with another id; calls for the old one are told so."""
        self.chat_of(bot).migrated_to = number

    def transcript(self, bot: Bot) -> list[Entry]:
        """Return all that happened in the group while the bot was there, in order."""
        return bot.chats[self.id].transcript()


def is_visible(bot: Bot, message: Message, original: Message | None) -> bool:
    """Return whether privacy mode lets the bot see a group message."""
    return (
        bot.reads_groups
        or message.text.startswith("/")
        or f"@{bot.username}" in message.text
        or (original is not None and original.by is Side.BOT)
    )
