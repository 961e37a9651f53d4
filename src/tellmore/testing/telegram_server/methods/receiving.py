"""Methods by which a bot gets its updates: polling and webhooks.

Source: telegram-bot-api 10.0, ``process_set_webhook_query``, read 2026-11-23.
"""

import re
from urllib.parse import urlsplit

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.polling import BY_WEBHOOK, WEBHOOK_ACTIVE
from tellmore.testing.telegram_server.refusals import bad_request, too_many_requests
from tellmore.testing.telegram_server.updates import BY_DEFAULT
from tellmore.testing.telegram_server.webhooks import Webhook, WebhookSettings
from tellmore.testing.telegram_server.wire import Fields
from tellmore.testing.telegram_server.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]*\Z")
_SECRET_LIMIT = 256
_CONNECTIONS = 40
_MOST_CONNECTIONS = 100
_PORTS = {443, 80, 88, 8443}
_PAUSE_S = 1.0


async def get_updates(world: World, bot: Bot, fields: Fields) -> bytes:
    """``getUpdates``; returns the answer's body."""
    if bot.webhook is not None:
        raise bot.poller.conflict(WEBHOOK_ACTIVE)
    longest_s = world.limits.longest_poll.total_seconds()
    offset = fields.integer("offset")
    limit = fields.within("limit", 100, 1, 100)
    timeout_s = min(float(fields.within("timeout", 0, 0, 50)), longest_s)
    _allow(bot, fields)
    return await bot.poller.poll(offset=offset, limit=limit, timeout_s=timeout_s)


def set_webhook(world: World, bot: Bot, fields: Fields) -> object:
    """``setWebhook``; an empty URL deletes. Plain HTTP is taken on the loopback only."""
    url = fields.text("url")
    if not url:
        return delete_webhook(world, bot, fields)
    now = world.ticks()
    if now < bot.next_webhook_change:
        raise too_many_requests(1)
    bot.next_webhook_change = now + _PAUSE_S
    settings = _settings(url, fields)
    drop = fields.flag("drop_pending_updates")
    _allow(bot, fields)
    if bot.webhook is not None and bot.webhook.settings == settings and not drop:
        return True
    bot.poller.abort(BY_WEBHOOK)
    bot.stop_webhook()
    if drop:
        bot.updates.keep_last(0)
    bot.start_webhook(
        Webhook(
            settings,
            queue=bot.updates,
            pace=world.limits.webhook_pace,
            seed=bot.id,
            unix=world.unix,
            perform=lambda call: world.perform(bot, call),
            removed=bot.stop_webhook,
        )
    )
    return True


def delete_webhook(_world: World, bot: Bot, fields: Fields) -> object:
    """``deleteWebhook``."""
    bot.stop_webhook()
    if fields.flag("drop_pending_updates"):
        bot.updates.keep_last(0)
    return True


def get_webhook_info(_world: World, bot: Bot, _fields: Fields) -> object:
    """``getWebhookInfo``."""
    told: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }
    if bot.webhook is not None:
        settings = bot.webhook.settings
        told |= {
            "url": settings.url,
            "max_connections": settings.max_connections,
            "ip_address": settings.ip_address or "<unknown>",
        }
        if bot.webhook.last_error_at:
            told["last_error_date"] = bot.webhook.last_error_at
            told["last_error_message"] = bot.webhook.last_error
    if bot.updates.allowed != BY_DEFAULT:
        told["allowed_updates"] = sorted(bot.updates.allowed)
    return told


def _settings(url: str, fields: Fields) -> WebhookSettings:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    on_loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme == "http" and not on_loopback:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not on_loopback and (port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = fields.text("secret_token")
    if len(secret) > _SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    return WebhookSettings(
        url=url,
        secret_token=secret,
        max_connections=fields.within("max_connections", _CONNECTIONS, 1, _MOST_CONNECTIONS),
        ip_address=fields.text("ip_address"),
    )


def _allow(bot: Bot, fields: Fields) -> None:
    if "allowed_updates" in fields:
        bot.updates.allow(fields.json("allowed_updates", "can't parse allowed_updates"))
