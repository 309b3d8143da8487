"""Files to Telegram: uploaded once, with their words."""
# ruff: noqa: N802 - the names bear the numbers of the channel rules

import email
from dataclasses import replace
from email import policy
from typing import Any

import pytest

from bot.channels.port import Button
from bot.channels.telegram_bot import multipart
from bot.channels.telegram_media import MediaFile
from tests.channels.provider import Asked, Script
from tests.channels.telegram_channels import Shelf, delivery, no, telegram, usual

VOICE = MediaFile(b"OggS-voice", "voice.ogg", "audio/ogg", seconds=3)
PHOTO = MediaFile(b"\xff\xd8photo", "card.jpg", "image/jpeg")
PAPER = MediaFile(b"%PDF-1.7", "form.pdf", "application/pdf")
FILES = {"v1": VOICE, "p1": PHOTO, "d1": PAPER}
STALE = (
    "wrong file identifier/HTTP URL specified",
    "wrong remote file identifier specified: can't unserialize it",
    "wrong file_id or the file is temporarily unavailable",
    "FILE_REFERENCE_EXPIRED",
    "FILE_REFERENCE_0_EXPIRED",
    "FILE_REFERENCE_INVALID",
    "MEDIA_EMPTY",
)
"""What Telegram says of a file id that it has forgotten."""


@pytest.mark.parametrize(
    ("part", "method", "name", "file"),
    [
        ({"voice": "v1"}, "sendVoice", "voice:v1", VOICE),
        ({"picture": "p1"}, "sendPhoto", "photo:p1", PHOTO),
        ({"document": "d1"}, "sendDocument", "document:d1", PAPER),
    ],
)
async def test_T13_file_is_uploaded_once_and_then_named(
    part: dict[str, Any], method: str, name: str, file: MediaFile
) -> None:
    shelf = Shelf(FILES)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        receipts = [await channel.send(delivery("Hear it", **part)) for _ in range(2)]
    first, second = provider.asked
    kind = name.partition(":")[0]
    assert [receipt.result for receipt in receipts] == ["sent", "sent"]
    assert provider.paths == [method, method]
    assert first.headers["content-type"].startswith("multipart/form-data")
    assert file.data in first.body
    assert file.name.encode() in first.body
    assert b"Hear it" in first.body
    assert second.json[kind] == f"{kind}-1"
    assert second.json["caption"] == "Hear it"
    assert shelf.opened == [name.partition(":")[2]]
    assert shelf.kept == {f"700100999:{name}": f"{kind}-1"}


@pytest.mark.parametrize("told", STALE)
async def test_T13_refused_file_id_is_uploaded_anew_and_replaced(told: str) -> None:
    shelf = Shelf(FILES)
    shelf.kept["700100999:voice:v1"] = "voice-old"
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        provider.script.append(no(400, f"Bad Request: {told}"))
        receipt = await channel.send(delivery("Hear it", voice="v1"))
    assert receipt.result == "sent"
    assert provider.asked[0].json["voice"] == "voice-old"
    assert VOICE.data in provider.asked[1].body
    assert shelf.kept == {"700100999:voice:v1": "voice-1"}


async def test_T13_paper_that_is_made_anew_is_uploaded_anew() -> None:
    files = {"export:1": replace(PAPER, data=b"%PDF-1.7 old", lasting=False)}
    shelf = Shelf(files)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        await channel.send(delivery("", document="export:1"))
        files["export:1"] = replace(PAPER, data=b"%PDF-1.7 new", lasting=False)
        receipt = await channel.send(delivery("", document="export:1"))
    assert receipt.result == "sent"
    assert b"%PDF-1.7 new" in provider.asked[1].body
    assert shelf.kept == {}


async def test_T14_voice_goes_with_its_words_its_length_and_its_buttons() -> None:
    shelf = Shelf(FILES)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        await channel.send(delivery("Okay?", voice="v1", style="buttons", buttons=(Button("a.b.yes@1", "👍 Da"),)))
    body = provider.asked[0].body.decode("utf-8", "replace")
    assert 'name="caption"\r\n\r\nOkay?' in body
    assert 'name="duration"\r\n\r\n3' in body
    assert '"callback_data": "a.b.yes@1"' in body


async def test_T14_words_that_the_voice_says_are_seen_only_where_it_cannot_go() -> None:
    shelf = Shelf(FILES)
    button = {"style": "buttons", "buttons": (Button("a.b.yes@1", "👍 Da"),), "spoken": True}
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        await channel.send(delivery("Okay? " * 300, voice="v1", **button))
        missing = await channel.send(delivery("Okay?", voice="v9", **button))
    heard, seen = provider.asked
    assert provider.paths == ["sendVoice", "sendMessage"]
    assert b"Okay?" not in heard.body
    assert b'"callback_data": "a.b.yes@1"' in heard.body
    assert (seen.json["text"], missing.result) == ("Okay?", "sent")


