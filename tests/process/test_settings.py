"""Settings: every one is read, every wrong one is named at once, and no secret shows."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import SAMPLE, Settings, SettingsDefect, read

TOKEN, HOOK_SECRET = "123456:abcdefgh_IJKL", "a-secret-of-sixteen"
TELEGRAM = {"TELEGRAM_TOKEN": TOKEN}
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "auth-token",
    "TWILIO_FROM": "whatsapp:+38344123456",
    "PUBLIC_URL": "https://bot.example.org",
}

EVERY: dict[str, tuple[str, Any]] = {
    "DATABASE_URL": ("sqlite:////somewhere/else.db", "sqlite:////somewhere/else.db"),
    "DATA_DIR": ("/somewhere", Path("/somewhere")),
    "PROGRAMME": ("ngo.toml", Path("ngo.toml")),
    "HOST": ("0.0.0.0", "0.0.0.0"),
    "PORT": ("8123", 8123),
    "PUBLIC_URL": ("https://bot.example.org/", "https://bot.example.org"),
    "TELEGRAM_TOKEN": (TOKEN, TOKEN),
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
    "SQLITE_SYNCHRONOUS": "FULL",
}
"""What is read where nothing is set; everything else is then empty."""


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin without any setting, in an empty folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DROM_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what sets settings in the environment."""

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"DROM_{name}", value)

    return put


def wrong(**given: Any) -> list[str]:
    """Return the lines that tell what is wrong; none where all is well."""
    try:
        read(**given)
    except SettingsDefect as defect:
        return str(defect).splitlines()
    return []


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
        ({"PORT": "70000"}, "DROM_PORT"),
        ({"PORT": "eight"}, "DROM_PORT"),
        ({"SEND_SLOTS": "8"}, "DROM_SEND_SLOTS"),
        ({"SEND_SLOTS": "8,0"}, "DROM_SEND_SLOTS"),
        ({"SEND_SLOTS": "8,²"}, "DROM_SEND_SLOTS"),
        ({"SEND_SLOTS": "8,16,2"}, "DROM_SEND_SLOTS"),
        ({"TELEGRAM_RATE": "-1"}, "DROM_TELEGRAM_RATE"),
        ({"TELEGRAM_RATE": "nan"}, "DROM_TELEGRAM_RATE"),
        ({"HTTP_TIMEOUT": "0"}, "DROM_HTTP_TIMEOUT"),
        ({"HTTP_TIMEOUT": "41"}, "DROM_HTTP_TIMEOUT"),
        ({"LOG_LEVEL": "LOUD"}, "DROM_LOG_LEVEL"),
        ({"SQLITE_SYNCHRONOUS": "OFF"}, "DROM_SQLITE_SYNCHRONOUS"),
        ({"SQLITE_SYNCHRONOUS": "NORMAL"}, "DROM_SQLITE_SYNCHRONOUS"),
        ({"DATABASE_URL": "mysql://user:pass@host/drom"}, "DROM_DATABASE_URL"),
        ({"DATABASE_URL": "postgres://user:pass@host/drom"}, "DROM_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://user:pa:ss@ho:st/drom"}, "DROM_DATABASE_URL"),
        ({"DATABASE_URL": "user:pass"}, "DROM_DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DROM_DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DROM_DATABASE_URL"),
        ({"TELEGRAM_API_URL": "api.telegram.org"}, "DROM_TELEGRAM_API_URL"),
        ({"TWILIO_API_URL": "http://[::1"}, "DROM_TWILIO_API_URL"),
        ({"TWILIO_CONTENT_URL": "ftp://content"}, "DROM_TWILIO_CONTENT_URL"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(setting: Any, given: dict[str, str], named: str) -> None:
    setting(**given)
    found = wrong()
    assert [line.partition(":")[0] for line in found] == [named], found
    assert "pass" not in found[0].replace("user:password@host", "")


def test_all_that_is_wrong_is_named_at_once(setting: Any) -> None:
    setting(PORT="x", LOG_LEVEL="LOUD", TELEGRAM_TOKEN="no", TWILIO_API_KEY="SK1", WHATSAPP_RATE="0")
    setting(PUBLIC_URL="ftp://x")
    assert {line.partition(":")[0] for line in wrong()} == {
        "DROM_PORT",
        "DROM_LOG_LEVEL",
        "DROM_TELEGRAM_TOKEN",
        "DROM_TELEGRAM_WEBHOOK_SECRET",
        "DROM_TWILIO_ACCOUNT_SID",
        "DROM_TWILIO_AUTH_TOKEN",
        "DROM_TWILIO_FROM",
        "DROM_TWILIO_API_SECRET",
        "DROM_WHATSAPP_RATE",
        "DROM_PUBLIC_URL",
    }


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "PUBLIC_URL"])
def test_of_half_a_twilio_the_missing_half_is_named(setting: Any, missing: str) -> None:
    setting(**{name: value for name, value in TWILIO.items() if name != missing})
    assert [line.partition(":")[0] for line in wrong()] == [f"DROM_{missing}"]


