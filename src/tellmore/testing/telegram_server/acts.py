"""What the control API can be told to do, as typed JSON.

Every act is an object whose ``act`` says which one it is. ``bot`` is a token or a username,
``person`` a user id, ``group`` a chat id below zero.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from tellmore.testing.telegram_server import attachments, faults
from tellmore.testing.telegram_server.attachments import Attachment
from tellmore.testing.telegram_server.faults import Fault
from tellmore.testing.telegram_server.groups import Group
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.registry import Registry


class Act(msgspec.Struct, tag_field="act", kw_only=True, forbid_unknown_fields=True):
    """Anything that can be done."""


class RegisterBot(Act, tag="bot"):
    """Register a bot."""

    token: str
    username: str
    first_name: str = ""
    reads_groups: bool = False


class RegisterPerson(Act, tag="person"):
    """Register a person."""

    id: int
    first_name: str = "Sam"
    language_code: str | None = None
    last_name: str = ""
    username: str = ""


class RegisterGroup(Act, tag="group"):
    """Register a group and add a bot to it, on behalf of a person."""

    id: int
    person: int
    bot: str
    title: str = "Group"
    kind: str = "group"


class Starts(Act, tag="starts"):
    """Press *Start*, or follow a deep link."""

    person: int
    bot: str
    payload: str = ""


class Says(Act, tag="says"):
    """Send a text."""

    person: int
    bot: str
    text: str
    group: int = 0
    reply_to: int = 0


class Sends(Act, tag="sends"):
    """Send something that is no text: ``sticker``, ``photo``, ``voice`` …."""

    person: int
    bot: str
    kind: str
    caption: str = ""
    media_group: str = ""


class Taps(Act, tag="taps"):
    """Press an inline button, found by data, else by label, else by index."""

    person: int
    bot: str
    message_id: int
    data: str | None = None
    label: str | None = None
    index: int = 0
    group: int = 0


class Presses(Act, tag="presses"):
    """Press a button of the reply keyboard."""

    person: int
    bot: str
    label: str


class Edits(Act, tag="edits"):
    """Change an own text message."""

    person: int
    bot: str
    message_id: int
    text: str


class Deletes(Act, tag="deletes"):
    """Delete a message of the private chat."""

    person: int
    bot: str
    message_id: int


class Blocks(Act, tag="blocks"):
    """Block the bot."""

    person: int
    bot: str


class Unblocks(Act, tag="unblocks"):
    """Unblock the bot."""

    person: int
    bot: str


class DeletesAccount(Act, tag="deletes_account"):
    """Delete the person's account."""

    person: int


class RawUpdate(Act, tag="update"):
    """Queue an update as it is given, however odd."""

    bot: str
    update: Json
    lane: str = "raw"


class Fails(Act, tag="fails"):
    """Let coming calls fail; ``how`` names the fault, ``amount`` its seconds, status or pace."""

    how: str
    method: str = ""
    chat_id: int | None = None
    bot: str | None = None
    times: int | None = 1
    chance: float = 1.0
    amount: float | None = None


class Recovers(Act, tag="recovers"):
    """Let nothing fail any more."""


AnyAct: TypeAlias = (
    RegisterBot
    | RegisterPerson
    | RegisterGroup
    | Starts
    | Says
    | Sends
    | Taps
    | Presses
    | Edits
    | Deletes
    | Blocks
    | Unblocks
    | DeletesAccount
    | RawUpdate
    | Fails
    | Recovers
)

_FILES: dict[str, Callable[[], Attachment]] = {
    "sticker": attachments.sticker,
    "photo": attachments.photo,
    "voice": attachments.voice,
    "video_note": attachments.video_note,
    "document": attachments.document,
}


def perform(registry: Registry, act: AnyAct) -> Json:
    """Do it and return what came of it: ``message_id``, ``callback_query_id`` or nothing.

    Raises:
        ImpossibleAct: Nobody could do that now.
    """
    match act:
        case RegisterBot() | RegisterPerson() | RegisterGroup():
            return _register(registry, act)
        case RawUpdate() | Fails() | Recovers():
            return _arrange(registry, act)
        case DeletesAccount():
            registry.known_person(act.person).deletes_account()
            return {}
        case _:
            return _act(registry, act)


