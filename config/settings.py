"""The settings file, read and checked. Every key can be overridden by an environment variable.

`LIANXIN_<SECTION>__<KEY>` overrides a key: `LIANXIN_WEB__PORT=9000`. Secrets have no key in the file: they come from the
environment only (see `secrets` in `config/secrets.py`).
"""

import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "LIANXIN_"
Port = Annotated[int, Field(ge=1, le=65535)]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=100)]


class SettingsError(Exception):
    """The settings cannot be used: names the key and what is allowed."""


class Section(BaseModel):
    """A table of the file; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class County(Section):
    """The county that this installation serves, and its local time."""

    code: Annotated[str, Field(pattern=r"^\d{6}$")] = "320830"
    zone: str = "Asia/Shanghai"
    emergency_medical: str = "120"
    emergency_police: str = "110"
    emergency_fire: str = "119"

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("a time zone of the IANA list, as Asia/Shanghai")
        return value

    @property
    def tz(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.zone)


class DatabaseSettings(Section):
    """Where the data are."""

    url: str = "var/lianxin.db"
    pool_size: Annotated[int, Field(ge=1, le=100)] = 10


class BotSettings(Section):
    """One bot. `token_variable` names the environment variable with its token; the webchat's own bot needs none."""

    base_url: str = "webchat"
    token_variable: str = "LIANXIN_BOT_TOKEN"
    username: str = "lianxin_bot"
    name: str = "连心"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""


class Webchat(Section):
    """The project's own chat."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    demo: bool = False
    code_minutes: Annotated[int, Field(ge=1, le=10080)] = 1440
    device_days: Annotated[int, Field(ge=1, le=365)] = 90
    max_upload_mb: Annotated[int, Field(ge=1, le=50)] = 10


class Quiet(Section):
    """The hours in which nobody is written to, but for emergencies."""

    start: time = time(21, 0)
    end: time = time(8, 0)


class Offers(Section):
    """How many are asked, and how good the chance must be."""

    target: Annotated[float, Field(gt=0, lt=1)] = 0.9995
    most_at_once: Annotated[int, Field(ge=1, le=50)] = 12
    rest_hours: Annotated[int, Field(ge=0, le=240)] = 20
    weekly_minutes: Annotated[int, Field(ge=30, le=6000)] = 600
    accept_prior: Share = 0.3


class Ranking(Section):
    """Weights of what makes a candidate fit well."""

    travel: Weight = 0.25
    level: Weight = 0.20
    continuity: Weight = 0.15
    fairness: Weight = 0.20
    reliability: Weight = 0.10
    chance: Weight = 0.10


class Visits(Section):
    """Check-in, alarms and reminders."""

    code_tries: Annotated[int, Field(ge=3, le=20)] = 5
    alarm_minutes: Annotated[int, Field(ge=5, le=240)] = 15
    disclose_hours_after: Annotated[int, Field(ge=0, le=168)] = 24
    default_hour: time = time(9, 0)
    reminder_hours: Annotated[int, Field(ge=1, le=12)] = 2
    evening_reminder: time = time(19, 0)


class Hours(Section):
    """The ledger's rules."""

    late_entry_hours: Annotated[int, Field(ge=1, le=720)] = 48
    objection_hours: Annotated[int, Field(ge=1, le=720)] = 72
    stars: list[int] = [100, 300, 600, 1000, 1500]
    publicity_days: Annotated[int, Field(ge=1, le=60)] = 7
    daily_cap_minutes: Annotated[int, Field(ge=60, le=1440)] = 600
    near_metres: Annotated[int, Field(ge=50, le=5000)] = 300
    village_metres: Annotated[int, Field(ge=200, le=20000)] = 3000
    evidence_days: Annotated[int, Field(ge=1, le=365)] = 30
    late_cancel_hours: Annotated[int, Field(ge=1, le=72)] = 12
    overdue_hours: Annotated[int, Field(ge=1, le=24)] = 2
    hold_score: Annotated[int, Field(ge=1, le=100)] = 60
    many_approvals: Annotated[int, Field(ge=5, le=1000)] = 30


class Certificates(Section):
    """Papers about service: the telephone of who issues them, by area code, and how often a number may be mistyped."""

    contacts: dict[Annotated[str, Field(pattern=r"^\d{6}(\d{3}){0,2}$")], str] = {}
    wrong_numbers: Annotated[int, Field(ge=3, le=100)] = 10
    wrong_minutes: Annotated[int, Field(ge=1, le=1440)] = 10


class Summary(Section):
    """When the managers' summary comes."""

    weekday: Annotated[int, Field(ge=0, le=6)] = 0
    hour: time = time(8, 0)
    hide_below: Annotated[int, Field(ge=1, le=50)] = 5


class Delivery(Section):
    """How fast messages leave."""

    per_second: Annotated[float, Field(gt=0, le=1000)] = 20
    chat_per_second: Annotated[float, Field(gt=0, le=1000)] = 1
    group_per_minute: Annotated[float, Field(gt=0, le=1000)] = 18
    keep_days: Annotated[int, Field(ge=1, le=365)] = 30


class Language(Section):
    """How messages are understood."""

    model: str = "var/language-model.npz"
    embeddings: bool = True
    margin: Share = 0.1


class Logging(Section):
    """What is written to the log."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """Everything in `settings.toml`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, env_parse_none_str="none"
    )
    county: County = County()
    database: DatabaseSettings = DatabaseSettings()
    bots: dict[str, BotSettings] = {"webchat": BotSettings()}
    webchat: Webchat = Webchat()
    quiet: Quiet = Quiet()
    offers: Offers = Offers()
    ranking: Ranking = Ranking()
    visits: Visits = Visits()
    hours: Hours = Hours()
    certificates: Certificates = Certificates()
    summary: Summary = Summary()
    delivery: Delivery = Delivery()
    language: Language = Language()
    logging: Logging = Logging()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file."""
        return env_settings, init_settings


def load_settings(path: Path | str = "settings.toml") -> Settings:
    """Read the settings file and the environment.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong; names it and what is allowed.
    """
    try:
        with Path(path).open("rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"the settings file {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {path} is not valid TOML: {error}") from error
    _refuse_unknown_variables()
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError("; ".join(_explain(fault) for fault in error.errors())) from error


def _refuse_unknown_variables() -> None:
    for name in os.environ:
        section, nested, _ = name.removeprefix(PREFIX).partition("__")
        if name.startswith(PREFIX) and nested and section.lower() not in Settings.model_fields:
            raise SettingsError(f"{name}: there is no section [{section.lower()}] (allowed: {_names(Settings)})")


def _explain(fault: Any) -> str:
    where = [str(part) for part in fault["loc"]]
    key = ".".join(where)
    if fault["type"] == "extra_forbidden":
        return f"{key}: no such key (allowed: {_names(_section(where[:-1]))})"
    return f"{key}: {fault['input']!r} is not allowed: {fault['msg']}"


def _section(path: list[str]) -> type[BaseModel]:
    if path[:1] == ["bots"]:
        return BotSettings
    kind: type[BaseModel] = Settings
    for name in path:
        field = kind.model_fields[name].annotation
        kind = field if isinstance(field, type) and issubclass(field, BaseModel) else kind
    return kind


def _names(kind: type[BaseModel]) -> str:
    return ", ".join(sorted(kind.model_fields))
