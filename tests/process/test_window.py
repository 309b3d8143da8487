"""WhatsApp's window end to end: the real process and commands before the emulated Twilio, which closes it."""

import asyncio

import pytest

from bot.templates import KNOCKS, LISTEN
from tests.emulators.faults import Knobs
from tests.emulators.twilio import Twilio
from tests.process.conftest import Start
from tests.process.phones import WhatsAppPhone
from tests.process.programs import Done, Drom, Teller, ledger, until

pytestmark = [pytest.mark.process, pytest.mark.trial]

KNOCK = KNOCKS["en"].body
APPROVED = {one.name: "approved" for one in KNOCKS.values()}


async def _tell(teller: Teller, settings: dict[str, str], *words: str) -> Done:
    """Run a command beside everything else: the emulator it asks is in this loop."""
    return await asyncio.to_thread(teller.run, settings, *words)


async def test_templates_are_brought_to_twilio_and_watched(
    whatsapp: dict[str, str], twilio: Twilio, teller: Teller
) -> None:
    assert (await _tell(teller, whatsapp, "migrate")).code == 0
    assert (await _tell(teller, whatsapp, "templates", "status")).code == 1
    for _ in range(2):
        synced = await _tell(teller, whatsapp, "templates", "sync")
        assert (synced.code, synced.out.count("  received  ")) == (0, len(KNOCKS)), synced
    assert len([one for one in twilio.journal.entries if one.method == "createcontent"]) == len(KNOCKS)
    assert len([one for one in twilio.journal.entries if one.method == "askapproval"]) == len(KNOCKS)
    assert (await _tell(teller, whatsapp, "templates", "status")).code == 1, "WhatsApp looks at them"
    twilio.turn(Knobs(extra={"states": APPROVED}))
    found = await _tell(teller, whatsapp, "templates", "status")
    assert (found.code, found.out.count("  approved  in use")) == (0, len(KNOCKS))
    twilio.turn(Knobs(extra={"states": APPROVED | {"drom_knock_mk_v1": "rejected"}}))
    for words in (("templates", "status"), ("templates", "sync")):
        found = await _tell(teller, whatsapp, *words)
        assert found.code == 1
        assert "drom_knock_mk_v1  mk  rejected  NONE_GIVEN  mend its words" in found.out
    assert (await _tell(teller, whatsapp | {"DROM_TWILIO_ACCOUNT_SID": ""}, "templates", "sync")).code == 3


async def _asks(start: Start, settings: dict[str, str], twilio: Twilio) -> tuple[Drom, WhatsAppPhone]:
    """Start Drom and let somebody register, want no quiet hours (tests run at night too), and ask for a person."""
    drom = await start(settings).ready()
    ana = WhatsAppPhone(twilio)
    await ana.register()
    for place in ("menu.member.settings", "settings.all.quiet", "settings.quiet.never"):
        await ana.tap(place)
    ana.write("help")
    await until(lambda: ledger(settings).count("ticket") == 1, "a ticket")
    await until(lambda: ledger(settings).unsent() == [], "everything sent")
    return drom, ana


async def test_a_closed_window_is_knocked_at_and_a_tap_opens_it(
    start: Start, whatsapp: dict[str, str], twilio: Twilio, teller: Teller
) -> None:
    """Twilio closes the window inside our margin: 63016 by a status post, then the knock, then the words, once."""
    twilio.turn(Knobs(extra={"approve": True}))
    assert (await _tell(teller, whatsapp, "migrate")).code == 0
    assert (await _tell(teller, whatsapp, "templates", "sync")).code == 0
    drom, ana = await _asks(start, whatsapp, twilio)
    twilio.turn(Knobs(extra={"approve": True, "closed": [ana.address]}))
    answered = await _tell(teller, whatsapp, "tickets", "answer", "1", "Come on Monday.")
    assert (answered.code, answered.out) == (0, "It goes out now.\n")
    await ana.sees(KNOCK)
    assert ledger(whatsapp).count("knock", "ended_at IS NULL") == 1
    twilio.turn(Knobs(extra={"approve": True}))
    before = len(ana.screens())
    ana.press("Listen", LISTEN, "quick")
    await until(lambda: len(ana.screens()) == before + 2, "what waited")
    assert [seen.text for seen in ana.screens()[before:]] == ["A person answers you:", "Come on Monday."]
    await until(lambda: ledger(whatsapp).unsent() == [], "everything sent")
    assert [seen.text for seen in ana.screens()].count(KNOCK) == 1
    assert ledger(whatsapp).count("knock", "ending = 'answered'") == 1
    assert (await drom.stopped())[0] == 0


async def test_without_an_approved_template_staff_are_told_to_call(
    start: Start, whatsapp: dict[str, str], twilio: Twilio, teller: Teller
) -> None:
    drom, ana = await _asks(start, whatsapp, twilio)
    await drom.until_log("template drom_knock_en_v1 is not approved")
    twilio.turn(Knobs(extra={"closed": [ana.address]}))
    await _tell(teller, whatsapp, "tickets", "answer", "1", "Come on Monday.")
    await drom.until_metric("drom_calls", 1)
    listed = await _tell(teller, whatsapp, "calls")
    assert listed.out.startswith("contact 1  person 1  since ")
    assert listed.out.endswith("no knock can go: see `drom templates status`  waits: answer\n")
    assert ana.address.removeprefix("whatsapp:") not in listed.out
    twilio.turn(Knobs())
    ana.write("menu")
    await ana.sees("Come on Monday.")
    await drom.until_metric("drom_calls", 0)
    assert (await _tell(teller, whatsapp, "calls")).out.startswith("Nobody needs to be called.")
    assert (await _tell(teller, whatsapp, "calls", "close", "1")).code == 1
    assert (await drom.stopped())[0] == 0
