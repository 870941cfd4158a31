"""How a bot takes its updates: by asking or by webhook."""

import re
from typing import Any

from webchat.calls import Call, Described, method
from webchat.errors import POLL_ENDED_BY_WEBHOOK, WEBHOOK_ACTIVE, bad_request, conflict
from webchat.faults import Kind
from webchat.rooms import epoch
from webchat.updates import LONGEST_POLL, MOST_AT_ONCE

SECRET = re.compile(r"[A-Za-z0-9_-]*")
URL = re.compile(r"https?://[^\s/?#]+\S*")


@method("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Hand out waiting updates; `offset` confirms all below it."""
    hub, bot, params = call.hub, call.bot, call.params
    if bot.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    updates = hub.updates(bot)
    offset = params.integer("offset")
    limit = params.integer("limit", MOST_AT_ONCE, 1, MOST_AT_ONCE)
    timeout = params.integer("timeout", 0, 0, LONGEST_POLL)
    await set_allowed(call)
    if hub.options.pacing:
        limit, timeout = updates.paced(offset, limit, timeout)
    await hub.confirm(bot, updates.expired(), below=False)
    again = list(updates.confirmed) if hub.faults.strike(Kind.DUPLICATE, "getUpdates", bot.id) else []
    await hub.confirm(bot, updates.below(offset))
    waiting = again or await updates.poll(limit, timeout)
    return [one.body for one in waiting[:limit]]


@method("setWebhook")
async def set_webhook(call: Call) -> Described:
    """Send updates to a URL from now on."""
    params = call.params
    url = params.text("url").strip()
    if not url:
        return await delete_webhook(call)
    if not URL.fullmatch(url):
        raise bad_request("invalid webhook URL specified")
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if "certificate" in params.uploads:
        raise bad_request("webhook certificates are not supported here")
    await set_allowed(call)
    webhook = {"url": url, "max_connections": params.integer("max_connections", 40, 1, 100)}
    same = call.bot.webhook is not None and {**call.bot.webhook, **webhook} == call.bot.webhook
    if same and secret == (call.bot.secret or "") and not params.flag("drop_pending_updates"):
        return Described(True, "Webhook is already set")
    await call.hub.webhooks.set(call.bot, webhook, secret or None)
    call.hub.updates(call.bot).end_poll(POLL_ENDED_BY_WEBHOOK)
    await drop_if_asked(call)
    return Described(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(call: Call) -> Described:
    """Wait for getUpdates again."""
    had = call.bot.webhook is not None
    if had:
        await call.hub.webhooks.set(call.bot, None, None)
    await drop_if_asked(call)
    return Described(True, "Webhook was deleted" if had else "Webhook is already deleted")


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> dict[str, Any]:
    """How updates are delivered, and what went wrong last."""
    bot = call.bot
    webhook = bot.webhook or {}
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(call.hub.updates(bot)),
    }
    if bot.webhook:
        info["max_connections"] = webhook["max_connections"]
        if error := call.hub.webhooks.last_error(bot):
            info |= {"last_error_date": epoch(error.at), "last_error_message": error.message}
    if bot.allowed_updates:
        info["allowed_updates"] = bot.allowed_updates
    return info


async def set_allowed(call: Call) -> None:
    """Keep `allowed_updates` when it is given; an empty list means the default."""
    allowed = call.params.json("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(kind, str) for kind in allowed):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    kinds = sorted(set(allowed)) or None
    if kinds != call.bot.allowed_updates:
        call.bot.allowed_updates = kinds
        await call.hub.save_bot(call.bot)


async def drop_if_asked(call: Call) -> None:
    """Forget what waits, with `drop_pending_updates`."""
    if call.params.flag("drop_pending_updates"):
        updates = call.hub.updates(call.bot)
        await call.hub.confirm(call.bot, [one.id for one in updates.all()])
