"""An answer that helps many: with the member's yes and staff's, it is offered before a similar question is sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services import privacy
from storage import tables
from tests.house import Guest, House, living
from tests.meetings.team import member as staff
from tests.mentoring.people import ANSWER, WORDS, answers, asked, begun, hears, member, taps, volunteer

MENU = "What do you want?"
RECAP = "Now back to where we were."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


async def shared(house: House) -> Guest:
    """Return the member of staff who is asked whether others may hear an answer."""
    zana = await staff(house, "Zana", address="3001")
    mira, ana = await volunteer(house), await member(house)
    await asked(ana)
    await answers(mira)
    await hears(ana)
    assert await taps(ana, "yes", "done", "yes") == ["Thank you for telling us!", RECAP, MENU]
    return zana


async def test_what_staff_publish_is_offered_and_may_be_enough(house: House) -> None:
    zana = await shared(house)
    assert (await hears(zana))[-1].endswith("It must tell nothing of who asked.")
    assert (await zana.tap("hear"))[0] == ANSWER
    assert (await zana.tap("publish"))[0] == "Published."
    eva = await member(house, "Eva", "1002")
    await begun(eva)
    await eva.write(WORDS)
    assert await eva.tap("send") == ["Others asked about this. Hear an answer first?"]
    assert await eva.tap("hear") == [ANSWER, "Is this enough?"]
    assert await eva.tap("yes") == ["Good! Ask me anytime.", MENU]
    [row] = await house.rows(tables.advice)
    assert (row["shown"], row["enough"]) == (1, 1)
    assert len(await house.rows(tables.question)) == 1


async def test_whoever_wants_an_own_answer_asks_on(house: House) -> None:
    zana = await shared(house)
    await hears(zana)
    await zana.tap("publish")
    eva = await member(house, "Eva", "1002")
    await begun(eva)
    await eva.write(WORDS)
    await eva.tap("send")
    assert await eva.tap("own") == ["Shall the mentor see your name?"]
    assert (await eva.tap("yes"))[0].startswith("Sent!")


async def test_what_staff_reject_is_heard_by_nobody(house: House) -> None:
    zana = await shared(house)
    await hears(zana)
    assert (await zana.tap("reject"))[0] == "Okay. Nobody else hears it."
    eva = await member(house, "Eva", "1002")
    await begun(eva)
    await eva.write(WORDS)
    assert await eva.tap("send") == ["Shall the mentor see your name?"]


async def test_staff_find_what_waits_in_their_menu(house: House) -> None:
    zana = await shared(house)
    await zana.write("menu")
    assert await taps(zana, "staff", "advice") == ["Which one?"]
    assert (await zana.tap("a1"))[0] == ANSWER


async def test_the_yes_is_kept_with_its_time_and_may_be_taken_back(house: House) -> None:
    zana = await shared(house)
    await hears(zana)
    await zana.tap("publish")
    ana = Guest(house, "1001")
    await ana.write("menu")
    await taps(ana, "ask", "mine", "q1", "yes")
    assert await ana.tap("done") == ["Others may hear this answer. Still okay?"]
    assert await ana.tap("yes") == ["Thank you for telling us!", MENU]
    await taps(ana, "ask", "mine", "q1", "yes", "done")
    assert await ana.tap("no") == ["Okay. Nobody else hears it.", MENU]
    said = [(row["kind"], row["given"]) for row in await house.rows(tables.consent) if row["kind"] == "share"]
    assert said == [("share", True), ("share", False)]
    contact = await ana.contact()
    told = await house.run(lambda c: privacy.gather(c, contact))
    assert [row["state"] for row in told["advice"]] == ["rejected"]
    eva = await member(house, "Eva", "1002")
    await begun(eva)
    await eva.write(WORDS)
    assert await eva.tap("send") == ["Shall the mentor see your name?"]
