"""People who use Telegram: what a person can do to a bot, and nothing that no person could.

Everything here acts at once and may be called from any coroutine of the server's event loop.
Only ``hears`` waits.
"""

from tellmore.testing.telegram_server import attachments
from tellmore.testing.telegram_server.attachments import Attachment
from tellmore.testing.telegram_server.bots import Bot, Tap
from tellmore.testing.telegram_server.chats import Chat, Message, Profile
from tellmore.testing.telegram_server.entities import find_entities, utf16_length
from tellmore.testing.telegram_server.groups import Group, is_visible
from tellmore.testing.telegram_server.keyboards import Button, Json, Keyboard, visible_keyboard
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.transcript import Entry, Happening, Side, Wording
from tellmore.testing.telegram_server.world import World

_TEXT_LIMIT = 4096


class Person:
    """One person's Telegram account.

    Attributes:
        id: The user id, which is also the id of the private chat with any bot.
    """

    def __init__(self, world: World, profile: Profile) -> None:
        self.id = profile.id
        self._world = world
        self._profile = profile

    def starts(self, bot: Bot, payload: str = "") -> int:
        """Press *Start* or follow a deep link; unblocks the bot first. Return the message's id."""
        chat = self._world.private_chat(bot, self._profile)
        if chat.bot_status == "kicked":
            self.unblocks(bot)
        return self.says(bot, f"/start {payload}".strip())

    def says(self, bot: Bot, text: str, *, group: Group | None = None, reply_to: int = 0) -> int:
        """Send a text and return its message id; creates the chat on first use.

        Raises:
            ImpossibleAct: The text is blank or over 4096 characters, the bot is blocked, or
                the account is deleted.
        """
        visible = _typed(text)
        content: Json = {"text": visible}
        entities = find_entities(visible)
        if entities:
            content["entities"] = entities
        return self._sends(bot, content, raw=text, kind="text", group=group, reply_to=reply_to)

    def sends(
        self,
        bot: Bot,
        attachment: Attachment,
        *,
        caption: str = "",
        media_group: str = "",
        group: Group | None = None,
    ) -> int:
        """Send anything that is no text and return its message id.

        Raises:
            ImpossibleAct: A caption where there can be none, the bot is blocked, or the
                account is deleted.
        """
        content: Json = {attachment.kind: attachment.body}
        if caption:
            if attachment.kind not in attachments.WITH_CAPTION:
                raise ImpossibleAct(f"A {attachment.kind} has no caption.")
            content["caption"] = caption
        if media_group:
            content["media_group_id"] = media_group
        if attachment.content:
            bot.files[attachment.file_id] = (attachment.filename, attachment.content)
        return self._sends(bot, content, raw=caption, kind=attachment.kind, group=group)

    def sends_sticker(self, bot: Bot) -> int:
        """Send a sticker."""
        return self.sends(bot, attachments.sticker())

    def sends_photo(self, bot: Bot, *, caption: str = "", media_group: str = "") -> int:
        """Send a photo; those of one album share ``media_group``."""
        return self.sends(bot, attachments.photo(), caption=caption, media_group=media_group)

    def sends_voice(self, bot: Bot, *, caption: str = "", seconds: int = 3) -> int:
        """Send a voice message."""
        return self.sends(bot, attachments.voice(seconds=seconds), caption=caption)

    def sends_document(self, bot: Bot, *, caption: str = "", filename: str = "notes.txt") -> int:
        """Send a file."""
        return self.sends(bot, attachments.document(filename=filename), caption=caption)

    def sends_location(self, bot: Bot, *, latitude: float = 0.0, longitude: float = 0.0) -> int:
        """Send a place."""
        return self.sends(bot, attachments.location(latitude=latitude, longitude=longitude))

    def sends_contact(self, bot: Bot, *, phone_number: str = "+10000000000") -> int:
        """Send the person's own contact card."""
        name = str(self._profile.user["first_name"])
        card = attachments.contact(phone_number=phone_number, first_name=name, user_id=self.id)
        return self.sends(bot, card)

    def sends_poll(self, bot: Bot, *, question: str = "?") -> int:
        """Send a poll with two options."""
        return self.sends(bot, attachments.poll(question=question))

    def taps(
        self,
        bot: Bot,
        message_id: int,
        *,
        data: str | None = None,
        label: str | None = None,
        index: int = 0,
        group: Group | None = None,
    ) -> str:
        """Press an inline button and return the callback query's id.

        Args:
            bot: Whose message it is.
            message_id: Which message.
            data: The button with this callback data.
            label: The button with this label, if ``data`` is not given.
            index: Else the button at this place, counted through the rows from 0.
            group: Where, if not in the private chat.

        Raises:
            ImpossibleAct: The message is gone, or no such button is on it now.
        """
        chat = self._open_chat(bot, group)
        message = chat.messages.get(message_id)
        if message is None:
            raise ImpossibleAct("The message is gone.")
        button = _find_button(message.keyboard, data=data, label=label, index=index)
        if not button.data:
            raise ImpossibleAct("That button sends nothing to the bot.")
        query_id = str(self._world.random.getrandbits(62))
        expires_at = self._world.unix() + self._world.limits.callback_valid.total_seconds()
        bot.taps[query_id] = Tap(chat=chat, message_id=message_id, expires_at=expires_at)
        query: Json = {
            "id": query_id,
            "from": self._profile.user,
            "message": message.body,
            "chat_instance": str(chat.id * 7919),
            "data": button.data,
        }
        chat.note(
            self._world.by_person(
                Happening.TAP, text=button.label, raw=button.data, message_id=message_id
            )
        )
        self._world.update(bot, "callback_query", query, lane=f"tap:{self.id}")
        return query_id

    def presses(self, bot: Bot, label: str) -> int:
        """Press a button of the reply keyboard, which sends its label; return the message's id.

        Raises:
            ImpossibleAct: No such button stands there now.
        """
        chat = self._open_chat(bot, None)
        for row in visible_keyboard(chat.reply_keyboard):
            if any(button.label == label for button in row):
                return self.says(bot, label)
        raise ImpossibleAct("No such button is on the reply keyboard.")

    def edits(self, bot: Bot, message_id: int, text: str) -> None:
        """Change an own text message.

        Raises:
            ImpossibleAct: It is not the person's own text, or the text stays the same.
        """
        chat = self._open_chat(bot, None)
        message = chat.messages.get(message_id)
        if message is None or message.by is not Side.PERSON or message.content != "text":
            raise ImpossibleAct("Only an own text message can be edited.")
        visible = _typed(text)
        if visible == message.text:
            raise ImpossibleAct("An edit must change the text.")
        message.earlier.append(
            Wording(text=message.text, raw=message.raw, at=self._world.instant())
        )
        message.raw = text
        message.body["text"] = visible
        message.body["edit_date"] = int(self._world.unix())
        message.body.pop("entities", None)
        if entities := find_entities(visible):
            message.body["entities"] = entities
        self._world.update(bot, "edited_message", message.body, lane=f"chat:{chat.id}")

    def deletes(self, bot: Bot, message_id: int) -> None:
        """Delete any message of the private chat; bots are not told."""
        chat = self._open_chat(bot, None)
        if message_id not in chat.messages:
            raise ImpossibleAct("The message is gone.")
        chat.delete(message_id)
        chat.note(self._world.by_person(Happening.DELETION, message_id=message_id))

    def blocks(self, bot: Bot) -> None:
        """Stop and block the bot."""
        self._turns(bot, "member", "kicked", Happening.BLOCK)

    def unblocks(self, bot: Bot) -> None:
        """Unblock the bot."""
        self._turns(bot, "kicked", "member", Happening.UNBLOCK)

    def adds(self, bot: Bot, group: Group) -> None:
        """Add the bot to a group."""
        chat = group.enter(bot)
        self._tell_membership(bot, chat, old="left", new="member")

    def removes(self, bot: Bot, group: Group) -> None:
        """Remove the bot from a group for good."""
        chat = group.chat_of(bot)
        chat.bot_status = "kicked"
        self._tell_membership(bot, chat, old="member", new="kicked")

    def deletes_account(self) -> None:
        """Be gone; no bot is told, each finds out when it writes."""
        self._profile.deleted = True

    async def hears(self, bot: Bot, *, timeout_s: float = 5.0) -> Entry:
        """Return the bot's next message in the private chat, each of them once.

        Raises:
            TimeoutError: Nothing came within ``timeout_s`` seconds.
        """
        chat = self._world.private_chat(bot, self._profile)
        return (await chat.next_from_bot(timeout_s=timeout_s)).entry()

    def transcript(self, bot: Bot) -> list[Entry]:
        """Return all that happened in the private chat, in order."""
        return self._world.private_chat(bot, self._profile).transcript()

    def reply_keyboard(self, bot: Bot) -> Keyboard:
        """Return the reply keyboard that stands now."""
        return visible_keyboard(self._world.private_chat(bot, self._profile).reply_keyboard)

    def _turns(self, bot: Bot, old: str, new: str, kind: Happening) -> None:
        chat = self._world.private_chat(bot, self._profile)
        if not chat.started or chat.bot_status != old:
            raise ImpossibleAct("There is nothing to block or unblock.")
        chat.bot_status = new
        chat.note(self._world.by_person(kind))
        self._tell_membership(bot, chat, old=old, new=new)

    def _tell_membership(self, bot: Bot, chat: Chat, *, old: str, new: str) -> None:
        change: Json = {
            "chat": chat.body,
            "from": self._profile.user,
            "date": int(self._world.unix()),
            "old_chat_member": _member(bot, old),
            "new_chat_member": _member(bot, new),
        }
        self._world.update(bot, "my_chat_member", change, lane=f"member:{chat.id}")

    def _open_chat(self, bot: Bot, group: Group | None) -> Chat:
        if self._profile.deleted:
            raise ImpossibleAct("The account is deleted.")
        if group is not None:
            return group.chat_of(bot)
        chat = self._world.private_chat(bot, self._profile)
        if chat.bot_status == "kicked":
            raise ImpossibleAct("The bot is blocked: unblock it first.")
        return chat

    def _sends(
        self,
        bot: Bot,
        content: Json,
        *,
        raw: str,
        kind: str,
        group: Group | None,
        reply_to: int = 0,
    ) -> int:
        chat = self._open_chat(bot, group)
        body: Json = {
            "message_id": bot.next_message_id(),
            "from": self._profile.user,
            "chat": chat.body,
            "date": int(self._world.unix()),
        }
        original = chat.messages.get(reply_to)
        if original is not None:
            body["reply_to_message"] = original.quoted()
        body.update(content)
        message = Message(body=body, by=Side.PERSON, raw=raw, content=kind)
        chat.started = True
        chat.add(message)
        if group is None or is_visible(bot, message, original):
            self._world.update(bot, "message", body, lane=f"chat:{chat.id}")
        return message.id


def _typed(text: str) -> str:
    visible = text.strip()
    if not visible or any("\ud800" <= each <= "\udfff" for each in visible):
        raise ImpossibleAct("A message holds characters, not blanks or halves of characters.")
    if utf16_length(visible) > _TEXT_LIMIT:
        raise ImpossibleAct("A message holds at most 4096 characters.")
    return visible


def _member(bot: Bot, status: str) -> Json:
    member: Json = {"user": bot.user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member


def _find_button(keyboard: Keyboard, *, data: str | None, label: str | None, index: int) -> Button:
    buttons = [button for row in keyboard for button in row]
    if data is not None:
        buttons = [button for button in buttons if button.data == data]
    elif label is not None:
        buttons = [button for button in buttons if button.label == label]
    else:
        buttons = buttons[index : index + 1]
    if not buttons:
        raise ImpossibleAct("No such button is on the message now.")
    return buttons[0]
