"""Before a repeat Drom looks whether the message is out, and after an outage what it missed."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bot.channels.port import Button, Receipt
from bot.channels.whatsapp import Unlisted
from tests.channels.provider import Asked, Provider, Script, Told, told
from tests.channels.whatsapp_channels import (
    ACCOUNT,
    BESIM,
    MESSAGES,
    NOW,
    SENDER,
    SID,
    delivery,
    listed,
    no,
    usual,
    whatsapp,
)
from tests.stand_ins import Memory

SINCE = NOW - timedelta(seconds=40)
TWO = (Button("a.b.yes@1", "👍 Po", 1), Button("a.b.no@1", "👎 Jo", 2))


def _messages(*found: dict[str, Any]) -> Told:
    return told(200, {"messages": list(found), "next_page_uri": None})


async def test_W10_first_attempt_looks_nothing_up() -> None:
    async with whatsapp() as (provider, channel):
        await channel.send(delivery())
    assert [asked.method for asked in provider.asked] == ["POST"]


async def test_W10_message_that_arrived_is_not_sent_again() -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(_messages(listed("Zdravo", ago=39)))
        receipt = await channel.send(delivery(attempt=2, since=SINCE))
    assert receipt == Receipt("sent", provider_id=SID, detail="found: an earlier attempt had arrived")
    assert [asked.method for asked in provider.asked] == ["GET"]
    assert provider.asked[0].query == {"To": f"whatsapp:{BESIM}", "PageSize": "50"}


@pytest.mark.parametrize(
    "other",
    [
        listed("Zdravo", ago=43),
        listed("Something else", ago=5),
        listed("Zdravo", ago=5, direction="inbound"),
        listed("Zdravo", ago=5, num_media="1"),
        listed("", ago=5),
        listed("Zdravo", ago=5, date_created="yesterday"),
    ],
)
async def test_W10_other_messages_are_not_taken_for_it(other: dict[str, Any]) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(_messages(other))
        receipt = await channel.send(delivery(attempt=2, since=SINCE))
    assert (receipt.result, receipt.detail) == ("sent", "")
    assert [asked.method for asked in provider.asked] == ["GET", "POST"]


async def test_W10_a_message_known_to_be_another_is_not_taken_for_it_whatever_it_says() -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(_messages(listed("Zdravo", ago=39)))
        receipt = await channel.send(replace(delivery(attempt=2, since=SINCE), others=frozenset({SID})))
    assert (receipt.result, receipt.detail) == ("sent", "")
    assert [asked.method for asked in provider.asked] == ["GET", "POST"]


@pytest.mark.parametrize("body", ["", "Okay?", "Okay?\n\n1. 👍 Po\n2. 👎 Jo"])
async def test_W10_choices_are_found_by_their_words_in_any_form_or_by_none(body: str) -> None:
    async with whatsapp(content_ids=Memory()) as (provider, channel):
        provider.script.append(_messages(listed(body, ago=5)))
        receipt = await channel.send(delivery("Okay?", attempt=2, since=SINCE, style="buttons", buttons=TWO))
    assert receipt.provider_id == SID
    assert len(provider.asked) == 1


async def test_W10_of_a_voice_and_its_words_only_the_missing_one_goes() -> None:
    async with whatsapp(media_url=lambda name, _: f"https://drom.example.test/media/{name}") as (provider, channel):
        provider.script.append(_messages(listed("", ago=5, num_media="1", sid="MM" + "c" * 32)))
        receipt = await channel.send(delivery("Hear it", voice="7", attempt=2, since=SINCE))
    posted = [asked.form for asked in provider.asked if asked.method == "POST"]
    assert receipt == Receipt("sent", provider_id=SID)
    assert [form.get("Body") for form in posted] == ["Hear it"]


async def test_W10_without_a_beginning_only_the_last_minutes_count() -> None:
    for ago, method in ((100, "GET"), (200, "POST")):
        async with whatsapp() as (provider, channel):
            provider.script.append(_messages(listed("Zdravo", ago=ago)))
            await channel.send(delivery(attempt=2))
        assert provider.asked[-1].method == method


@pytest.mark.parametrize(
    ("trouble", "result"),
    [
        (no(429, 20429, Retry_After="4"), "slow"),
        (no(401, 20003), "alarm"),
        (no(500, 20500), "safe"),
        (Told(200, b"<html>"), "safe"),
        (no(404, 20404), "alarm"),
    ],
)
async def test_W10_where_nothing_can_be_looked_up_nothing_is_sent(trouble: Script, result: str) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(trouble)
        receipt = await channel.send(delivery(attempt=2, since=SINCE))
    assert receipt.result == result
    assert receipt.detail.startswith("not looked up: ")
    assert [asked.method for asked in provider.asked] == ["GET"]


def _written(number: int, ago: int, **fields: Any) -> dict[str, Any]:
    at = format_datetime(NOW - timedelta(seconds=ago))
    sid = f"SM{number:032x}"
    found = {"sid": sid, "body": f"m{number}", "num_media": "0", "direction": "inbound", "date_sent": at}
    return found | {"date_created": at, "from": f"whatsapp:{BESIM}", "to": SENDER} | fields


def _sid(number: int) -> str:
    return f"SM{number:032x}"


def _outage(asked: Asked) -> Script:
    """List two pages, the newest first, and the files of one message."""
    if asked.path.endswith("/Media.json"):
        return told(200, {"media_list": [{"sid": "ME" + "7" * 32, "content_type": "audio/ogg"}], "next_page_uri": None})
    if asked.query.get("Page") == "1":
        return told(200, {"messages": [_written(2, 60), _written(1, 90)], "next_page_uri": None})
    first = [
        _written(7, 5, to="whatsapp:+15550002222"),
        _written(6, 6, **{"from": "+38344000009"}),
        _written(5, 7, direction="outbound-api", to=f"whatsapp:{BESIM}", **{"from": SENDER}),
        _written(4, 10, body="", num_media="1"),
        _written(3, 60),
    ]
    return told(200, {"messages": first, "next_page_uri": f"{MESSAGES}?PageSize=200&Page=1"})


async def test_W3_after_an_outage_every_message_to_us_is_listed_oldest_first() -> None:
    async with whatsapp() as (provider, channel):
        provider.usual = _outage
        found = await channel.missed(NOW - timedelta(hours=1))
    assert [inbound.key for inbound in found] == [_sid(1), _sid(2), _sid(3), _sid(4)]
    assert [inbound.kind for inbound in found] == ["text", "text", "text", "voice"]
    assert found[-1].file is not None
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{_sid(4)}/Media/ME{'7' * 32}"
    assert found[-1].file.reference == provider.url + path
    assert "2026-11-21T11:00:00Z" in provider.asked[0].query.values()


async def test_W3_messages_to_a_service_are_ours_whichever_number_they_came_to() -> None:
    async with whatsapp(given={"sender": "", "service": "MG1"}) as (provider, channel):
        provider.usual = _outage
        found = await channel.missed(NOW - timedelta(hours=1))
    assert [inbound.key for inbound in found][-1] == _sid(7)


@pytest.mark.parametrize("trouble", [no(500, 20500), no(401, 20003), Told(200, b"[]"), told(200, {"a": 1, "b": 2})])
async def test_W3_list_that_cannot_be_had_is_told(trouble: Script) -> None:
    async with whatsapp() as (provider, channel):
        provider.script.append(trouble)
        with pytest.raises(Unlisted):
            await channel.missed(NOW)


async def test_W3_second_page_that_fails_is_told_too() -> None:
    async with whatsapp() as (provider, channel):
        provider.usual = lambda asked: no(500, 20500) if asked.query.get("Page") == "1" else _outage(asked)
        with pytest.raises(Unlisted):
            await channel.missed(NOW)


async def test_no_provider_no_list() -> None:
    async with Provider(usual) as provider:
        url = provider.url
    async with whatsapp(given={"api_url": url}) as (_, channel):
        with pytest.raises(Unlisted):
            await channel.missed(NOW)
