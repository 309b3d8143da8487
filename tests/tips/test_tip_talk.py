"""Tips as people talk about them, on both messengers: shown, tried, done, told; unasked ones; guests; settings."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File
from storage import pledges, tables
from storage import tips as rows
from storage.pledges import Pledge
from tests.house import Guest, House, living
from tests.meetings.guests import dinner
from tests.tips.garden import lines
from tests.tips.reading import MENU, SEW1, SEW2, TRY, sow

ALL1 = "💡 Change old bulbs to LED. They use about 75 % less power and last much longer."
ASK = "\nDid you do it?"
BACK = "Now back to where we were."
DAY = timedelta(days=1)


async def made(guest: Guest, key: str = "SEW1") -> Pledge | None:
    """Return what somebody made of a tip."""
    person, tip = await guest.person(), await number_of(guest.house, key)
    return await guest.house.read(lambda connection: pledges.get(connection, tip, person.id))


async def number_of(house: House, key: str) -> int:
    """Return a tip's number."""
    return next(tip.id for tip in await house.read(rows.every) if tip.key == key)


async def card(guest: Guest, key: str, answer: str) -> list[str]:
    """Tap an answer on a card about a tip, wherever it is in the chat."""
    number = await number_of(guest.house, key)
    return await guest.send("tap", payload=f"tip:{number}:1:{answer}", callback="c")


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_who_has_registered_gets_the_first_tip_and_the_rest_one_by_one(tmp_path: Path, box: str) -> None:
    async with living(tmp_path / "data") as house:
        await sow(house)
        guest = Guest(house, "+355690001" if box == SIM_WHATSAPP else "7", box)
        await guest.register()
        assert [part.text for part in guest.parts] == ["Done! You are in. Here is your first tip.", SEW1 + TRY]
        heard = [guest.parts[-1].text]
        for _ in range(10):
            heard += await guest.tap("next")
        assert heard[1] == SEW2 + TRY
        assert heard[4] == ALL1 + TRY
        assert len(set(heard)) == 11, "four for sewing, seven for all"
        assert await guest.tap("next") == ["You heard all tips! They come again later.", MENU]
        house.clock.move(60 * DAY)
        assert await guest.write("menu") == ["Woman, man, or skip? For our count only."]


async def test_without_a_tip_nobody_is_promised_one(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house)
        await guest.register()
        assert [part.text for part in guest.parts] == ["Done! You are in.", MENU]


async def test_tried_asked_done_and_told(guest: Guest) -> None:
    house = guest.house
    assert await guest.tap("try") == ["Great. I will ask you in three days.", MENU]
    await house.move(3 * DAY)
    (asked,) = house.heard(guest.box, guest.address)
    assert asked.text == SEW1 + ASK
    assert await card(guest, "SEW1", "did") == ["Well done! 👏 Did it save money?"]
    assert await guest.tap("yes") == ["Send a photo? Others can learn."]
    assert await guest.tap("photo") == ["Send the photo now 📷."]
    said = await guest.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    assert said == ["I have your photo. Now tell it: speak 🎤 or write."]
    assert (await guest.tap("enough"))[-1] == "Look and listen. Share it with members?"
    assert await guest.tap("drop") == ["Okay. I do not share it.", "Want another tip?"]
    found = await made(guest)
    assert found is not None
    assert (found.state, found.saved) == ("done", "yes")
    assert found.tried_at is not None
    assert found.done_at == found.tried_at + 3 * DAY
    assert (await guest.tap("menu"))[-1] == "Woman, man, or skip? For our count only."
    await house.move(10 * DAY)
    assert not [part for part in house.heard(guest.box, guest.address) if ASK in part.text], "asked no more"


@pytest.mark.parametrize("way", ["voice", "text", "straight"])
async def test_it_may_be_told_in_words(guest: Guest, way: str) -> None:
    await guest.tap("did")
    await guest.tap("unsure")
    if way == "straight":
        said = await guest.say()
    else:
        assert await guest.tap("tell") == ["Tell it now 🎤 or write."]
        said = await (guest.say() if way == "voice" else guest.write("I made bags of the rest"))
    assert said[-1] == "Look and listen. Share it with members?"
    await guest.tap("share")
    assert (await guest.tap("no"))[0] == "Thank you! A person checks it first. Number: 1."
    found = await made(guest)
    assert found is not None
    assert found.saved == "unsure"
    [told] = await guest.house.rows(tables.story)
    assert told["words"] == ("I made bags of the rest" if way == "text" else "")
    assert (told["voice_id"] is None) == (way == "text")


async def test_not_yet_is_asked_once_more_and_then_no_more(guest: Guest) -> None:
    house = guest.house
    await guest.tap("try")
    await house.move(3 * DAY)
    assert (await card(guest, "SEW1", "not_yet"))[0] == SEW1 + ASK, "what came by itself is read first"
    assert guest.parts[1].text == "Okay. I ask you once more."
    await house.move(3 * DAY)
    assert [part.text for part in house.heard(guest.box, guest.address)] == [SEW1 + ASK]
    assert (await card(guest, "SEW1", "not_yet"))[0] == "Okay. Do it when you can."
    await house.move(9 * DAY)
    assert house.heard(guest.box, guest.address) == []