async def test_T8_words_too_long_for_a_caption_follow_whole() -> None:
    shelf = Shelf(FILES)
    text = "a" * 1025
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        receipt = await channel.send(delivery(text, voice="v1", buttons=(Button("a.b.yes@1", "👍 Da"),)))
    assert receipt.result == "sent"
    assert provider.paths == ["sendVoice", "sendMessage"]
    assert b"reply_markup" not in provider.asked[0].body
    assert provider.asked[1].json["text"] == text
    assert "reply_markup" in provider.asked[1].json


async def test_T10_words_that_did_not_follow_are_tried_alone() -> None:
    shelf = Shelf(FILES)
    long = delivery("a" * 1025, voice="v1")
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        provider.script.extend([usual(Asked("POST", "/sendVoice", {}, b"")), no(429, "Too Many Requests"), "drop"])
        receipts = [await channel.send(long) for _ in range(4)]
    assert [receipt.result for receipt in receipts] == ["slow", "doubt", "sent", "sent"]
    assert provider.paths == ["sendVoice", *["sendMessage"] * 3, "sendVoice", "sendMessage"]


@pytest.mark.parametrize(
    "refusal", [no(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"), no(400, "Bad Request: file must be non-empty")]
)
async def test_T14_words_go_where_the_voice_may_not(refusal: Script) -> None:
    shelf = Shelf(FILES)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        provider.script.append(refusal)
        receipt = await channel.send(delivery("Hear it", voice="v1"))
    assert provider.paths == ["sendVoice", "sendMessage"]
    assert receipt.result == "sent"
    assert receipt.detail.startswith("no voice: ")


async def test_T14_missing_file_leaves_its_words_and_says_so() -> None:
    shelf = Shelf({})
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        with_words = await channel.send(delivery("Hear it", voice="v9"))
        alone = await channel.send(delivery("", voice="v9"))
    assert (with_words.result, with_words.detail) == ("sent", "no voice: the file is missing")
    assert alone.result == "refused"
    assert provider.paths == ["sendMessage"]


async def test_without_media_the_words_go() -> None:
    async with telegram() as (provider, channel):
        receipt = await channel.send(delivery("Look", picture="p1"))
    assert (receipt.result, receipt.detail) == ("sent", "no photo: this channel has no media")
    assert provider.paths == ["sendMessage"]


@pytest.mark.parametrize(
    ("ending", "result"),
    [
        (no(403, "Forbidden: bot was blocked by the user"), "gone"),
        (no(400, "Bad Request: chat not found"), "gone"),
        (no(429, "Too Many Requests", retry_after=3), "slow"),
        (no(500, ""), "doubt"),
        ("drop", "doubt"),
    ],
)
async def test_T10_endings_of_a_file_are_those_of_a_text(ending: Script, result: str) -> None:
    shelf = Shelf(FILES)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        provider.script.append(ending)
        receipt = await channel.send(delivery("Hear it", voice="v1"))
    assert receipt.result == result
    assert len(provider.asked) == 1


class Broken(Shelf):
    """A memory that cannot be used."""

    async def get(self, name: str) -> str:
        raise OSError("Zdravo")

    async def put(self, name: str, provider_id: str) -> None:
        raise OSError("Zdravo")


async def test_T13_memory_that_fails_costs_an_upload_not_the_message() -> None:
    shelf = Broken(FILES)
    async with telegram(media=shelf.open, file_ids=shelf) as (provider, channel):
        receipt = await channel.send(delivery("Hear it", voice="v1"))
    assert receipt.result == "sent"
    assert VOICE.data in provider.asked[0].body


def test_a_form_is_read_by_others_as_it_was_meant() -> None:
    given = {"voice": ('a"\r\nb.ogg', bytes(range(256)), "audio/ogg")}
    body, kind = multipart({"caption": "Zdravo, čaje", "chat_id": "7"}, given)
    read = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    parts = {part.get_param("name", header="content-disposition"): part for part in read.iter_parts()}
    assert parts["caption"].get_payload(decode=True) == "Zdravo, čaje".encode()
    assert parts["chat_id"].get_payload(decode=True) == b"7"
    assert parts["voice"].get_filename() == "a%22%0D%0Ab.ogg"
    assert parts["voice"].get_content_type() == "audio/ogg"
    assert len(parts) == 3
    assert body.count(bytes(range(256))) == 1