def test_a_whole_twilio_is_on(setting: Any) -> None:
    setting(**TWILIO)
    assert read(messenger=True).whatsapp


def test_a_messaging_service_stands_for_a_sender(setting: Any) -> None:
    setting(**{**TWILIO, "TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE": "MG1"})
    assert wrong() == []


@pytest.mark.parametrize("number", ["+38344123456", "whatsapp:38344123456", "whatsapp:+383 44 123456"])
def test_a_sender_has_one_form(setting: Any, number: str) -> None:
    setting(**{**TWILIO, "TWILIO_FROM": number})
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_TWILIO_FROM"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TWILIO_AUTH_TOKEN_OLD": "old"}, "DROM_TWILIO_ACCOUNT_SID"),
        ({"TWILIO_API_SECRET": "secret"}, "DROM_TWILIO_API_KEY"),
        ({"TWILIO_API_KEY": "SK1"}, "DROM_TWILIO_API_SECRET"),
        ({"TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET}, "DROM_TELEGRAM_TOKEN"),
    ],
)
def test_what_serves_nothing_alone_names_what_it_needs(setting: Any, given: dict[str, str], named: str) -> None:
    setting(**given)
    assert named in [line.partition(":")[0] for line in wrong()]


@pytest.mark.parametrize("secret", ["", "short", "has spaces in it, sixteen", "ж" * 20])
def test_a_webhook_needs_a_secret_that_telegram_takes(setting: Any, secret: str) -> None:
    setting(**TELEGRAM, PUBLIC_URL="https://bot.example.org", TELEGRAM_WEBHOOK_SECRET=secret)
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_TELEGRAM_WEBHOOK_SECRET"]


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example.org",
        "https://",
        "https://bot.example.org/drom",
        "https://bot.example.org?x=1",
        "https://bot.example.org#x",
        "https://user@bot.example.org",
        "https://bot.example.org:99999",
        "https://bot.example.org:5000",
        "bot.example.org",
    ],
)
def test_a_public_url_that_no_platform_could_post_to(setting: Any, url: str) -> None:
    setting(**TELEGRAM, TELEGRAM_WEBHOOK_SECRET=HOOK_SECRET, PUBLIC_URL=url)
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_PUBLIC_URL"]


@pytest.mark.parametrize("url", ["https://bot.example.org", "https://bot.example.org:8443/", "http://127.0.0.1:80"])
def test_a_public_url_that_is_one(setting: Any, url: str) -> None:
    setting(**TELEGRAM, TELEGRAM_WEBHOOK_SECRET=HOOK_SECRET, PUBLIC_URL=url)
    assert read().public_url == url.rstrip("/")


@pytest.mark.parametrize("rate", ["TELEGRAM_RATE", "TELEGRAM_CHAT_RATE", "WHATSAPP_RATE"])
def test_no_rate_is_for_loopback_only(setting: Any, rate: str) -> None:
    setting(**{rate: "0"})
    assert [line.partition(":")[0] for line in wrong()] == [f"DROM_{rate}"]
    setting(TELEGRAM_API_URL="http://127.0.0.2:1", TWILIO_API_URL="http://[::1]:1")
    assert wrong() == []
    setting(TELEGRAM_API_URL="http://127.0.0.1.example.org", TWILIO_API_URL="http://localhost.example.org")
    assert [line.partition(":")[0] for line in wrong()] == [f"DROM_{rate}"]


def test_less_than_durable_is_never_for_a_real_platform(setting: Any) -> None:
    setting(SQLITE_SYNCHRONOUS="NORMAL", TWILIO_API_URL="http://127.0.0.1:1", **TELEGRAM)
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_SQLITE_SYNCHRONOUS"]
    setting(TELEGRAM_API_URL="http://127.0.0.1:1")
    assert wrong() == []


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