async def test_who_does_not_answer_is_asked_twice(guest: Guest) -> None:
    house = guest.house
    await guest.tap("try")
    heard = []
    for _ in range(12):
        await house.move(DAY)
        heard.append([part.text for part in house.heard(guest.box, guest.address)])
    assert [day for day, texts in enumerate(heard, 1) if texts] == [3, 6]


async def test_not_for_me_and_why(guest: Guest) -> None:
    await guest.tap("try")
    await guest.house.move(3 * DAY)
    guest.house.heard(guest.box, guest.address)
    assert await card(guest, "SEW1", "not_me") == ["Why not? Tell us 🎤 or skip."]
    assert await guest.write("I have no table") == ["Thank you for telling us!", "Want another tip?"]
    found = await made(guest)
    assert found is not None
    assert (found.state, found.why) == ("not_for_me", "I have no table")


async def test_it_ends_with_the_next_meeting(guest: Guest) -> None:
    house = guest.house
    await house.run(partial(dinner, now=house.clock.now()))
    await guest.tap("did")
    await guest.tap("no")
    assert await guest.tap("skip") == ["Next meeting: Monday 29 June. Come and talk about it?"]
    found = await made(guest)
    assert found is not None
    assert found.saved == "no"
    assert await guest.tap("come") == ["Good! I will remind you.", MENU]
    (row,) = await house.rows(tables.response)
    assert (row["answer"], row["standing"]) == ("yes", "seated")
    await guest.tap("tip")
    await guest.tap("did")
    await guest.tap("no")
    assert await guest.tap("skip") == ["Want another tip?"], "that meeting is answered"


async def test_who_takes_another_language_reads_the_same_tip_in_it(guest: Guest) -> None:
    [tip] = [one for one in await guest.house.read(rows.every) if one.key == "SEW1"]
    await guest.write("language")
    said = await guest.tap("sq")
    assert said[-1].startswith(f"✂️ {tip.words['sq']}\n")


async def test_a_full_meeting_leads_to_all_of_them(guest: Guest) -> None:
    house = guest.house
    await house.run(partial(dinner, now=house.clock.now(), seats=1))
    other = Guest(house, "1002")
    await other.register("Besa")
    await other.send("tap", payload="meeting:1:1:yes", callback="c")
    await guest.tap("did")
    await guest.tap("no")
    await guest.tap("skip")
    assert (await guest.tap("come"))[-1] == "Meetings near you. Tap one."


async def test_a_guest_hears_those_for_all_and_nothing_is_kept_of_them(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        await sow(house)
        guest = Guest(house)
        await guest.write("hello")
        for value in ("en", "next", "no"):
            await guest.tap(value)
        heard = await guest.tap("tip")
        for _ in range(3):
            heard += await guest.tap("next")
        assert heard[0] == ALL1 + TRY
        assert len(set(heard)) == 4
        assert await guest.tap("try") == ["Great. Tell me when you did it.", MENU]
        assert await card(guest, "ALL1", "did") == ["Well done! 👏", BACK, MENU]
        assert (await card(guest, "ALL7", "next"))[0] == "You heard all tips! They come again later."
        assert await house.rows(tables.pledge) == []
        assert {row["person_id"] for row in await house.rows(tables.showing)} == {None}
        assert len(await house.rows(tables.showing)) == 4


@pytest.mark.parametrize("answer", ["try", "did", "not_yet", "not_me"])
async def test_a_forged_card_changes_nothing(guest: Guest, answer: str) -> None:
    said = await guest.send("tap", payload=f"tip:999999:1:{answer}", callback="c")
    assert said == ["This tip is old. Here is another one.", SEW2 + TRY]
    assert await guest.house.rows(tables.pledge) == []


async def test_a_retired_tip_may_have_been_done_but_is_not_tried(guest: Guest) -> None:
    old = next(line for line in lines() if line.tip.key == "SEW1")
    await sow(guest.house, replace(old, tip=replace(old.tip, status="retired")))
    assert (await card(guest, "SEW1", "try"))[0] == "This tip is old. Here is another one."
    assert (await card(guest, "SEW1", "did"))[0] == "Well done! 👏 Did it save money?"


async def test_a_new_sheet_is_seen_by_a_running_drom(guest: Guest) -> None:
    old = next(line for line in lines() if line.tip.key == "SEW2")
    await sow(guest.house, replace(old, tip=replace(old.tip, words={**old.tip.words, "en": "Keep it."})))
    assert await guest.tap("next") == ["🧵 Keep it." + TRY]


async def test_a_neighbour_tells_of_a_tip(guest: Guest) -> None:
    old = next(line for line in lines() if line.tip.key == "SEW2")
    await sow(guest.house, replace(old, tip=replace(old.tip, story={**old.tip.words, "en": "It paid my thread."})))
    assert await guest.tap("next") == ["👥 A neighbour says: It paid my thread.", SEW2 + TRY]
