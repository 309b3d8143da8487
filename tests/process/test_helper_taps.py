"""A voice where one taps, from outside: a helper on another phone hears it and taps, and the member's phone goes on.

Drom is killed as the helper taps, and started again: the tap has one effect.
"""

import asyncio
import time

import pytest

from tests.emulators.journal import Entry
from tests.emulators.telegram import Telegram
from tests.emulators.twilio import Twilio
from tests.media.samples import opus
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone, WhatsAppPhone
from tests.process.programs import Drom, Teller, until

pytestmark = [pytest.mark.process, pytest.mark.trial]

HELPERS_NUMBER = 987650004242
SECONDS = 2.0
"""Within what time the member's next screen arrives after the tap."""
HELD = 0.1
"""So long after a tap Drom is killed at the latest, in steps from none on."""
DEATHS = 5


async def at_change(ana: WhatsAppPhone) -> None:
    """Go to what to change, and speak."""
    await ana.tap("registration.check.change")
    await ana.sees("What to change?")
    ana.speak(opus())
    await ana.sees("I heard you. A person will listen.")


async def opened(zana: TelegramPhone, ticket: int) -> None:
    """Open a ticket at the help desk, hear it and ask what may have been said."""
    zana.write("menu")
    ways = ("menu.team.staff", "staff.door_menu.desk", "helpdesk.home_tickets.open", f"helpdesk.list.t{ticket}")
    for place in ways:
        await zana.tap(place)
    await until(lambda: len(heard(zana)) >= ticket, f"recording {ticket}")
    await zana.tap("helpdesk.ticket.answer")


def heard(zana: TelegramPhone) -> list[Entry]:
    """Return the recordings that arrived; one that is being fetched follows by itself."""
    return [one for one in zana.platform.journal.entries if one.method == "sendvoice" and one.accepted]


def helper(teller: Teller, settings: dict[str, str]) -> str:
    """Make a role and return the payload of its link."""
    made = teller.run(settings, "staff", "add", "helper", "--organisation", "sample_ngo", "--country", "AL")
    return made.out.partition("/start ")[2].split()[0]


async def test_a_helper_taps_for_who_spoke(
    start: Start,
    polling: dict[str, str],
    whatsapp: dict[str, str],
    telegram: Telegram,
    twilio: Twilio,
    teller: Teller,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = {**polling, **whatsapp, "DROM_TELEGRAM_WEBHOOK_SECRET": "emulated-webhook-secret"}
    drom = await start(settings).ready()
    zana, ana = TelegramPhone(telegram, HELPERS_NUMBER), WhatsAppPhone(twilio)
    await zana.register("Zana")
    zana.write(f"/start {helper(teller, settings)}")
    await zana.sees("Welcome to the team.")
    await joins(ana)
    took = []
    for ticket in range(1, DEATHS + 1):
        await at_change(ana)
        await opened(zana, ticket)
        asked = len([one for one in ana.screens() if one.text == "Where do you work?"])
        await zana.sees("What did they say?", ticket)
        began = time.monotonic()
        await zana.pick("What did they say?", "Town")
        await ana.sees("Where do you work?", asked + 1)
        took.append(time.monotonic() - began)
        await ana.tap("registration.town.elbasan")
    assert len(heard(zana)) == DEATHS
    for death in range(DEATHS):
        await at_change(ana)
        await opened(zana, DEATHS + death + 1)
        asked = len([one for one in ana.screens() if one.text == "Where do you work?"])
        await zana.pick("What did they say?", "Town")
        drom = await killed(drom, start, settings, death * HELD / DEATHS)
        await ana.sees("Where do you work?", asked + 1)
        await zana.sees("Answered for them. They go on.", DEATHS + death + 1)
        assert len([one for one in ana.screens() if one.text == "Where do you work?"]) == asked + 1
        await ana.tap("registration.town.elbasan")
    with capsys.disabled():
        print(
            f"\nfrom tap to arrival: {min(took):.2f} to {max(took):.2f} s; {DEATHS} deaths at the tap, one effect each"
        )
    assert max(took) < SECONDS
    assert (await drom.stopped())[0] == 0


async def joins(ana: WhatsAppPhone) -> None:
    """Register as far as the question whether all is right."""
    ana.write(ana.hello)
    for place in ("language.which.en", "welcome.why.next", "welcome.consent.yes", "welcome.push.yes"):
        await ana.tap(place)
    await ana.sees("What shall we call you?")
    ana.write("Ana")
    for place in ("registration.name_ok.yes", "registration.town.tirana", "registration.trade.sewing"):
        await ana.tap(place)
    await ana.sees("Is it right?")


async def killed(drom: Drom, start: Start, settings: dict[str, str], after: float) -> Drom:
    """Kill Drom so many seconds from now and start it again."""
    await asyncio.sleep(after)
    drom.running.kill()
    await drom.ended()
    return await start(settings).ready()
