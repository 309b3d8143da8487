"""A part to WhatsApp: what is asked, and what each ending means."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from typing import Any

import pytest

from bot.channels.limits import TELEGRAM_LIMITS, WHATSAPP_GAP, WHATSAPP_LIMITS
from bot.channels.port import Limits, Part, Receipt
from bot.channels.whatsapp_pieces import pieces_of
from bot.channels.wire import basic
from bot.clock import SetClock
from tests.channels.provider import Provider, Script, Told, told
from tests.channels.whatsapp_channels import (
    BESIM,
    MESSAGES,
    NOW,
    SENDER,
    SID,
    account,
    delivery,
    no,
    whatsapp,
)
from tests.stand_ins import Memory


async def test_W11_text_goes_with_its_status_address() -> None:
    async with whatsapp() as (provider, channel):
        receipt = await channel.send(delivery("Përshëndetje 🙂\nÇfarë ka?"))
    asked = provider.asked[0]
    assert receipt == Receipt("sent", provider_id=SID)
    assert (asked.method, asked.target) == ("POST", MESSAGES)
    assert asked.form == {
        "To": f"whatsapp:{BESIM}",
        "From": SENDER,
        "Body": "Përshëndetje 🙂\nÇfarë ka?",
        "StatusCallback": "https://drom.example.test/whatsapp/status?ref=42",
    }


async def test_messaging_service_stands_in_for_the_sender() -> None:
    async with whatsapp(given={"sender": "", "service": "MG1"}) as (provider, channel):
        await channel.send(delivery())
    assert provider.asked[0].form["MessagingServiceSid"] == "MG1"
    assert "From" not in provider.asked[0].form


async def test_W16_secrets_are_in_a_header_only() -> None:
    async with whatsapp() as (provider, channel):
        await channel.send(delivery())
    asked = provider.asked[0]
    assert asked.headers["authorization"] == basic("SK" + "0" * 32, "emulated-secret")
    assert "emulated-secret" not in asked.target
    assert b"emulated-secret" not in asked.body
    assert "emulated-secret" not in repr(account("http://127.0.0.1:9"))


async def test_W17_every_call_goes_to_the_configured_address() -> None:
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        await channel.send(delivery())
        await channel.missed(NOW)
    assert {asked.headers["host"] for asked in provider.asked} == {f"127.0.0.1:{provider.port}"}


ENDINGS: list[tuple[Script, Receipt]] = [
    (no(429, 20429), Receipt("slow", retry_after=1)),
    (no(429, 20429, Retry_After="9"), Receipt("slow", retry_after=9)),
    (Told(429, b"<html>"), Receipt("slow", retry_after=1)),
    (no(400, 63018), Receipt("slow", retry_after=30)),
    (no(400, 63017), Receipt("slow", retry_after=60)),
    (no(400, 21611), Receipt("slow", retry_after=60)),
    (no(401, 20003), Receipt("alarm")),
    (no(403, 20403), Receipt("alarm")),
    (no(404, 20404), Receipt("alarm")),
    (no(400, 63007), Receipt("alarm")),
    (no(400, 63051), Receipt("alarm")),
    (no(400, 63038), Receipt("alarm")),
    (no(400, 21211), Receipt("gone")),
    (no(400, 63003), Receipt("gone")),
    (no(400, 63024), Receipt("gone")),
    (no(400, 63014), Receipt("gone")),
    (no(400, 21610), Receipt("stopped")),
    (no(400, 63016), Receipt("window")),
    (no(400, 21617), Receipt("refused")),
    (no(400, 63049), Receipt("refused")),
    (no(400, 63032), Receipt("refused")),
    (no(400, 99999), Receipt("refused")),
    (Told(400, b"<html>"), Receipt("refused")),
    (Told(408, b"<html>"), Receipt("doubt")),
    (no(400, 63010), Receipt("safe")),
    (no(400, 30008), Receipt("safe")),
    (no(500, 20500), Receipt("doubt")),
    (no(503, 63018), Receipt("doubt")),
    (Told(502, b"<html>"), Receipt("doubt")),
    (told(400, {"type": "u", "title": "t", "status": 400, "code": 63016}), Receipt("window")),
    (Told(201, b"<html>"), Receipt("doubt")),
    (Told(201, b"[]"), Receipt("doubt")),
    (Told(201, b'{"sid":', cut=True), Receipt("doubt")),
    ("drop", Receipt("doubt")),
]


@pytest.mark.parametrize(("ending", "expected"), ENDINGS)
async def test_W10_each_ending_has_its_cause_and_one_request(ending: Script, expected: Receipt) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(ending)
        receipt = await channel.send(delivery())
    assert (receipt.result, receipt.retry_after) == (expected.result, expected.retry_after)
    assert BESIM not in receipt.detail
    assert len(provider.asked) == 1


async def test_W10_silence_is_a_doubt() -> None:
    async with whatsapp(seconds=0.1) as (provider, channel):
        provider.script.append("hang")
        receipt = await channel.send(delivery())
    assert receipt.result == "doubt"
    assert len(provider.asked) == 1


async def test_W10_no_connection_is_safe() -> None:
    async with Provider() as provider:
        url = provider.url
    async with whatsapp(given={"api_url": url}) as (_, channel):
        receipt = await channel.send(delivery())
    assert receipt.result == "safe"
    assert BESIM not in receipt.detail


@pytest.mark.parametrize(
    ("part", "bodies"),
    [
        ({"text": "Hear it", "voice": "7"}, ["", "Hear it"]),
        ({"text": "", "voice": "7"}, [""]),
        ({"text": "Hear it", "voice": "7", "spoken": True}, ["", "Hear it"]),
        ({"text": "Look", "picture": "7"}, ["Look"]),
        ({"text": "Read", "document": "7"}, ["", "Read"]),
    ],
)
async def test_W9_voice_and_document_go_before_their_words_picture_with_them(
    part: dict[str, Any], bodies: list[str]
) -> None:
    async with whatsapp(media_url=lambda name, _: f"https://drom.example.test/media/{name}") as (provider, channel):
        receipt = await channel.send(delivery(**part))
    forms = [asked.form for asked in provider.asked]
    assert receipt.result == "sent"
    assert [form.get("Body", "") for form in forms] == bodies
    assert [form.get("MediaUrl", "") for form in forms] == ["https://drom.example.test/media/7", ""][: len(bodies)]
    assert [form["StatusCallback"].rpartition("/")[2] for form in forms] == ["status", "status?ref=42"][-len(bodies) :]


@pytest.mark.parametrize(("limits", "under"), [(TELEGRAM_LIMITS, (1024, 1024, 1024)), (WHATSAPP_LIMITS, (1024, 0, 0))])
def test_W9_data_say_what_may_stand_under_which_file(limits: Limits, under: tuple[int, int, int]) -> None:
    parts = Part("", picture="7"), Part("", voice="7"), Part("", document="7")
    assert tuple(map(limits.under, parts)) == under
    assert limits.under(Part("", voice="7", picture="8")) == under[1]


@pytest.mark.parametrize("length", [1, 1024, 1025, 1600])
@pytest.mark.parametrize("file", ["voice", "picture", "document"])
def test_W9_text_stands_under_a_file_up_to_what_the_data_say(file: str, length: int) -> None:
    part = Part("x" * length, **{file: "7"})  # type: ignore[arg-type]
    found = pieces_of(part, lambda name: f"https://drom.example.test/media/{name}")
    together = length <= WHATSAPP_LIMITS.under(part)
    assert [len(piece.body) for piece in found] == ([length] if together else [0, length])


async def test_W14_words_follow_their_file_after_a_gap() -> None:
    waited: list[tuple[float, int]] = []

    async def pause(seconds: float) -> None:
        waited.append((seconds, len(provider.asked)))

    async with whatsapp(media_url=lambda name, _: f"https://x.test/{name}", pause=pause) as (provider, channel):
        await channel.send(delivery("Hear it", voice="7"))
        assert waited == [(WHATSAPP_GAP, 1)]
        await channel.send(delivery("Look", picture="7"))
        await channel.send(delivery("Hello"))
    assert len(waited) == 1


async def test_W9_words_do_not_follow_a_file_that_did_not_go() -> None:
    async with whatsapp(media_url=lambda name, _: f"https://drom.example.test/media/{name}") as (provider, channel):
        provider.script.append(no(429, 20429))
        receipt = await channel.send(delivery("Hear it", voice="7"))
    assert receipt.result == "slow"
    assert len(provider.asked) == 1


async def test_W9_words_that_did_not_follow_are_tried_alone() -> None:
    async with whatsapp(media_url=lambda name, _: f"https://drom.example.test/media/{name}") as (provider, channel):
        provider.script.extend([told(201, {"sid": "MM1"}), no(429, 20429), no(429, 20429)])
        receipts = [await channel.send(delivery("Hear it", voice="7")) for _ in range(4)]
    assert [receipt.result for receipt in receipts] == ["slow", "slow", "sent", "sent"]
    assert ["MediaUrl" in asked.form for asked in provider.asked] == [True, False, False, False, True, False]


async def test_without_an_address_for_files_the_words_go_and_a_file_alone_is_refused() -> None:
    async with whatsapp() as (provider, channel):
        receipts = [await channel.send(delivery(text, voice="7")) for text in ("Hear it", "")]
    assert [receipt.result for receipt in receipts] == ["sent", "refused"]
    assert len(provider.asked) == 1


async def test_acknowledging_asks_nothing() -> None:
    async with whatsapp(SetClock(NOW)) as (provider, channel):
        await channel.open()
    assert provider.asked == []
