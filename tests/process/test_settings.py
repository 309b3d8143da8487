"""Settings: every one is read, every wrong one is named at once, and no secret shows."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import SAMPLE, Settings, read
from tests.process.settings_cases import HOOK_SECRET, TELEGRAM, TOKEN, wrong

pytestmark = pytest.mark.usefixtures("setting")

EVERY: dict[str, tuple[str, Any]] = {
    "DATABASE_URL": ("sqlite:////somewhere/else.db", "sqlite:////somewhere/else.db"),
    "DATA_DIR": ("/somewhere", Path("/somewhere")),
    "PROGRAMME": ("ngo.toml", Path("ngo.toml")),
    "HOST": ("0.0.0.0", "0.0.0.0"),
    "PORT": ("8123", 8123),
    "PUBLIC_URL": ("https://bot.example.org/", "https://bot.example.org"),
    "TELEGRAM_TOKEN": (TOKEN, TOKEN),
    "TELEGRAM_NAME": ("DromSampleBot", "DromSampleBot"),
    "TELEGRAM_API_URL": ("http://127.0.0.1:9/", "http://127.0.0.1:9"),
    "TELEGRAM_WEBHOOK_SECRET": (HOOK_SECRET, HOOK_SECRET),
    "TWILIO_ACCOUNT_SID": ("AC1", "AC1"),
    "TWILIO_AUTH_TOKEN": ("new-token", "new-token"),
    "TWILIO_AUTH_TOKEN_OLD": ("old-token", "old-token"),
    "TWILIO_API_KEY": ("SK1", "SK1"),
    "TWILIO_API_SECRET": ("key-secret", "key-secret"),
    "TWILIO_FROM": ("whatsapp:+38344123456", "whatsapp:+38344123456"),
    "TWILIO_MESSAGING_SERVICE": ("MG1", "MG1"),
    "TWILIO_API_URL": ("http://localhost:9", "http://localhost:9"),
    "TWILIO_CONTENT_URL": ("http://localhost:9", "http://localhost:9"),
    "SEND_SLOTS": ("4, 5", (4, 5)),
    "TELEGRAM_RATE": ("7.5", 7.5),
    "TELEGRAM_CHAT_RATE": ("0.5", 0.5),
    "WHATSAPP_RATE": ("12", 12.0),
    "HTTP_TIMEOUT": ("11", 11.0),
    "LOG_LEVEL": ("DEBUG", "DEBUG"),
    "VOICE": ("off", "off"),
    "PICTURES": ("off", "off"),
    "SQLITE_SYNCHRONOUS": ("NORMAL", "NORMAL"),
}
"""Every setting with a value as written, and as it is read."""
USUAL = {
    "DATABASE_URL": "",
    "DATA_DIR": Path("data"),
    "PROGRAMME": SAMPLE,
    "HOST": "127.0.0.1",
    "PORT": 8000,
    "TELEGRAM_API_URL": "https://api.telegram.org",
    "TWILIO_API_URL": "https://api.twilio.com",
    "TWILIO_CONTENT_URL": "https://content.twilio.com",
    "SEND_SLOTS": (8, 16),
    "TELEGRAM_RATE": 30,
    "TELEGRAM_CHAT_RATE": 1,
    "WHATSAPP_RATE": 80,
    "HTTP_TIMEOUT": 30,
    "LOG_LEVEL": "INFO",
    "VOICE": "on",
    "PICTURES": "on",
    "SQLITE_SYNCHRONOUS": "FULL",
}
"""What is read where nothing is set; everything else is then empty."""


def plain(settings: Settings, name: str) -> Any:
    """Return a setting's value, the secret ones too."""
    value = getattr(settings, name.lower())
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def test_the_list_of_settings_here_is_whole() -> None:
    assert set(EVERY) == {name.upper() for name in Settings.model_fields}


def test_every_setting_is_read_from_the_environment(setting: Any) -> None:
    setting(**{name: written for name, (written, _) in EVERY.items()})
    found = read()
    assert {name: plain(found, name) for name in EVERY} == {name: value for name, (_, value) in EVERY.items()}


def test_every_setting_is_read_from_a_file_and_the_environment_wins(setting: Any, tmp_path: Path) -> None:
    lines = [f"DROM_{name}={written}" for name, (written, _) in EVERY.items()]
    (tmp_path / ".env").write_text("\n".join([*lines, "OTHER=1", "# a remark"]))
    setting(PORT="9999")
    found = {name: plain(read(), name) for name in EVERY}
    assert found == {name: value for name, (_, value) in EVERY.items()} | {"PORT": 9999}


def test_what_is_not_set_has_its_usual_value() -> None:
    found = read()
    assert {name: plain(found, name) for name in EVERY} == dict.fromkeys(EVERY, "") | USUAL
    assert found.url == f"sqlite:///{Path('data') / 'drom.db'}"
    assert not found.telegram
    assert not found.whatsapp


def test_an_empty_setting_is_one_that_is_not_set(setting: Any) -> None:
    setting(**dict.fromkeys(EVERY, ""))
    assert read() == Settings(_env_file=None)  # type: ignore[call-arg]


def test_no_secret_shows(setting: Any) -> None:
    setting(**{name: written for name, (written, _) in EVERY.items()})
    setting(DATABASE_URL="postgresql://drom:database-password@host/drom")
    shown = repr(read()) + str(read())
    hidden = ("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_OLD")
    secrets = [EVERY[name][0] for name in (*hidden, "TWILIO_API_SECRET")]
    assert not [secret for secret in [*secrets, "database-password"] if secret in shown]


def test_nothing_can_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().port = 1


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (TELEGRAM, "DROM_TELEGRAM_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "DROM_TWILIO_ACCOUNT_SID"),
        ({"TWILIO_AUTH_TOKEN": "auth-token"}, "DROM_TWILIO_ACCOUNT_SID"),
        ({"TWILIO_API_KEY": "SK1"}, "DROM_TWILIO_API_KEY"),
        ({"DATABASE_URL": "postgresql://host/drom"}, "DROM_DATABASE_URL"),
        ({"HOST": "0.0.0.0"}, "DROM_HOST"),
        ({"HOST": "192.168.1.2"}, "DROM_HOST"),
        ({"HOST": "drom.example.org"}, "DROM_HOST"),
    ],
)
def test_the_demo_takes_nothing_real(setting: Any, given: dict[str, str], named: str) -> None:
    setting(**given)
    assert [line.partition(":")[0] for line in wrong(demo=True)] == [named]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_demo_has_its_own_data_on_this_machine(setting: Any, host: str) -> None:
    setting(HOST=host, DATA_DIR="/somewhere")
    found = read(demo=True)
    assert found.data_dir == Path("/somewhere/demo")
    assert found.url == f"sqlite:///{Path('/somewhere/demo/drom.db')}"


def test_to_run_one_messenger_is_needed() -> None:
    (line,) = wrong(messenger=True)
    assert "DROM_TELEGRAM_TOKEN" in line
    assert "DROM_TWILIO_ACCOUNT_SID" in line


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DROM_PORT=\xff\xfe")
    assert [line.partition(":")[0] for line in wrong()] == [".env"]
