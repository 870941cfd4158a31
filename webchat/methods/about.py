"""What a bot says of itself: its name, commands and descriptions."""

import re
from typing import Any

import orjson

from webchat.calls import Call, method
from webchat.errors import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LENGTHS = {"description": 512, "short_description": 120}
SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
}  # fmt: skip


@method("getMe")
async def get_me(call: Call) -> dict[str, Any]:
    """The bot as a user, with what only it is told."""
    return call.bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    """The commands that the page offers, per scope and language."""
    commands = call.params.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    await _save(call, "commands", _scope(call), [_command(one) for one in commands] or None)
    return True


@method("getMyCommands")
async def get_my_commands(call: Call) -> list[dict[str, str]]:
    """The commands of exactly this scope and language."""
    commands: list[dict[str, str]] = call.bot.profile.get("commands", {}).get(_scope(call), [])
    return commands


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    """Forget the commands of this scope and language."""
    await _save(call, "commands", _scope(call), None)
    return True


@method("setMyDescription")
async def set_my_description(call: Call) -> bool:
    """What stands in an empty chat."""
    return await _describe(call, "description")


@method("getMyDescription")
async def get_my_description(call: Call) -> dict[str, str]:
    """What stands in an empty chat."""
    return _described(call, "description")


@method("setMyShortDescription")
async def set_my_short_description(call: Call) -> bool:
    """What stands beside the bot's name."""
    return await _describe(call, "short_description")


@method("getMyShortDescription")
async def get_my_short_description(call: Call) -> dict[str, str]:
    """What stands beside the bot's name."""
    return _described(call, "short_description")


async def _describe(call: Call, name: str) -> bool:
    text = call.params.text(name)
    if len(text) > LENGTHS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    await _save(call, name, call.params.text("language_code"), text or None)
    return True


def _described(call: Call, name: str) -> dict[str, str]:
    texts = call.bot.profile.get(name, {})
    return {name: texts.get(call.params.text("language_code"), texts.get("", ""))}


async def _save(call: Call, part: str, key: str, value: Any) -> None:
    entries = {k: v for k, v in call.bot.profile.get(part, {}).items() if k != key}
    if value is not None:
        entries[key] = value
    if entries != call.bot.profile.get(part, {}):
        call.bot.profile = call.bot.profile | {part: entries}
        await call.hub.save_bot(call.bot)


def _scope(call: Call) -> str:
    scope = call.params.json("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    place = orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode() if len(scope) > 1 else scope["type"]
    return f"{place}|{call.params.text('language_code')}"


def _command(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(value.get("command", "")).removeprefix("/")
    description = str(value.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
