"""What every command stands on: the settings, the keys, the log, the database. Nothing here imports a chat framework."""

import os
import stat
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.bots import BotAccount, register
from bot.errors import CommandError
from bot.time import system_clock
from config import Settings, SettingsError, load_settings
from config.secrets import secret
from models.area import area
from models.crypto import new_key, parse_keyring, use_keyring
from models.database import Database
from models.webchat import register_bot
from services.work import Clock

KEYS, INDEX_KEY = "LIANXIN_KEYS", "LIANXIN_INDEX_KEY"


@dataclass(frozen=True, slots=True)
class Ground:
    """Settings, an open database whose version fits, and the clock."""

    settings: Settings
    database: Database
    clock: Clock


def prepare(settings_file: Path, *, demo: bool = False, keys: bool = True) -> Settings:
    """Read the settings, start the log and load the keys; the demo makes its keys once and keeps them beside its database.

    Raises:
        SettingsError, SecretMissing, CryptoError: in words for whoever started the program.
    """
    settings = load_settings(settings_file)
    logs.set_up(settings.logging.level)
    if demo:
        demo_keys(Path(settings.database.url).parent if _is_file(settings.database.url) else Path("var"))
    if keys:
        use_keyring(parse_keyring(secret(KEYS), secret(INDEX_KEY)))
    return settings


@asynccontextmanager
async def stand(settings: Settings, *, migrate: bool = True) -> AsyncIterator[Ground]:
    """Open the database, bring it to the newest version, and close it at the end.

    Raises:
        DatabaseError: it cannot be opened, is locked, or a newer version of the program wrote it.
    """
    database = Database(settings.database.url, pool_size=settings.database.pool_size)
    try:
        if migrate:
            from migrations.upgrade import upgrade

            await upgrade(database)
        yield Ground(settings, database, system_clock)
    finally:
        await database.close()


def demo_keys(folder: Path, environment: MutableMapping[str, str] = os.environ) -> None:
    """Put the demo's keys into the environment, unless there are keys in it; make them where there are none yet.

    Raises:
        SettingsError: the file of the keys cannot be read or written, or is not what this function writes.
    """
    if environment.get(KEYS) and environment.get(INDEX_KEY):
        return
    file = folder / "demo-keys"
    try:
        if not file.exists():
            _write_private(file, f"{KEYS}=demo:{new_key()}\n{INDEX_KEY}={new_key()}\n")
        pairs = dict(line.split("=", 1) for line in file.read_text().splitlines() if line)
        environment[KEYS], environment[INDEX_KEY] = pairs[KEYS], pairs[INDEX_KEY]
    except OSError as error:
        raise SettingsError(f"the demo's keys in {file} cannot be used: {error.strerror}") from error
    except (ValueError, KeyError) as error:
        raise SettingsError(
            f"{file} does not hold the demo's keys: move it away together with the demo database"
        ) from error


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR), "w") as out:
        out.write(text)


def _is_file(url: str) -> bool:
    return "://" not in url


async def take_possession(ground: Ground, bots: list[BotAccount]) -> None:
    """Make sure that the county is there, and make the bots known to the database and to our own chat.

    Raises:
        CommandError: the county is not loaded.
    """
    code, now = ground.settings.county.code, ground.clock()
    async with ground.database.begin() as session:
        if await area(session, code) is None:
            raise CommandError(f"county {code} is not in the database: run `python -m bot load-county {code}` first")
        await register(session, bots)
        for bot in bots:
            if bot.is_webchat:
                names = bot.settings
                await register_bot(session, token=bot.token, username=names.username, name=names.name, now=now)
