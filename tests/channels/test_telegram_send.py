"""A part to Telegram: what is asked, and what each ending means."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import asyncio
import json
from typing import Any

import pytest

from bot.channels.port import Button, Inbound, Receipt
from bot.channels.telegram import TelegramAccount, TelegramChannel, keyboard
from tests.channels.provider import Provider, Script, Told, told
from tests.channels.telegram_channels import CHAT, TOKEN, delivery, no, ok, telegram

BUTTONS = (Button("registration.keep.yes@1", "👍 Da"), Button("registration.keep.no@1", "👎 Ne"))


async def test_T8_text_goes_plain_and_unchanged() -> None:
    text = "{0.__class__} <b>*_`[x](tg://user?id=1)%s ${x} {{7*7}}\n😀 Здраво"
    async with telegram() as (provider, channel):
        receipt = await channel.send(delivery(text))
    assert receipt == Receipt("sent", provider_id="12")
    assert [asked.target for asked in provider.asked] == [f"/bot{TOKEN}/sendMessage"]
    assert provider.asked[0].json == {"chat_id": CHAT, "text": text}


async def test_T7_buttons_bear_their_payloads() -> None:
    async with telegram() as (provider, channel):
        await channel.send(delivery(style="buttons", buttons=BUTTONS))
    assert provider.asked[0].json["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "👍 Da", "callback_data": "registration.keep.yes@1"},
                {"text": "👎 Ne", "callback_data": "registration.keep.no@1"},
            ]
        ]
    }


@pytest.mark.parametrize(
    ("labels", "rows"),
    [(["1", "2", "3"], 1), (["1", "2", "3", "4"], 4), (["a" * 12, "b" * 12], 1), (["a" * 12, "b" * 13], 2)],
)
def test_many_or_long_buttons_stand_one_a_row(labels: list[str], rows: int) -> None:
    assert len(keyboard([Button("p", label) for label in labels])["inline_keyboard"]) == rows


ENDINGS: list[tuple[Script, Receipt]] = [
    (no(429, "Too Many Requests: retry after 7", retry_after=7), Receipt("slow", retry_after=7, detail="")),
    (told(429, {"ok": False}, Retry_After="11"), Receipt("slow", retry_after=11)),
    (told(429, []), Receipt("slow", retry_after=1)),
    (no(403, "Forbidden: bot was blocked by the user"), Receipt("gone")),
    (no(403, "Forbidden: user is deactivated"), Receipt("gone")),
    (no(403, "Forbidden: bot was kicked from the group chat"), Receipt("gone")),
    (no(403, "Forbidden: the group chat was deleted"), Receipt("gone")),
    (no(403, "Forbidden: bot can't send messages to the user"), Receipt("safe")),
    (no(403, "Forbidden: bot can't initiate conversation with a user"), Receipt("safe")),
    (no(403, "Forbidden: bot was blocked by the user or so"), Receipt("safe")),
    (no(400, "Bad Request: chat not found"), Receipt("gone")),
    (no(400, "Bad Request: message is too long"), Receipt("refused")),
    (no(400, "Bad Request: BUTTON_DATA_INVALID"), Receipt("refused")),
    (no(400, "Bad Request: can't parse entities: x"), Receipt("refused")),
    (no(408, "Request Timeout"), Receipt("doubt")),
    (no(413, "Request Entity Too Large"), Receipt("refused")),
    (no(401, "Unauthorized"), Receipt("alarm")),
    (no(404, "Not Found"), Receipt("alarm")),
    (no(409, "Conflict: terminated by other getUpdates request"), Receipt("safe")),
    (no(500, "Internal Server Error"), Receipt("doubt")),
    (Told(502, b"<html>Bad Gateway</html>"), Receipt("doubt")),
    (no(503, "Service Unavailable"), Receipt("doubt")),
    (Told(200, b"<html>"), Receipt("doubt")),
    (told(200, {"ok": False}), Receipt("doubt")),
    (Told(200, b"[" * 100_000), Receipt("doubt")),
    (Told(200, b'{"ok":true,"result":{"message', cut=True), Receipt("doubt")),
    ("drop", Receipt("doubt")),
    (told(302, {}, Location="http://127.0.0.1:9/"), Receipt("refused")),
]


@pytest.mark.parametrize(("ending", "expected"), ENDINGS)
async def test_T10_each_ending_has_its_cause_and_one_request(ending: Script, expected: Receipt) -> None:
    async with telegram() as (provider, channel):
        provider.script.append(ending)
        receipt = await channel.send(delivery())
    assert (receipt.result, receipt.retry_after) == (expected.result, expected.retry_after)
    assert TOKEN not in receipt.detail
    assert str(CHAT) not in receipt.detail
    assert len(provider.asked) == 1


async def test_T10_silence_is_a_doubt() -> None:
    async with telegram(seconds=0.1) as (provider, channel):
        provider.script.append("hang")
        receipt = await channel.send(delivery())
    assert receipt.result == "doubt"
    assert len(provider.asked) == 1


async def test_T10_no_connection_is_safe() -> None:
    async with Provider() as provider:
        port = provider.port
    channel = TelegramChannel(TelegramAccount(TOKEN, f"http://127.0.0.1:{port}"))
    receipt = await channel.send(delivery())
    await channel.close()
    assert receipt.result == "safe"
    assert TOKEN not in receipt.detail


async def test_T10_unknown_host_is_safe() -> None:
    channel = TelegramChannel(TelegramAccount(TOKEN, "http://nowhere.invalid"))
    receipt = await channel.send(delivery())
    await channel.close()
    assert receipt.result == "safe"


async def test_T10_dropped_kept_connection_is_a_doubt_and_the_next_send_passes() -> None:
    async with telegram() as (provider, channel):
        provider.script.extend([ok({"message_id": 1}), "drop", ok({"message_id": 3})])
        receipts = [await channel.send(delivery()) for _ in range(3)]
    assert [receipt.result for receipt in receipts] == ["sent", "doubt", "sent"]
    assert len(provider.asked) == 3


async def test_T12_moved_chat_names_its_new_id() -> None:
    async with telegram() as (provider, channel):
        provider.script.append(no(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234567890))
        receipt = await channel.send(delivery())
    assert (receipt.result, receipt.moved_to) == ("safe", "-1001234567890")


async def test_connections_are_kept_and_shared() -> None:
    async with telegram() as (provider, channel):
        for _ in range(5):
            await channel.send(delivery())
        receipts = await asyncio.gather(*(channel.send(delivery()) for _ in range(24)))
    assert {receipt.result for receipt in receipts} == {"sent"}
    assert len({asked.headers["host"] for asked in provider.asked}) == 1


def _press(callback: str) -> Inbound:
    return Inbound("telegram", "u:1", 1, str(CHAT), "tap", payload="a.b.c@1", callback=callback)


async def test_T6_press_is_acknowledged() -> None:
    async with telegram() as (provider, channel):
        await channel.acknowledge(_press("300688"))
    assert provider.paths == ["answerCallbackQuery"]
    assert provider.asked[0].json == {"callback_query_id": "300688"}


@pytest.mark.parametrize(
    "ending",
    [no(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"), "drop", no(500, "")],
)
async def test_T6_press_too_old_or_unheard_is_no_harm(ending: Script) -> None:
    async with telegram() as (provider, channel):
        provider.script.append(ending)
        await channel.acknowledge(_press("300688"))
    assert len(provider.asked) == 1


async def test_T6_without_a_press_nothing_is_asked() -> None:
    async with telegram() as (provider, channel):
        await channel.acknowledge(_press(""))
    assert provider.asked == []


async def test_T1_token_is_in_no_repr() -> None:
    account = TelegramAccount(TOKEN, "http://127.0.0.1:9")
    assert TOKEN not in repr(account)


async def test_T20_every_call_goes_to_the_configured_address() -> None:
    async with telegram() as (provider, channel):
        await channel.send(delivery())
        await channel.acknowledge(_press("1"))
        provider.script.append(ok([]))
        await channel.updates(0, 0)
    assert all(asked.headers["host"] == f"127.0.0.1:{provider.port}" for asked in provider.asked)


async def test_updates_are_asked_for_by_kind() -> None:
    updates: list[dict[str, Any]] = [{"update_id": 7}, {"update_id": 8}]
    async with telegram() as (provider, channel):
        provider.script.append(ok(updates))
        found = await channel.updates(7, 25)
    assert found == updates
    assert json.loads(provider.asked[0].body) == {
        "offset": 7,
        "limit": 100,
        "timeout": 25,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
    }
