"""The methods of the Bot API that this server has, by name in lower case."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.methods import (
    editing,
    knowing,
    presenting,
    receiving,
    sending,
)
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

METHODS: Mapping[str, Callable[[World, Bot, Fields], object]] = MappingProxyType(
    {
        "answercallbackquery": editing.answer_callback_query,
        "close": knowing.close,
        "deletemessage": editing.delete_message,
        "deletemycommands": presenting.delete_my_commands,
        "deletewebhook": receiving.delete_webhook,
        "editmessagereplymarkup": editing.edit_message_reply_markup,
        "editmessagetext": editing.edit_message_text,
        "getchat": knowing.get_chat,
        "getfile": knowing.get_file,
        "getme": knowing.get_me,
        "getmycommands": presenting.get_my_commands,
        "getmydescription": presenting.get_my_description,
        "getmyname": presenting.get_my_name,
        "getmyshortdescription": presenting.get_my_short_description,
        "getwebhookinfo": receiving.get_webhook_info,
        "leavechat": knowing.leave_chat,
        "logout": knowing.log_out,
        "sendchataction": sending.send_chat_action,
        "senddocument": sending.send_document,
        "sendmessage": sending.send_message,
        "sendmessagedraft": sending.send_message_draft,
        "setmessagereaction": sending.set_message_reaction,
        "setmycommands": presenting.set_my_commands,
        "setmydescription": presenting.set_my_description,
        "setmyname": presenting.set_my_name,
        "setmyshortdescription": presenting.set_my_short_description,
        "setwebhook": receiving.set_webhook,
    }
)
