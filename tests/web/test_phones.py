"""Simulated phones: rows, the person's acts and what Drom's channel makes of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest
from sqlalchemy import Connection

from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP, TELEGRAM_LIMITS, WHATSAPP_LIMITS
from bot.channels.port import Delivery, File, Inbound, Part, Receipt
from bot.languages import country_of_phone
from bot.media.kinds import sniff
from bot.media.refused import MediaRefused
from bot.services.phones import FILE_LIMIT, TEXT_LIMIT, NotOnPhone
from storage import phones
from storage.down import StorageDown
from storage.phones import Bubble
from storage.store import Store, open_store
from tests.databases import postgres_url, sqlite_url
from tests.transcripts.replay import picture, silence
from tests.web.stub import START, YES_NO, Simulator, simulator

OGG = b"OggS\x00" + bytes(60)


async def _bubbles(sim: Simulator, phone_id: int) -> list[Bubble]:
    return await sim.stage.store.read(lambda connection: phones.bubbles(connection, [phone_id]))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Give an open, empty database of each kind."""
    found = open_store(sqlite_url(tmp_path) if request.param == "sqlite" else postgres_url())
    await found.open()
    yield found
    await found.close()


async def _said(store: Store, phone_id: int, kind: str, body: dict[str, str], reference: int | None = None) -> Bubble:
    """Write a message; one with a reference is Drom's."""
    mine = reference is None

    def work(connection: Connection) -> Bubble:
        named = {"phone_id": phone_id, "mine": mine, "kind": kind, "body": body}
        return phones.write(connection, **named, now=START, reference=reference)  # type: ignore[arg-type]

    return await store.run(work)


async def test_messages_are_rows(store: Store) -> None:
    ana = await store.run(lambda c: phones.add(c, channel=SIM_TELEGRAM, name="Ana", now=START, hint="sq"))
    besim = await store.run(lambda c: phones.add(c, channel=SIM_WHATSAPP, name="Besim", now=START, prefix="+355000"))
    said = await _said(store, ana.id, "text", {"text": "hi"})
    heard = await _said(store, ana.id, "part", {"text": "x"}, 7)
    assert await _said(store, ana.id, "part", {"text": "y"}, 7) == heard
    assert await store.read(phones.everyone) == [ana, besim]
    assert await store.read(phones.newest) == heard.id
    assert await store.read(phones.latest) == {ana.id: heard}
    assert await store.read(phones.untaken) == [said]
    assert await store.read(lambda c: phones.news(c, said.id)) == [heard]
    assert await store.read(lambda c: phones.news(c, heard.id, [said.id])) == [said]
    assert await store.read(lambda c: phones.one(c, besim.id, said.id)) is None
    assert await store.read(lambda c: phones.last_mine(c, ana.id)) == START
    assert await store.read(lambda c: phones.last_mine(c, besim.id)) is None
    await store.run(lambda c: phones.take(c, [said.id, heard.id], START))
    assert await store.read(phones.untaken) == []


async def test_a_phone_is_forgotten_whole_and_its_address_never_given_again(store: Store) -> None:
    ana = await store.run(lambda c: phones.add(c, channel=SIM_TELEGRAM, name="Ana", now=START))
    await _said(store, ana.id, "text", {"text": "hi"})
    await _said(store, ana.id, "photo", {"file": "f"})
    assert await store.run(lambda c: phones.forget(c, SIM_TELEGRAM, ana.address)) == ["f"]
    assert await store.run(lambda c: phones.forget(c, SIM_TELEGRAM, ana.address)) == []
    assert await store.read(lambda c: phones.bubbles(c, [ana.id])) == []
    clara = await store.run(lambda c: phones.add(c, channel=SIM_TELEGRAM, name="Clara", now=START))
    assert clara.address != ana.address


def test_the_phones_have_the_limits_of_the_real_messengers() -> None:
    assert LIMITS[SIM_TELEGRAM] is TELEGRAM_LIMITS is LIMITS["telegram"]
    assert LIMITS[SIM_WHATSAPP] is WHATSAPP_LIMITS is LIMITS["whatsapp"]


