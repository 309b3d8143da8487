"""A tip and a lesson that somebody recorded, as members hear them on each messenger: that very file, while it holds."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services import courses, recordings, tip_content
from bot.services.staff import OPERATOR
from flows.content import course as form
from storage import tables
from tests.courses.pupil import enter
from tests.house import NOON, Guest, House, living
from tests.meetings.team import member
from tests.voices.mouth import Mouth
from tests.voices.studio import arrived, watch

EN = recordings.Tongue("en")
TIP = "Put pattern pieces close together before cutting. Less cloth is lost, so each piece costs less."
LESSON = "Thrown away is money lost. Circle means: use it again."
MEMBERS = ((SIM_TELEGRAM, "2001"), (SIM_WHATSAPP, "+355692001"))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path, maker=Mouth()) as found:
        await found.core.load_content()
        yield found


async def record(house: House, speaker: Guest, words: str) -> bytes:
    """Let somebody say these words; return what they said."""
    await speaker.say()
    await arrived(house)
    said = (await house.rows(tables.media))[-1]
    who = recordings.Speaker(OPERATOR, (await speaker.person()).id, stays=True)

    def keep(connection: Connection) -> None:
        every = recordings.survey(connection, house.core.speech, EN).sayings
        [meant] = [one for one in every if one.words == words]
        recordings.keep(connection, who, EN, meant, said["id"], NOON)

    await house.run(keep)
    return house.core.shelf.path(str(said["name"])).read_bytes()


async def sounds(house: House, parts: Sequence[Part], words: str) -> list[bytes | str]:
    """Return what is heard with the message that holds these words: files that people recorded, and a machine's."""
    assert house.core.recorded is not None
    [part] = [one for one in parts if words in one.text]
    voices = house.core.speech.voices
    assert voices is not None
    assert isinstance(voices.maker, Mouth)
    await voices.make(part.later)
    return [_sound(*item) for item in voices.maker.said[-1]]


def _sound(kind: str, *told: str) -> bytes | str:
    return Path(told[-1]).read_bytes() if kind == "r" else told[-1]


async def learner(house: House, box: str, address: str) -> Guest:
    """Return somebody who has just registered and has their first tip before them."""
    guest = Guest(house, address, box, hint="en")
    await guest.register()
    return guest


def missing(connection: Connection, house: House) -> list[str]:
    return [one.words for one in recordings.survey(connection, house.core.speech, EN).missing]


@pytest.mark.parametrize(("box", "address"), MEMBERS)
async def test_a_tip_is_heard_by_the_voice_that_recorded_it_until_a_sheet_changes_it(
    house: House, box: str, address: str
) -> None:
    voice = await record(house, await member(house, "Mira"), TIP)
    await watch(house).load()
    ana = await learner(house, box, address)
    assert (await sounds(house, ana.parts, TIP))[0] == voice
    assert TIP not in await house.read(lambda c: missing(c, house))

    sheet = (await house.read(tip_content.take_out)).replace(b"so each piece costs less", b"you earn more")
    lines = tip_content.parse(sheet, "x", house.core.speech.programme)
    await house.run(lambda c: tip_content.bring(c, OPERATOR, lines, NOON))
    await watch(house).load()
    changed = TIP.replace("so each piece costs less", "you earn more")
    besim = await learner(house, box, f"{address}9")
    heard = await sounds(house, besim.parts, changed)
    assert [type(one) for one in heard] == [str], "nobody has recorded these words"
    assert str(heard[0]).startswith(changed)
    assert changed in await house.read(lambda c: missing(c, house)), "it is asked for anew"


@pytest.mark.parametrize(("box", "address"), MEMBERS)
async def test_a_lesson_is_heard_by_the_voice_that_recorded_it_until_a_file_changes_it(
    house: House, box: str, address: str
) -> None:
    voice = await record(house, await member(house, "Mira"), LESSON)
    await watch(house).load()
    ana = await learner(house, box, address)
    await enter(ana)
    await ana.tap("start")
    assert (await sounds(house, ana.parts, LESSON))[-1] == voice

    path = courses.FOLDER / "circular.csv"
    other = form.parse(path.read_bytes().replace(b"use it again.", b"use it twice."), "circular", "x")
    await house.run(lambda c: courses.put(c, OPERATOR, other, NOON))
    await watch(house).load()
    changed = LESSON.replace("again", "twice")
    await enter(ana)
    await ana.tap("start")
    assert voice not in await sounds(house, ana.parts, changed)
    assert changed in await house.read(lambda c: missing(c, house))