def _register(registry: Registry, act: RegisterBot | RegisterPerson | RegisterGroup) -> Json:
    match act:
        case RegisterBot():
            bot = registry.bot(
                act.token,
                act.username,
                first_name=act.first_name,
                reads_groups=act.reads_groups,
            )
            return {"id": bot.id}
        case RegisterPerson():
            person = registry.person(
                act.id,
                act.first_name,
                act.language_code,
                last_name=act.last_name,
                username=act.username,
            )
            return {"id": person.id}
        case RegisterGroup():
            group = registry.group(act.id, act.title, kind=act.kind)
            bot = registry.world.find_bot(act.bot)
            registry.known_person(act.person).adds(bot, group)
            return {"id": group.id}


def _arrange(registry: Registry, act: RawUpdate | Fails | Recovers) -> Json:
    world = registry.world
    match act:
        case RawUpdate():
            valid_s = world.limits.update_valid.total_seconds()
            updates = world.find_bot(act.bot).updates
            return {"update_id": updates.push_raw(act.update, valid_s=valid_s, lane=act.lane)}
        case Fails():
            world.faults.add(
                _fault(act.how, act.amount),
                method=act.method,
                chat_id=act.chat_id,
                token=None if act.bot is None else world.find_bot(act.bot).token,
                times=act.times,
                chance=act.chance,
            )
        case Recovers():
            world.faults.clear()
    return {}


_Personal: TypeAlias = Starts | Says | Sends | Taps | Presses | Edits | Deletes | Blocks | Unblocks


def _act(registry: Registry, act: _Personal) -> Json:
    bot = registry.world.find_bot(act.bot)
    person = registry.known_person(act.person)
    match act:
        case Starts():
            return {"message_id": person.starts(bot, act.payload)}
        case Says():
            group = _group(registry, act.group)
            number = person.says(bot, act.text, group=group, reply_to=act.reply_to)
            return {"message_id": number}
        case Sends():
            attached = _attachment(act, person_id=person.id)
            number = person.sends(bot, attached, caption=act.caption, media_group=act.media_group)
            return {"message_id": number}
        case Taps():
            query_id = person.taps(
                bot,
                act.message_id,
                data=act.data,
                label=act.label,
                index=act.index,
                group=_group(registry, act.group),
            )
            return {"callback_query_id": query_id}
        case Presses():
            return {"message_id": person.presses(bot, act.label)}
        case Edits():
            person.edits(bot, act.message_id, act.text)
        case Deletes():
            person.deletes(bot, act.message_id)
        case Blocks():
            person.blocks(bot)
        case Unblocks():
            person.unblocks(bot)
    return {}


def _group(registry: Registry, number: int) -> Group | None:
    return registry.group(number) if number else None


def _attachment(act: Sends, *, person_id: int) -> Attachment:
    match act.kind:
        case "location":
            return attachments.location(latitude=0.0, longitude=0.0)
        case "poll":
            return attachments.poll(question="?")
        case "contact":
            return attachments.contact(
                phone_number="+10000000000", first_name="Sam", user_id=person_id
            )
        case kind if kind in _FILES:
            return _FILES[kind]()
        case _:
            raise ImpossibleAct("Nothing of that kind can be sent.")


def _fault(how: str, amount: float | None) -> Fault:
    match how:
        case "too_many_requests":
            return faults.TooManyRequests(retry_after_s=int(amount or 1))
        case "server_error":
            return faults.ServerError(status=int(amount or 500))
        case "hang":
            return faults.Hang(seconds=amount or 1.0)
        case "slow_bytes":
            return faults.SlowBytes(bytes_per_second=amount or 20.0)
        case "drop_before":
            return faults.DropBefore()
        case "drop_after":
            return faults.DropAfter()
        case "malformed_reply":
            return faults.MalformedReply()
        case _:
            raise ImpossibleAct("There is no fault of that name.")
