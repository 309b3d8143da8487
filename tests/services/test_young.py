"""Drom is for adults: who says that they are not gets a person, keeps the answers and leaves no profile."""

from datetime import timedelta

from storage import tables
from tests.house import Guest, House


async def _asked(house: House) -> Guest:
    guest = Guest(house)
    await guest.register()
    await guest.say()
    await house.move(timedelta(days=1))
    await guest.write("menu")
    assert await guest.tap("man") == ["Are you under thirty?"]
    assert await guest.tap("yes") == ["Are you eighteen or older?"]
    return guest


async def test_an_adult_is_asked_no_further(house: House) -> None:
    for value in ("yes", "skip"):
        guest = Guest(house, value)
        await guest.register()
        await house.move(timedelta(days=1))
        await guest.write("menu")
        await guest.tap("skip")
        await guest.tap("yes")
        assert await guest.tap(value) == ["What do you want?"]
        assert (await guest.person()).age == "under_30"


async def test_a_slip_is_taken_back(house: House) -> None:
    guest = await _asked(house)
    assert await guest.tap("no") == ["Are you under eighteen? Then a person talks to you."]
    assert await guest.tap("no") == ["What do you want?"]
    assert (await guest.person()).registered_at is not None


async def test_who_is_too_young_gets_a_person_and_leaves_no_profile(house: House) -> None:
    guest = await _asked(house)
    await guest.tap("no")
    said = await guest.tap("yes")
    assert said == ["Thank you. I keep no name. A person will answer here.", "What do you want?"]
    contact = await guest.contact()
    assert (contact.person_id, contact.lite) == (None, True)
    assert await house.rows(tables.person) == []
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["voice", "under_18"]
    assert await guest.write("why?") == ["Your message waits. A person will see it."]
    assert [row["text"] for row in await house.rows(tables.ticket)] == ["", "why?"]
    last = (await house.rows(tables.consent))[-2:]
    assert [(row["kind"], row["given"]) for row in last] == [("message", False), ("keep", False)]


async def test_a_no_takes_along_what_was_drawn_with_a_name(house: House) -> None:
    guest = await _asked(house)
    paper = await house.core.library.find(f"export:{(await guest.contact()).id}")
    assert paper is not None
    await guest.tap("no")
    assert paper.path.exists()
    await guest.tap("yes")
    await house.core.settle()
    assert not paper.path.exists()


async def test_what_they_told_of_themselves_goes_and_what_they_asked_stays(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    for _ in range(3):
        await guest.say()
    await guest.tap("right")
    await guest.say()
    await house.move(timedelta(days=1))
    await guest.write("menu")
    for value in ("skip", "yes", "no", "yes"):
        await guest.tap(value)
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["voice", "under_18"]
    (kept,) = await house.rows(tables.media)
    assert kept["id"] == (await house.rows(tables.ticket))[0]["media_id"]
