"""Settings that are wrong: each is named, all of them at once, and never shown."""

from typing import Any

import pytest

from bot.settings import read
from tests.process.settings_cases import HOOK_SECRET, TELEGRAM, TWILIO, wrong

pytestmark = pytest.mark.usefixtures("setting")


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
        ({"TELEGRAM_API_URL": "http://api.example.org"}, "DROM_TELEGRAM_API_URL"),
        ({"TWILIO_API_URL": "http://10.0.0.1:8080"}, "DROM_TWILIO_API_URL"),
        ({"TWILIO_CONTENT_URL": "http://localhost.example.org"}, "DROM_TWILIO_CONTENT_URL"),
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


def test_a_secret_that_telegram_would_not_take_is_told_before_it_is_needed(setting: Any) -> None:
    setting(**TELEGRAM, TELEGRAM_WEBHOOK_SECRET="short")
    assert wrong() == ["DROM_TELEGRAM_WEBHOOK_SECRET: must be 16 to 256 of A-Z a-z 0-9 _ -"]


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
    setting(TELEGRAM_API_URL="https://127.0.0.1.example.org", TWILIO_API_URL="https://localhost.example.org")
    assert [line.partition(":")[0] for line in wrong()] == [f"DROM_{rate}"]


def test_less_than_durable_is_never_for_a_real_platform(setting: Any) -> None:
    setting(SQLITE_SYNCHRONOUS="NORMAL", TWILIO_API_URL="http://127.0.0.1:1", **TELEGRAM)
    assert [line.partition(":")[0] for line in wrong()] == ["DROM_SQLITE_SYNCHRONOUS"]
    setting(TELEGRAM_API_URL="http://127.0.0.1:1")
    assert wrong() == []
