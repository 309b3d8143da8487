"""What Telegram is told at the start: the right things, again without harm, and never at the price of the start."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
from typing import Any

import pytest

from bot.channels.telegram_setup import Profile, Webhook
from tests.channels.provider import Script
from tests.channels.telegram_channels import no, ok, telegram

WEBHOOK = Webhook("https://drom.example.test/telegram/webhook", "a-secret", connections=20)
PROFILES = (
    Profile("", "Drom helps you trade.", "Your road.", (("menu", "Show the menu"), ("stop", "Stop messages"))),
    Profile("sq", "Drom të ndihmon.", "Rruga jote.", (("menu", "Menyja"),)),
)


class Pauses:
    """Counts instead of waiting; ``most`` is how often before it hangs, as a test that must end does not."""

    def __init__(self, most: int = 20) -> None:
        self.taken: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= self._most:
            await asyncio.Event().wait()


async def _asked(**given: Any) -> list[tuple[str, dict[str, Any]]]:
    async with telegram(**given) as (provider, channel):
        await channel.setup.run()
    return [
        (name, asked.json if asked.body else {}) for name, asked in zip(provider.paths, provider.asked, strict=True)
    ]


async def test_T18_webhook_names_its_kinds_and_drops_nothing() -> None:
    assert await _asked(webhook=WEBHOOK) == [
        (
            "setWebhook",
            {
                "url": WEBHOOK.url,
                "secret_token": "a-secret",
                "max_connections": 20,
                "allowed_updates": ["message", "callback_query", "my_chat_member"],
            },
        )
    ]


async def test_T18_polling_removes_the_webhook_and_drops_nothing() -> None:
    assert await _asked() == [("deleteWebhook", {})]


async def test_T16_texts_are_set_for_all_and_for_each_language_each_time_alike() -> None:
    once = await _asked(profiles=PROFILES)
    assert once == await _asked(profiles=PROFILES)
    assert once[1:] == [
        (
            "setMyCommands",
            {
                "commands": [
                    {"command": "menu", "description": "Show the menu"},
                    {"command": "stop", "description": "Stop messages"},
                ]
            },
        ),
        ("setMyDescription", {"description": "Drom helps you trade."}),
        ("setMyShortDescription", {"short_description": "Your road."}),
        ("setMyCommands", {"commands": [{"command": "menu", "description": "Menyja"}], "language_code": "sq"}),
        ("setMyDescription", {"description": "Drom të ndihmon.", "language_code": "sq"}),
        ("setMyShortDescription", {"short_description": "Rruga jote.", "language_code": "sq"}),
    ]


async def test_T16_what_fails_is_left_out_and_the_rest_is_set() -> None:
    pauses = Pauses()
    async with telegram(profiles=PROFILES, pause=pauses) as (provider, channel):
        provider.script.extend([ok(True), no(400, "Bad Request: BOT_COMMAND_INVALID"), "drop", "drop", "drop"])
        await channel.setup.run()
    assert provider.paths[:3] == ["deleteWebhook", "setMyCommands", "setMyDescription"]
    assert provider.paths[-1] == "setMyShortDescription"
    assert provider.paths.count("setMyDescription") == 4
    assert pauses.taken == [1, 2]


async def test_T18_webhook_is_tried_until_it_stands() -> None:
    pauses = Pauses()
    troubles: list[Script] = ["drop", no(500, ""), no(429, "Too Many Requests", retry_after=9)]
    async with telegram(webhook=WEBHOOK, pause=pauses) as (provider, channel):
        provider.script.extend(troubles)
        await channel.setup.run()
    assert provider.paths == ["setWebhook"] * 4
    assert pauses.taken == [1, 2, 9]


async def test_T10_refused_token_ends_the_trying() -> None:
    async with telegram(webhook=WEBHOOK, profiles=PROFILES) as (provider, channel):
        provider.script.append(no(401, "Unauthorized"))
        await channel.setup.run()
    assert provider.paths == ["setWebhook"]


async def test_T16_start_does_not_wait_for_telegram_and_the_end_does_not_either() -> None:
    async with telegram(webhook=WEBHOOK) as (provider, channel):
        provider.usual = lambda _: "hang"
        await channel.open()
        await channel.close()


async def test_log_names_the_cause_and_the_setting(caplog: pytest.LogCaptureFixture) -> None:
    async with telegram() as (provider, channel):
        provider.script.append(no(404, "Not Found"))
        await channel.setup.run()
    assert "the webhook could not be set: 404, check DROM_TELEGRAM_TOKEN" in caplog.text


@pytest.mark.parametrize(
    "given",
    [
        {"language": "sr_Latn"},
        {"language": "rom"},
        {"description": "x" * 513},
        {"short_description": "x" * 121},
        {"commands": (("Menu", "x"),)},
        {"commands": (("menu", ""),)},
        {"commands": (("menu", "x" * 257),)},
    ],
)
def test_T16_texts_over_a_limit_are_refused_before_telegram_would(given: dict[str, Any]) -> None:
    fine: dict[str, Any] = {"language": "sq", "description": "", "short_description": "", "commands": ()}
    with pytest.raises(ValueError, match="Telegram profile"):
        Profile(**(fine | given))
