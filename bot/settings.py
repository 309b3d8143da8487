"""The environment and ``.env`` in, one frozen Settings out, with every wrong value named at once; no I/O beyond."""

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.defects import told
from bot.services.dispatch import LONGEST_TIMEOUT

SAMPLE = Path(__file__).parent / "sample" / "programme.toml"
TELEGRAM_HOST = "https://api.telegram.org"
TWILIO_HOST = "https://api.twilio.com"
TWILIO_CONTENT_HOST = "https://content.twilio.com"
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram allows in a webhook secret; at least 16 signs are ours."""
HOOK_PORTS = frozenset({None, 443, 80, 88, 8443})
"""Where Telegram posts to (Bot API, ``setWebhook``)."""
OTHERS = frozenset({"drom_db_password"})
"""Names beside ours that are not for Drom: compose.yaml gives this one to the database."""


class SettingsDefect(Exception):
    """Settings that cannot be used; each line of the message names one setting."""


class Settings(BaseSettings):
    """Everything an operator can set, by the names of the README's table; secrets never show in repr."""

    model_config = SettingsConfigDict(
        env_prefix="DROM_", env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    database_url: str = Field(default="", repr=False)  # it may hold a password
    data_dir: Path = Path("data")
    programme: Path = SAMPLE
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    telegram_token: SecretStr = SecretStr("")
    telegram_name: str = ""
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
    http_timeout: float = Field(default=30, gt=0, le=LONGEST_TIMEOUT)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    voice: Literal["on", "off"] = "on"
    pictures: Literal["on", "off"] = "on"
    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"

    @field_validator("send_slots", mode="before")
    @classmethod
    def _two_numbers(cls, value: Any) -> Any:
        """Read ``8,16``."""
        if not isinstance(value, str):
            return value
        found = value.split(",")
        if len(found) != 2 or not all(part.strip().isdecimal() and int(part) > 0 for part in found):
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
    def address(self) -> str:
        """Where browsers find Drom, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

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
    settings, found = _lenient(env_file)
    found |= _strangers(env_file)
    if demo:
        settings = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    rules = _demo_defects if demo else _defects
    # What cannot be read at all is named once, not again by a rule about its stand-in.
    wrong = [*found.values(), *(line for line in rules(settings) if line.partition(":")[0] not in found)]
    if messenger and not wrong and not (settings.telegram or settings.whatsapp):
        wrong = [
            "DROM_TELEGRAM_TOKEN: no messenger is set; set this for Telegram, or DROM_TWILIO_ACCOUNT_SID for WhatsApp"
        ]
    if wrong:
        raise SettingsDefect("\n".join(wrong))
    return settings


def _lenient(env_file: Path | None) -> tuple[Settings, dict[str, str]]:
    """Return the settings, with the usual value for each that cannot be read, and what is wrong with those."""
    try:
        return Settings(_env_file=env_file), {}  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = {str(row["loc"][0]): told(dict(row)) for row in error.errors()}
    except (OSError, UnicodeDecodeError):
        raise SettingsDefect(f"{env_file}: cannot be read; it must be UTF-8 text") from None
    usual = {name: Settings.model_fields[name].default for name in wrong}
    settings = Settings(_env_file=env_file, **usual)  # type: ignore[call-arg]
    named = {f"DROM_{name.upper()}": said for name, said in wrong.items()}
    return settings, {name: f"{name}: {said}" for name, said in named.items()}


def _strangers(env_file: Path | None) -> dict[str, str]:
    """Return what is wrong with names that begin like ours and are none: a slip would go unnoticed."""
    given = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings, env_file).env_vars}
    ours = {f"drom_{name}" for name in Settings.model_fields}
    strange = sorted(name.upper() for name in given - ours - OTHERS if name.startswith("drom_"))
    return {name: f"{name}: there is no such setting" for name in strange}


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine."""
    host = (_place(url) or urlsplit("")).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _place(url: str) -> SplitResult | None:
    """Return the parts of an address; None for one that cannot be read."""
    try:
        found = urlsplit(url)
        return found if found.port != 0 else None
    except ValueError:
        return None


def _demo_defects(settings: Settings) -> Iterator[str]:
    if settings.telegram:
        yield "DROM_TELEGRAM_TOKEN: the demo takes no real token; unset it, or use `drom run`"
    if settings.twilio_account_sid or settings.twilio_auth_token.get_secret_value():
        yield "DROM_TWILIO_ACCOUNT_SID: the demo takes no real account; unset it, or use `drom run`"
    if settings.twilio_api_key or settings.twilio_api_secret.get_secret_value():
        yield "DROM_TWILIO_API_KEY: the demo takes no real account; unset it, or use `drom run`"
    if settings.database_url:
        yield "DROM_DATABASE_URL: the demo keeps its own database; unset it, or use `drom run`"
    host = settings.host
    if not is_loopback(f"http://[{host}]" if ":" in host else f"http://{host}"):
        yield "DROM_HOST: the demo is for this machine only; unset it"


def _defects(settings: Settings) -> Iterator[str]:
    yield from _telegram_defects(settings)
    yield from _half_twilio(settings)
    yield from _rate_defects(settings)
    yield from _address_defects(settings)


def _telegram_defects(settings: Settings) -> Iterator[str]:
    secret = settings.telegram_webhook_secret.get_secret_value()
    if settings.telegram_name and not re.fullmatch(r"[A-Za-z]\w{4,31}", settings.telegram_name, re.ASCII):
        yield "DROM_TELEGRAM_NAME: must be the bot's name without @: 5 to 32 letters, digits and _"
    if not settings.telegram:
        if secret:
            yield "DROM_TELEGRAM_TOKEN: missing, though DROM_TELEGRAM_WEBHOOK_SECRET is set"
        return
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{8,}", settings.telegram_token.get_secret_value()):
        yield "DROM_TELEGRAM_TOKEN: does not look like a token from BotFather (123456:ABC…)"
    if settings.public_url and not secret:
        yield "DROM_TELEGRAM_WEBHOOK_SECRET: needed with DROM_PUBLIC_URL, 16 to 256 of A-Z a-z 0-9 _ -"
    elif secret and not SECRET.fullmatch(secret):
        yield "DROM_TELEGRAM_WEBHOOK_SECRET: must be 16 to 256 of A-Z a-z 0-9 _ -"


def _half_twilio(settings: Settings) -> Iterator[str]:
    values = {
        "DROM_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "DROM_TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "DROM_TWILIO_FROM": settings.twilio_from or settings.twilio_messaging_service,
    }
    more = {
        "DROM_TWILIO_AUTH_TOKEN_OLD": settings.twilio_auth_token_old.get_secret_value(),
        "DROM_TWILIO_API_KEY": settings.twilio_api_key,
        "DROM_TWILIO_API_SECRET": settings.twilio_api_secret.get_secret_value(),
    }
    given = [name for name, value in (values | more).items() if value]
    if not given:
        return
    for name in values:
        if name not in given:
            yield f"{name}: missing, though {given[0]} is set"
    pair = ("DROM_TWILIO_API_KEY", "DROM_TWILIO_API_SECRET")
    for name, other in (pair, pair[::-1]):
        if more[other] and not more[name]:
            yield f"{name}: missing, though {other} is set"
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
    real = (settings.telegram and not telegram) or (settings.whatsapp and not twilio)
    if settings.sqlite_synchronous != "FULL" and (real or not (telegram or twilio)):
        yield "DROM_SQLITE_SYNCHRONOUS: only FULL keeps what was acknowledged; NORMAL is for benchmarks on this machine"


def _address_defects(settings: Settings) -> Iterator[str]:
    yield from _database_defects(settings)
    for name in ("telegram_api_url", "twilio_api_url", "twilio_content_url"):
        found = _place(getattr(settings, name))
        if found is None or not found.hostname or found.query or not _is_secret(found):
            yield f"DROM_{name.upper()}: must begin with https:// (http:// only for this machine): tokens go there"
    if not settings.public_url:
        return
    found = _place(settings.public_url)
    if found is None or not _good_public(found):
        yield "DROM_PUBLIC_URL: must begin with https:// (http:// only for this machine) and be nothing but a host"
    elif settings.telegram and settings.telegram_api_url == TELEGRAM_HOST and found.port not in HOOK_PORTS:
        yield "DROM_PUBLIC_URL: Telegram posts to the ports 443, 80, 88 and 8443 only"


def _database_defects(settings: Settings) -> Iterator[str]:
    """Check the database's address without a word of it: it may hold a password."""
    try:
        found = make_url(settings.url)
    except (SQLAlchemyError, ValueError):
        yield "DROM_DATABASE_URL: must be sqlite:///path/to/drom.db or postgresql://user:password@host/name"
        return
    if found.get_backend_name() not in {"sqlite", "postgresql"}:
        yield "DROM_DATABASE_URL: must begin with sqlite:/// or postgresql://"
    elif found.get_backend_name() == "sqlite" and found.database in {None, "", ":memory:"}:
        yield "DROM_DATABASE_URL: must name a file, as in sqlite:///path/to/drom.db"


def _is_secret(found: SplitResult) -> bool:
    """Tell whether nobody on the way can read what is sent to an address."""
    return found.scheme == "https" or (found.scheme == "http" and is_loopback(found.geturl()))


def _good_public(found: SplitResult) -> bool:
    bare = not (found.path or found.query or found.fragment or found.username)
    return _is_secret(found) and bare and bool(found.hostname)
