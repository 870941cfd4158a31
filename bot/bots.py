"""The bots of this installation: what the settings say, with the tokens from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from config.secrets import secret
from config.settings import BotSettings, Settings, SettingsError
from models.bot import Bot
from models.crypto import keyring

WEBCHAT = "webchat"  # the base_url that stands for the project's own chat


@dataclass(frozen=True, slots=True)
class BotAccount:
    """One bot as the process uses it. `id` is the number with which its token begins."""

    id: int
    name: str
    token: str = field(repr=False)
    base_url: str
    county_code: str
    settings: BotSettings

    @property
    def is_webchat(self) -> bool:
        """Whether the project's own chat serves it."""
        return self.settings.base_url == WEBCHAT


def bots_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[BotAccount]:
    """The bots of the settings. The webchat's own bot derives its token from the index key, so that every process has it.

    Raises:
        SecretMissing: a bot's token variable is not set.
        SettingsError: a token is no token, or two bots have the same.
    """
    found = [_bot(settings, name, each, environment) for name, each in settings.bots.items()]
    ids = [bot.id for bot in found]
    for bot in found:
        if ids.count(bot.id) > 1:
            raise SettingsError(f"bots.{bot.name}: another bot has the same token; every bot needs its own")
    return found


def webchat_url(settings: Settings) -> str:
    """The address at which this machine reaches the project's own chat."""
    host = "127.0.0.1" if settings.webchat.host in ("0.0.0.0", "") else settings.webchat.host  # noqa: S104 - compared only
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.webchat.port}"


async def register(session: AsyncSession, bots: list[BotAccount]) -> None:
    """Make every bot's row say what the settings say; joins the caller's transaction."""
    for bot in bots:
        row = await session.get(Bot, bot.id)
        if row is None:
            session.add(Bot(id=bot.id, name=bot.name, base_url=bot.base_url, county_code=bot.county_code))
        else:
            row.name, row.base_url, row.county_code = bot.name, bot.base_url, bot.county_code
    await session.flush()


def _bot(settings: Settings, name: str, each: BotSettings, environment: Mapping[str, str]) -> BotAccount:
    if each.base_url == WEBCHAT:
        token, base_url = _own_token(settings, name), webchat_url(settings)
    else:
        token, base_url = secret(each.token_variable, environment), each.base_url.rstrip("/")
    number, _, rest = token.partition(":")
    if not (number.isascii() and number.isdigit() and len(rest) >= 8 and not any(c.isspace() for c in rest)):
        raise SettingsError(
            f"bots.{name}: what {each.token_variable} holds is not a bot token (123456:letters and digits)"
        )
    return BotAccount(int(number), name, token, base_url, settings.county.code, each)


def _own_token(settings: Settings, name: str) -> str:
    number = int(settings.county.code) * 1000 + sorted(settings.bots).index(name) + 1
    return f"{number}:{keyring().blind('webchat-bot', name).hex()}"
