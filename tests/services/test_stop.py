"""Stop works at once by its word in every language; what follows from it, and what does not."""

from datetime import timedelta

import pytest

from bot.channels.port import STARTED, STOPPED
from bot.languages import LANGUAGES
from bot.vocabulary_words import alternatives
from storage import outbox, tables
from tests.house import Guest, House
from tests.services.later import goes_later
from tests.services.sample import words

STOPS = [(language, word) for language in LANGUAGES for word in alternatives(words().text("word.stop", "", language))]


@pytest.mark.parametrize(("language", "word"), STOPS)
async def test_the_exact_word_stops_at_once(house: House, language: str, word: str) -> None:
    guest = Guest(house)
    await guest.join(language if not language.startswith("sr") else "mk")
    said = await guest.write(word.upper())
    assert (await guest.contact()).stopped_at == house.clock.now(), said
    assert await guest.at() == "stop.stopped"


async def test_a_near_match_asks_first(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    assert await guest.write("stopp") == ["Stop all messages? You can come back anytime."]
    assert (await guest.contact()).stopped_at is None
    await guest.tap("keep")
    assert (await guest.contact()).stopped_at is None
    await guest.write("stopp")
    await guest.tap("stop")
    assert (await guest.contact()).stopped_at is not None


async def test_from_the_settings_it_asks_first(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.tap("settings")
    assert await guest.tap("stop") == ["Stop all messages? You can come back anytime."]
    assert (await guest.contact()).stopped_at is None


async def test_what_waits_is_cancelled_and_replies_still_go(house: House) -> None:
    guest, other = Guest(house), Guest(house, "2")
    await guest.register()
    await other.register()
    for lane, text in ((outbox.NOTICE, "notice"), (outbox.ANNOUNCEMENT, "announcement")):
        for one in (guest, other):
            await goes_later(house, await one.contact(), lane, text, timedelta(hours=1))
    assert await guest.write("stop") == ["Stopped. I send nothing now."]
    await house.move(timedelta(hours=2))
    assert house.heard(guest.box, guest.address) == []
    assert {part.text for part in house.heard(other.box, other.address)} == {"notice", "announcement"}
    states = {(row["kind"], row["state"]) for row in await house.rows(tables.outbox) if row["contact_id"] == 1}
    assert states == {("reply", "sent"), ("test", "cancelled")}
    await guest.write("menu")
    assert await guest.tap("settings") == ["What to change?"]
    assert (await guest.contact()).stopped_at is not None, "only an explicit yes ends a stop"


async def test_what_is_put_for_somebody_who_stopped_never_goes(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("stop")
    await goes_later(house, await guest.contact(), outbox.NOTICE, "too late", timedelta())
    assert house.heard(guest.box, guest.address) == []
    assert [row["reason"] for row in await house.rows(tables.outbox) if row["kind"] == "test"] == ["stopped"]


async def test_start_again_is_an_explicit_yes_and_the_conversation_goes_on(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("stop")
    said = await guest.tap("start")
    assert said[0] == "Good. I talk to you again."
    assert await guest.at() == "registration.name"
    assert (await guest.contact()).stopped_at is None
    given = [(row["kind"], row["given"]) for row in await house.rows(tables.consent)]
    assert given == [("keep", True), ("message", True), ("message", False), ("message", True)]


async def test_what_was_wished_of_the_provider_is_done_at_once_and_the_conversation_goes_on(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    assert await guest.send("text", text="STOP", payload=STOPPED) == ["Stopped. I send nothing now."]
    assert (await guest.contact()).stopped_at == house.clock.now()
    said = await guest.send("text", text="START", payload=STARTED)
    assert said[0] == "Good. I talk to you again."
    assert await guest.at() == "registration.name"
    assert (await guest.contact()).stopped_at is None
    given = [(row["kind"], row["given"]) for row in await house.rows(tables.consent)]
    assert given == [("keep", True), ("message", True), ("message", False), ("message", True)]


async def test_a_start_at_the_provider_ends_a_stop_on_any_screen(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("stop")
    await guest.write("menu")
    assert (await guest.contact()).stopped_at is not None
    said = await guest.send("text", text="START", payload=STARTED)
    assert said[0] == "Good. I talk to you again."
    assert await guest.at() == "menu.member"
    assert (await guest.contact()).stopped_at is None


async def test_whoever_left_comes_back_by_a_start_and_not_by_a_stop(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    for value in ("settings", "delete", "delete", "bin"):
        await guest.tap(value)
    assert await guest.send("text", text="STOP", payload=STOPPED) == []
    assert await guest.at() == ""
    await guest.send("text", text="START", payload=STARTED)
    assert await guest.at() == "language.which"
