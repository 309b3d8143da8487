"""Environment and programme file in, one frozen Settings out, with every wrong value named at once; no I/O beyond."""

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SAMPLE = Path(__file__).parent / "sample" / "programme.toml"
TELEGRAM_HOST = "https://api.telegram.org"
TWILIO_HOST = "https://api.twilio.com"
TWILIO_CONTENT_HOST = "https://content.twilio.com"
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram allows in a webhook secret; at least 16 signs are ours."""


class SettingsDefect(Exception):
    """Settings that cannot be used; each line of the message names one setting."""


class Settings(BaseSettings):
    """Everything an operator can set, by the names of the README's table; secrets never show in repr."""

    model_config = SettingsConfigDict(
        env_prefix="DROM_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    database_url: str = ""
    data_dir: Path = Path("data")
    programme: Path = SAMPLE
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM_HOST
    telegram_webhook_secret: SecretStr = SecretStr("")
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_auth_token_old: SecretStr = SecretStr("")
    twilio_api_key: str = ""
    twilio_api_secret: SecretStr = SecretStr("")
    twilio_from: str = ""
    twilio_messaging_service: str = ""
    twilio_api_url: str = TWILIO_HOST
    twilio_content_url: str = TWILIO_CONTENT_HOST
    send_slots: Annotated[tuple[int, int], NoDecode] = (8, 16)
    telegram_rate: float = Field(default=30, ge=0, le=1000)
    telegram_chat_rate: float = Field(default=1, ge=0, le=100)
    whatsapp_rate: float = Field(default=80, ge=0, le=400)
    http_timeout: float = Field(default=30, gt=0, le=50)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"

    @field_validator("send_slots", mode="before")
    @classmethod
    def _two_numbers(cls, value: Any) -> Any:
        """Read ``8,16``."""
        if not isinstance(value, str):
            return value
        found = value.split(",")
        if len(found) != 2 or not all(part.strip().isdigit() and int(part) > 0 for part in found):
            raise ValueError("must be two numbers above 0, as in 8,16")
        return tuple(int(part) for part in found)

    @field_validator("public_url", "telegram_api_url", "twilio_api_url", "twilio_content_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        """Keep addresses without a slash at the end."""
        return value.rstrip("/")

    @property
    def url(self) -> str:
        """The database's URL: the setting, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'drom.db'}"

    @property
    def telegram(self) -> bool:
        """Whether Telegram is on."""
        return bool(self.telegram_token.get_secret_value())

    @property
    def whatsapp(self) -> bool:
        """Whether WhatsApp is on."""
        return bool(self.twilio_account_sid)


def read(*, demo: bool = False, messenger: bool = False, env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment and ``.env``; raises ``SettingsDefect``.

    The demo has its own data and no real messenger. ``messenger`` asks for at least one that is set.
    """
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsDefect("\n".join(_named(row) for row in error.errors())) from None
    if demo:
        settings = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    found = list(_demo_defects(settings) if demo else _defects(settings))
    if messenger and not found and not (settings.telegram or settings.whatsapp):
        found = [
            "DROM_TELEGRAM_TOKEN: no messenger is set; set this for Telegram, or DROM_TWILIO_ACCOUNT_SID for WhatsApp"
        ]
    if found:
        raise SettingsDefect("\n".join(found))
    return settings


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(row: Any) -> str:
    place = f"DROM_{row['loc'][0]}".upper() if row["loc"] else "settings"
    return f"{place}: {row['msg'].removeprefix('Value error, ')}"


def _demo_defects(settings: Settings) -> Iterator[str]:
    if settings.telegram:
        yield "DROM_TELEGRAM_TOKEN: the demo takes no real token; unset it, or use `drom run`"
    if settings.twilio_account_sid or settings.twilio_auth_token.get_secret_value():
        yield "DROM_TWILIO_ACCOUNT_SID: the demo takes no real account; unset it, or use `drom run`"
    if settings.database_url:
        yield "DROM_DATABASE_URL: the demo keeps its own database; unset it, or use `drom run`"
    if not is_loopback(f"http://{settings.host}"):
        yield "DROM_HOST: the demo is for this machine only; unset it"


def _defects(settings: Settings) -> Iterator[str]:
    yield from _telegram_defects(settings)
    yield from _half_twilio(settings)
    yield from _rate_defects(settings)
    if settings.public_url and not _good_public(settings.public_url):
        yield "DROM_PUBLIC_URL: must begin with https:// (http:// only for this machine) and have no path"


def _telegram_defects(settings: Settings) -> Iterator[str]:
    secret = settings.telegram_webhook_secret.get_secret_value()
    if not settings.telegram:
        if secret:
            yield "DROM_TELEGRAM_TOKEN: missing, though DROM_TELEGRAM_WEBHOOK_SECRET is set"
        return
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{8,}", settings.telegram_token.get_secret_value()):
        yield "DROM_TELEGRAM_TOKEN: does not look like a token from BotFather (123456:ABC…)"
    if settings.public_url and not SECRET.fullmatch(secret):
        yield "DROM_TELEGRAM_WEBHOOK_SECRET: needed with DROM_PUBLIC_URL, 16 to 256 of A-Z a-z 0-9 _ -"


def _half_twilio(settings: Settings) -> Iterator[str]:
    values = {
        "DROM_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "DROM_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "DROM_TWILIO_FROM": settings.twilio_from or settings.twilio_messaging_service,
    }
    given = [name for name, value in values.items() if value]
    if not given:
        return
    for name in values:
        if name not in given:
            yield f"{name}: missing, though {given[0]} is set"
    if bool(settings.twilio_api_key) != bool(settings.twilio_api_secret.get_secret_value()):
        yield "DROM_TWILIO_API_KEY and DROM_TWILIO_API_SECRET: set both or none"
    if settings.twilio_from and not re.fullmatch(r"whatsapp:\+\d{6,15}", settings.twilio_from):
        yield "DROM_TWILIO_FROM: must look like whatsapp:+38344123456"
    if not settings.public_url:
        yield "DROM_PUBLIC_URL: WhatsApp needs it, Twilio sends messages there"


def _rate_defects(settings: Settings) -> Iterator[str]:
    telegram, twilio = is_loopback(settings.telegram_api_url), is_loopback(settings.twilio_api_url)
    rows = (
        ("DROM_TELEGRAM_RATE", settings.telegram_rate, telegram),
        ("DROM_TELEGRAM_CHAT_RATE", settings.telegram_chat_rate, telegram),
        ("DROM_WHATSAPP_RATE", settings.whatsapp_rate, twilio),
    )
    for name, rate, local in rows:
        if rate == 0 and not local:
            yield f"{name}: 0 (no limit) is only for tests against this machine"
    if settings.sqlite_synchronous != "FULL" and not (telegram or twilio):
        yield "DROM_SQLITE_SYNCHRONOUS: only FULL keeps what was acknowledged; NORMAL is for benchmarks on this machine"


def _good_public(url: str) -> bool:
    found = urlsplit(url)
    return not found.path and (found.scheme == "https" or (found.scheme == "http" and is_loopback(url)))