async def test_a_telegram_phone_tells_its_language_and_who_blocks(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        sim.drom.silent = True
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        await sim.drom.say(SIM_TELEGRAM, ana.address, YES_NO)
        await sim.stage.phones.write(ana.id, "/start town-7")
        await sim.stage.phones.press(ana.id, 1, "hello.ok.no@1")
        for data, text in ((silence(2), ""), (picture(), "My shop"), (b"%PDF-1.7 x", "")):
            await sim.stage.phones.send_file(ana.id, data, text)
        await sim.stage.phones.locate(ana.id, 41.5, -19.25)
        await sim.stage.phones.share_contact(ana.id)
        await sim.stage.phones.block(ana.id, blocked=True)
    got = sim.drom.got
    assert " ".join(each.kind for each in got) == "text tap voice photo document location contact blocked"
    assert {(each.channel, each.address) for each in got} == {(SIM_TELEGRAM, ana.address)}
    assert {each.hint for each in got[:-1]} == {"sq"}
    assert len({each.key for each in got}) == len(got)
    assert [each.order for each in got] == sorted(each.order for each in got)
    assert (got[0].text, got[0].start) == ("/start", "town-7")
    assert (got[1].payload, got[1].text, bool(got[1].callback)) == ("hello.ok.no@1", "", True)
    assert got[2].file == File("voice", ANY, "audio/wav", len(silence(2)), 2)
    assert (got[3].text, got[3].file) == ("My shop", File("photo", ANY, "", len(picture())))
    assert got[4].file == File("document", ANY, "application/octet-stream", 10)
    assert (got[5].location, got[6].text) == ((41.5, -19.25), f"+000{ana.address}")


async def test_a_whatsapp_phone_has_a_number_of_its_country_and_tells_no_language(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        sim.drom.silent = True
        besim = await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+383")
        await sim.stage.phones.write(besim.id, "join town-7")
        await sim.drom.say(SIM_WHATSAPP, besim.address, YES_NO)
        await sim.stage.phones.press(besim.id, 2, "hello.ok.no@1")
        await sim.stage.phones.send_file(besim.id, silence(2), "Listen")
        await sim.stage.phones.send_file(besim.id, picture())
        await sim.stage.phones.locate(besim.id, 41.5, -19.25)
        await sim.stage.phones.share_contact(besim.id)
        got = sim.drom.got
        card = got[5].file
        assert card is not None
        data = await sim.drom.channels[SIM_WHATSAPP].fetch(card, 1000)
    assert country_of_phone(besim.address) == "XK"
    assert [each.kind for each in got] == ["text", "tap", "voice", "photo", "location", "contact"]
    assert {(each.channel, each.address, each.hint) for each in got} == {(SIM_WHATSAPP, besim.address, "")}
    assert len({each.key for each in got}) == len(got)
    assert (got[0].text, got[0].start) == ("join town-7", "town-7")
    assert (got[1].payload, got[1].text) == ("hello.ok.no@1", "👎 No")
    assert (got[2].text, got[2].file and got[2].file.content_type) == ("Listen", "audio/wav")
    assert got[4].location == (41.5, -19.25)
    assert (card.content_type, sniff(data)) == ("text/vcard", "vcard")
    assert besim.address.encode() in data


async def test_whatsapp_takes_nothing_after_24_silent_hours(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        sim.drom.silent = True
        besim = await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+355")
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        assert (await sim.drom.say(SIM_WHATSAPP, besim.address, YES_NO)).result == "window"
        await sim.stage.phones.write(besim.id, "Hello")
        await sim.drom.move(timedelta(hours=24))
        assert (await sim.drom.say(SIM_WHATSAPP, besim.address, YES_NO)).result == "sent"
        await sim.drom.move(timedelta(seconds=1))
        assert (await sim.drom.say(SIM_WHATSAPP, besim.address, YES_NO)).result == "window"
        assert (await sim.drom.say(SIM_TELEGRAM, ana.address, YES_NO)).result == "sent"


async def test_what_was_sent_can_be_fetched_and_nothing_else(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana")
        await sim.stage.phones.send_file(ana.id, OGG)
        file = sim.drom.got[0].file
        assert file is not None
        channel = sim.drom.channels[SIM_TELEGRAM]
        assert await channel.fetch(file, len(OGG)) == OGG
        for reference, limit, reason in (
            (file.reference, len(OGG) - 1, "big"),
            ("0" * 64, 100, "broken"),
            ("../drom.db", 100, "place"),
            (str(tmp_path / "files" / file.reference), 100, "place"),
        ):
            with pytest.raises(MediaRefused) as refused:
                await channel.fetch(File("voice", reference), limit)
            assert refused.value.reason == reason


async def test_a_part_is_shown_once_even_if_it_is_sent_twice(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        besim = await sim.stage.phones.add(SIM_TELEGRAM, "Besim", "sq")
        channel = sim.drom.channels[SIM_TELEGRAM]
        first = await channel.send(Delivery(besim.address, Part("Hello"), 5))
        again = await channel.send(Delivery(besim.address, Part("Hello"), 5, attempt=2))
        other = await channel.send(Delivery(besim.address, Part("Hello"), 6))
        shown = await _bubbles(sim, besim.id)
    assert first == again == Receipt("sent", provider_id=str(shown[0].id))
    assert other.provider_id != first.provider_id
    assert [each.body for each in shown] == [{"text": "Hello"}] * 2


async def test_nobody_there_and_blocked(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        besim = await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+355")
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        assert (await sim.drom.say(SIM_TELEGRAM, besim.address, Part("x"))).result == "gone"
        sim.drom.silent = True
        for each in (besim, ana):
            await sim.stage.phones.block(each.id, blocked=True)
            assert (await sim.drom.say(each.channel, each.address, Part("x"))).result == "gone"
            with pytest.raises(NotOnPhone, match="Unblock"):
                await sim.stage.phones.write(each.id, "hello")
            await sim.stage.phones.block(each.id, blocked=False)
            assert (await sim.drom.say(each.channel, each.address, Part("x"))).result == "sent"
        assert [each.kind for each in sim.drom.got] == ["blocked", "unblocked"]
        assert {each.channel for each in sim.drom.got} == {SIM_TELEGRAM}
        assert await sim.stage.store.read(phones.untaken) == []


async def test_what_drom_could_not_take_goes_first_with_the_next_act_or_start(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana")
        besim = await sim.stage.phones.add(SIM_WHATSAPP, "Besim", "+355")
        sim.drom.down = StorageDown("full", "the disk is full")
        for each, text in ((ana, "one"), (ana, "two"), (besim, "three")):
            with pytest.raises(StorageDown):
                await sim.stage.phones.write(each.id, text)
        assert [each.body["text"] for each in await sim.stage.store.read(phones.untaken)] == ["one", "two", "three"]
        sim.drom.down = None
        await sim.stage.phones.write(ana.id, "four")
        assert _texts(sim.drom.got) == ["one", "two", "four"]
        await sim.stage.phones.open()
        assert _texts(sim.drom.got) == ["one", "two", "four", "three"]
        await sim.stage.phones.open()
        assert len(sim.drom.got) == 4


def _texts(inbounds: list[Inbound]) -> list[str]:
    return [each.text for each in inbounds]


async def test_a_fresh_demo_has_two_phones(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        for _ in range(2):
            await sim.stage.phones.open()
            found = await sim.stage.store.read(phones.everyone)
            assert [(each.channel, each.name) for each in found] == [(SIM_TELEGRAM, "Ana"), (SIM_WHATSAPP, "Besim")]


async def test_what_a_phone_refuses(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana")
        await sim.drom.say(SIM_TELEGRAM, ana.address, YES_NO)
        await sim.drom.say(SIM_TELEGRAM, ana.address, Part("1. Yes"))
        question, text = await _bubbles(sim, ana.id)
        refused = [
            sim.stage.phones.write(ana.id, " \n"),
            sim.stage.phones.write(ana.id, "x" * (TEXT_LIMIT + 1)),
            sim.stage.phones.write(999, "hello"),
            sim.stage.phones.press(ana.id, question.id, "hello.ok.maybe@1"),
            sim.stage.phones.press(ana.id, text.id, "hello.ok.yes@1"),
            sim.stage.phones.press(ana.id + 1, question.id, "hello.ok.yes@1"),
            sim.stage.phones.send_file(ana.id, b""),
            sim.stage.phones.send_file(ana.id, bytes(FILE_LIMIT + 1)),
            sim.stage.phones.locate(ana.id, 91, 0),
            sim.stage.phones.locate(ana.id, float("nan"), 0),
        ]
        for act in refused:
            with pytest.raises(NotOnPhone):
                await act
        assert sim.drom.got == []
        await sim.stage.phones.write(ana.id, "x" * TEXT_LIMIT)
        assert len(sim.drom.got) == 1


async def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with simulator(tmp_path, url) as sim:
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        await sim.client.post(f"/simulator/phones/{ana.id}/text", data={"text": "Hello"})
        before = await _bubbles(sim, ana.id)
    async with simulator(tmp_path, url) as sim:
        assert await _bubbles(sim, ana.id) == before
        page = (await sim.client.get("/simulator")).text
    assert len(before) == 3
    assert all(words in page for words in ("Ana’s phone", "Hello", "What do you want?", "4 ❓ Ask a mentor"))
