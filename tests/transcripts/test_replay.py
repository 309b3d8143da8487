"""From phones to a transcript and back: the same acts give the same text, on both messengers."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.phones import Phones
from bot.services.transcripts import record
from bot.transcript import Act, Cast, Heard, dump, load
from storage import phones
from storage.store import Store
from tests.transcripts.replay import picture, replay, silence, swapped
from tests.web.stub import START, Simulator, buttons, simulator


@dataclass
class _House:
    """The stub's Drom as a playhouse."""

    sim: Simulator

    @property
    def phones(self) -> Phones:
        return self.sim.stage.phones

    @property
    def store(self) -> Store:
        return self.sim.stage.store

    def said(self, name: str) -> str:
        """Return a file's name."""
        return name

    async def move(self, by: timedelta) -> None:
        await self.sim.drom.move(by)

    async def settle(self) -> None:
        await self.sim.drom.settle()


async def _recorded(sim: Simulator) -> str:
    people = await sim.stage.store.read(phones.everyone)
    people.sort(key=lambda each: each.id)
    bubbles = await sim.stage.store.read(lambda connection: phones.bubbles(connection, [each.id for each in people]))
    return dump(record(people, bubbles, START))


async def _play(sim: Simulator, channel: str, hint: str) -> None:
    """Do everything a person can do."""
    ana = await sim.stage.phones.add(channel, "Ana", hint)
    house = _House(sim)

    async def last() -> int:
        await house.settle()
        return await sim.stage.store.read(phones.newest)

    await sim.stage.phones.write(ana.id, "Hello")
    await sim.stage.phones.press(ana.id, await last(), "menu.main.tip@1")
    await sim.stage.phones.press(ana.id, await last(), "hello.ok.no@1")
    await house.settle()
    await house.move(timedelta(days=1, minutes=3))
    await sim.stage.phones.send_file(ana.id, silence(2))
    await house.settle()
    await sim.stage.phones.send_file(ana.id, picture(), "My\nshop")
    await house.settle()
    await house.move(timedelta(minutes=4))
    await sim.stage.phones.locate(ana.id, 41.5, -19.25)
    await house.settle()
    await sim.stage.phones.share_contact(ana.id)
    await house.settle()


@pytest.mark.parametrize(("channel", "hint"), [(SIM_TELEGRAM, "sq"), (SIM_WHATSAPP, "+383")])
async def test_a_recording_replays_to_itself(tmp_path: Path, channel: str, hint: str) -> None:
    async with simulator(tmp_path) as sim:
        await _play(sim, channel, hint)
        first = await _recorded(sim)
    async with simulator(tmp_path) as sim:
        assert dump(await replay(load(first), _House(sim))) == first
    assert "Later: 1 day 3 minutes" in first
    assert "4 minutes" not in first
    assert "  press tip\n" in first
    assert ("list 👉 Choose" in first) == (channel == SIM_WHATSAPP)


async def test_what_is_said_and_drawn_beside_words_is_left_out(tmp_path: Path) -> None:
    """A demo speaks and draws, and not always in time; what replays its transcripts does neither."""
    made = (Part("", voice="say:1f"), Part("Hello", picture="picture:2a"), Part("", voice="tell:7:3b"))
    late = (Part("How?", voice="say:4c", spoken=True), Part("How?", later="4c"))
    async with simulator(tmp_path) as sim:
        await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        for part in (*made, *late, Part("", picture="sign:jar"), Part("", voice="5")):
            await sim.drom.say(SIM_TELEGRAM, "1000001", part)
        heard = [step.lines for step in load(await _recorded(sim)).steps if isinstance(step, Heard)]
    alike = ("| How?",)
    assert heard == [("| Hello",), alike, alike, ("|", "picture sign:jar"), ("|", "voice 5")]


async def test_the_other_messenger_gets_the_same_acts(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        await _play(sim, SIM_TELEGRAM, "sq")
        script = load(await _recorded(sim))
    async with simulator(tmp_path) as sim:
        twin = await replay(swapped(script), _House(sim))
    assert [step for step in twin.steps if isinstance(step, Act)] == [
        step for step in script.steps if isinstance(step, Act)
    ]
    assert twin.cast == (Cast("Ana", SIM_WHATSAPP, "+355"),)
    assert any("list 👉 Choose" in step.lines for step in twin.steps if isinstance(step, Heard))


async def test_a_choice_that_is_written_out_is_answered_by_its_number(tmp_path: Path) -> None:
    heard = Heard("Ana", ("| Where?", "[12 Niš] registration.town.nis", "[🎤 Other] registration.town.other"))
    async with simulator(tmp_path) as sim:
        await _play(sim, SIM_TELEGRAM, "sq")
        script = load(await _recorded(sim))
    acts = (heard, Act("Ana", "press", "nis"), Act("Ana", "press", "registration.town.other"))
    async with simulator(tmp_path) as sim:
        await replay(replace(script, steps=acts), _House(sim))
    assert [each.text for each in sim.drom.got] == ["12", "🎤 Other"]
    async with simulator(tmp_path) as sim:
        with pytest.raises(LookupError, match="never shown"):
            await replay(replace(script, steps=acts[1:]), _House(sim))


async def test_an_older_card_is_pressed_by_its_full_name(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        sim.drom.silent = True
        ana = await sim.stage.phones.add(SIM_TELEGRAM, "Ana", "sq")
        for payload in ("offer:7:1:yes", "offer:8:1:yes", "hello.ok.yes@1", "hello.ok.yes@2"):
            await sim.drom.say(SIM_TELEGRAM, ana.address, Part("Well?", "buttons", buttons((payload, "👍 Yes"))))
        for bubble, payload in (
            (4, "hello.ok.yes@2"),
            (3, "hello.ok.yes@1"),
            (2, "offer:8:1:yes"),
            (1, "offer:7:1:yes"),
        ):
            await sim.stage.phones.press(ana.id, bubble, payload)
        script = load(await _recorded(sim))
    pressed = [step.detail for step in script.steps if isinstance(step, Act)]
    assert pressed == ["yes", "hello.ok.yes@1", "offer:8:1:yes", "offer:7:1:yes"]


async def test_names_of_people_fit_into_a_transcript(tmp_path: Path) -> None:
    async with simulator(tmp_path) as sim:
        sim.drom.silent = True
        for name in ("Ana", "Ana", "A, na\n: x", "!!!", "Đulijana Ð. O'Neil"):
            made = await sim.stage.phones.add(SIM_TELEGRAM, name, "sq")
            await sim.stage.phones.write(made.id, "Hello")
        script = load(await _recorded(sim))
    assert [who.name for who in script.cast] == ["Ana", "Ana 2", "A na x", "Somebody", "Đulijana Ð. O'Neil"]
