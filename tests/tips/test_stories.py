"""A neighbour's story beside a tip: told with a yes, looked at by a person, heard by others, taken back at once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import privacy, staff, stories
from bot.services.staff import OPERATOR, Actor
from storage import stories as rows
from storage import tables
from storage.contacts import Contact
from storage.stories import Story
from tests.house import Guest, House, living
from tests.mentoring.people import hears
from tests.services.sample import programme
from tests.tips.reading import SEW1, SEW2, TRY
from tests.tips.told import DID, decides, photo, seen, shares, taps, team, voice

MORE = "Want another tip?"
CHECKED = "Thank you! A person checks it first. Number: 1."
WHO = "👥 A neighbour tells it: 🧵 Sewing, clothes, 📍 Tirana."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path / "data") as found:
        yield found


async def ana(house: House, box: str = SIM_TELEGRAM) -> Guest:
    """Return somebody who has registered and reads a tip about sewing."""
    found = Guest(house, "+355690001" if box == SIM_WHATSAPP else "1001", box)
    await found.register()
    return found


async def eva(house: House) -> Guest:
    """Return a neighbour who reads the same tip."""
    found = Guest(house, "1002")
    await found.register("Eva", trade="sewing")
    return found


async def only(house: House) -> Story:
    """Return the story that was told."""
    [row] = await house.rows(tables.story)
    found = await house.read(lambda c: rows.get(c, row["id"]))
    assert found is not None
    return found


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_told_looked_at_and_heard_beside_the_tip(house: House, box: str) -> None:
    zana, teller = await team(house), await ana(house, box)
    assert await taps(teller, *DID) == ["Send a photo? Others can learn."]
    assert await taps(teller, "photo") == ["Send the photo now 📷."]
    assert await photo(teller) == ["I have your photo. Now tell it: speak 🎤 or write."]
    assert (await voice(teller))[-1] == "Look and listen. Share it with members?"
    assert await taps(teller, "share") == ["Show your name?"]
    assert await taps(teller, "yes") == ["People in the photo said yes?"]
    assert await taps(teller, "nobody") == [CHECKED, MORE]
    reader = await eva(house)
    assert await seen(reader) == ["Done! You are in. Here is your first tip.", SEW1 + TRY]
    assert [button.label for button in reader.parts[-1].buttons][-1] == "➡️ Next tip"
    assert (await hears(zana))[0].startswith("Story 1, English, about: ✂️ Put pattern")
    assert (await taps(zana, "publish"))[:3] == ["👤 Ana", "🎤", "📷"], "nobody publishes what they have not heard"
    await house.move(timedelta(seconds=20))
    assert (await taps(zana, "publish"))[0] == "Published. Its teller hears of it."
    assert (await hears(teller))[-1:] == ["Others see your story now! 🎉 Number: 1."]
    other = Guest(house, "1003")
    await other.register("Besa")
    labels = [button.label for button in other.parts[-1].buttons]
    assert labels == ["1 💪 I will try", "2 ✅ I did it", "3 👥 Neighbour", "4 ➡️ Next tip"]
    assert await taps(other, "hear") == [WHO, "👤 Ana", "🎤", "📷", SEW1 + TRY]
    assert len(other.parts[-1].buttons) == 3, "heard already"
    shown = await house.rows(tables.showing)
    assert [row["neighbour"] for row in shown].count(True) == 1


async def test_it_comes_with_the_tip_that_comes_by_itself(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await taps(teller, "next")
    await shares(teller)
    await decides(zana, "publish")
    reader = await eva(house)
    heard = []
    for _ in range(9):
        await house.core.housekeeping.day()
        await house.move(timedelta(days=1))
        heard += [part for part in house.heard(reader.box, reader.address) if part.text == SEW2 + TRY]
    assert [button.payload.split(":")[-1] for button in heard[0].buttons] == ["try", "did", "hear", "next"]
    assert [row["neighbour"] for row in await house.rows(tables.showing) if row["how"] == "sent"][-1]


async def test_no_name_without_a_yes_and_no_words_of_their_own(house: House) -> None:
    zana, teller = await team(house), Guest(house, "1001")
    await teller.join()
    await teller.write("Ana")
    await taps(teller, "yes", "other")
    await teller.write("Zaboravljeno Selo")
    await taps(teller, "other")
    await teller.write("kettles")
    await taps(teller, "right")
    await shares(teller, name="no")
    await decides(zana, "publish")
    reader = Guest(house, "1002")
    await reader.register("Eva", trade="scrap")
    tip = (await only(house)).tip_id
    said = await reader.send("tap", payload=f"tip:{tip}:1:hear", callback="c")
    assert said[0] == "👥 A neighbour tells it: –, 📍 –."
    assert "Ana" not in str([part.to_json() for part in reader.parts])


async def test_words_alone_need_no_word_about_faces(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await taps(teller, *DID, "tell")
    assert await teller.write("I made bags of the rest") == [
        "I made bags of the rest",
        "Look and listen. Share it with members?",
    ]
    await taps(teller, "share")
    assert await taps(teller, "no") == [CHECKED, MORE]
    await decides(zana, "publish")
    told = await only(house)
    assert (told.words, told.named, told.faces, told.state) == ("I made bags of the rest", False, "", "published")
    assert told.approved_by


async def test_who_does_not_share_leaves_nothing(house: House) -> None:
    await team(house)
    teller = await ana(house)
    await taps(teller, *DID, "tell")
    await teller.write("I made bags of the rest")
    assert await taps(teller, "drop") == ["Okay. I do not share it.", MORE]
    assert await house.rows(tables.story) == []


async def test_what_staff_reject_may_be_told_again(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await hears(zana)
    assert await taps(zana, "reject") == ["Why not? Its teller hears it."]
    assert (await taps(zana, "faces"))[0] == "Okay. Its teller hears why."
    said = (await hears(teller))[-1:]
    assert said == ["Your story 1 is not shown.\nPeople in the photo must agree first.\nTell it again?"]
    assert await taps(teller, "redo") == ["Send a photo? Others can learn."]
    await photo(teller)
    await taps(teller, "enough")
    await taps(teller, "share", "no")
    assert (await taps(teller, "yes"))[0] == "Thank you! A person checks it first. Number: 2."
    assert (await hears(zana))[0].startswith("Story 2, ")


async def test_what_is_told_again_takes_the_place_of_what_was_told(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await decides(zana, "publish")
    await teller.write("menu")
    await teller.send("tap", payload=f"tip:{(await only(house)).tip_id}:1:did", callback="c")
    await taps(teller, "yes", "tell")
    await teller.write("and it pays")
    await taps(teller, "share", "no")
    assert [row["state"] for row in await house.rows(tables.story)] == ["withdrawn", "proposed"]


async def test_whoever_takes_it_back_is_heard_by_nobody_from_then_on(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await decides(zana, "publish")
    reader = await eva(house)
    await taps(reader, "hear")
    await teller.write("menu")
    await taps(teller, "settings")
    assert await taps(teller, "stories") == ["Your stories. Tap one."]
    assert (await taps(teller, "s1"))[-1] == "Your story 1: others see it."
    assert (await taps(teller, "take_back"))[0] == "Okay. Nobody else hears it."
    late = Guest(house, "1003")
    await late.register("Besa")
    assert [button.label for button in late.parts[-1].buttons][2] == "➡️ Next tip"
    said = await late.send("tap", payload=f"tip:{(await only(house)).tip_id}:1:hear", callback="c")
    assert said[0] == "Nobody tells of this tip now."
    number = (await reader.contact()).id
    got = [row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] == number]
    assert got[-4:-1] == [None] * 3
    agreed = [row["given"] for row in await house.rows(tables.consent) if row["kind"] == stories.CONSENT]
    assert agreed == [True, False]
    await teller.write("menu")
    await taps(teller, "settings")
    assert "stories" not in str(teller.parts[-1].buttons)


async def test_who_is_erased_is_heard_by_nobody_and_stays_counted(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await decides(zana, "publish")
    reader = await eva(house)
    await taps(reader, "hear")
    contact = await teller.contact()
    told = await house.read(lambda c: privacy.gather(c, contact))
    assert [row["state"] for row in told["story"]] == ["published"]
    await house.run(lambda c: privacy.erase(c, contact, house.clock.now(), programme(), OPERATOR))
    found = await only(house)
    assert (found.person_id, found.photo_id, found.voice_id, found.state) == (None, None, None, "withdrawn")
    numbers = {(await one.contact()).id for one in (reader, zana)}
    left = [row["payload"] for row in await house.rows(tables.outbox) if row["contact_id"] in numbers]
    assert "Ana" not in str(left)


async def test_nobody_decides_about_their_own_nor_elsewhere_nor_twice(house: House) -> None:
    zana = await team(house)
    await taps(zana, "tip")
    await shares(zana)
    number = (await only(house)).id
    assert await house.run(lambda c: stories.waiting(c, Actor("stranger"))) == []
    person = (await zana.person()).id
    own = await house.run(lambda c: staff.actor(c, person))
    assert await house.run(lambda c: stories.waiting(c, own)) == []
    assert not await house.run(lambda c: stories.publish(c, own, number, house.clock.now()))
    assert await house.run(lambda c: stories.publish(c, OPERATOR, number, house.clock.now()))
    assert not await house.run(lambda c: stories.publish(c, OPERATOR, number, house.clock.now()))
    assert await house.run(lambda c: stories.reject(c, OPERATOR, number, "other", house.clock.now()))
    assert not await house.run(lambda c: stories.reject(c, OPERATOR, number, "other", house.clock.now()))


async def test_published_is_unreachable_without_somebody_who_approved(house: House) -> None:
    await team(house)
    await shares(await ana(house))
    with pytest.raises(IntegrityError):
        await house.run(lambda c: c.execute(update(tables.story).values(state="published")))


async def test_staff_are_called_after_two_days_and_the_ticket_ends_with_the_decision(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await house.move(timedelta(hours=47))
    assert await house.rows(tables.ticket) == []
    await house.move(timedelta(hours=1, minutes=1))
    [ticket] = await house.rows(tables.ticket)
    assert (ticket["kind"], ticket["text"], ticket["status"]) == ("story_late", "story:1", "open")
    await zana.write("menu")
    assert (await taps(zana, "staff", "advice")) == ["Which one?"]
    await taps(zana, "s1", "publish")
    [ticket] = await house.rows(tables.ticket)
    assert ticket["status"] == "closed"


async def test_who_has_no_right_is_shown_nothing(house: House) -> None:
    await team(house)
    teller = await ana(house)
    await shares(teller)
    said = await teller.send("tap", payload="moderate:1:1:hear", callback="c")
    assert said[0] == "This is for our team only."


async def test_a_voice_in_another_language_is_not_offered_but_a_photo_is(house: House) -> None:
    zana, teller = await team(house), await ana(house)
    await shares(teller)
    await decides(zana, "publish")
    await taps(teller, "next", *DID)
    await photo(teller)
    await taps(teller, "enough", "share", "no", "nobody")
    await decides(zana, "publish")
    reader = Guest(house, "1002")
    await reader.join("sq")
    await reader.write("Eva")
    await taps(reader, "yes", "tirana", "sewing", "right")
    assert "hear" not in str(reader.parts[-1].buttons), "it is told in English"
    await taps(reader, "next")
    assert "hear" in str(reader.parts[-1].buttons), "a photo needs no language"


@pytest.mark.parametrize(
    ("told_in", "read_in", "country", "heard"),
    [
        ("sr_Cyrl", "sr_Latn", "RS", True),
        ("sq", "rom", "AL", True),
        ("rom", "rom", "MK", True),
        ("en", "rom", "AL", False),
        ("en", "sq", "AL", False),
        ("sq", "mk", "MK", False),
    ],
)
def test_it_is_heard_by_who_understands_it(told_in: str, read_in: str, country: str, heard: bool) -> None:
    now = datetime(2026, 6, 15, tzinfo=UTC)
    one = Story(1, 1, 1, "published", "it pays", None, None, False, "", "", "ngo", "AL", told_in, 1, now, now, "x")
    reader = Contact(2, "telegram", "2", language=read_in, country=country, person_id=2)
    assert (stories.for_reader([one], "ngo", reader) is not None) == heard
    assert stories.for_reader([one], "another", reader) is None
    assert stories.for_reader([one], "ngo", reader._replace(person_id=1)) is None, "their own"
