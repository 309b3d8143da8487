"""What somebody spoke where one taps is answered in chat by a helper: their own choices, in the helper's words."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from storage import contacts, people, tables
from tests.flows.readers import WORDS
from tests.house import Guest, House, living
from tests.meetings.guests import dinner
from tests.mentoring.desk import CHOSEN, GONE_ON, NONE, SAID, changing, labels, looked, picks
from tests.mentoring.people import hears, member, speaks, taps
from tests.mentoring.test_helpdesk_talk import staff, statuses

BOXES = [(SIM_WHATSAPP, SIM_TELEGRAM), (SIM_TELEGRAM, SIM_WHATSAPP)]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


@pytest.mark.parametrize(("desk", "asks"), BOXES)
async def test_a_helper_taps_what_was_spoken(house: House, desk: str, asks: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001", desk), await changing(house, asks)
    await taps(zana, "staff", "desk", "open")
    await zana.tap("t1")
    assert [bool(part.voice) for part in zana.parts] == [True, False]
    assert await zana.tap("answer") == [SAID.format("What to change?")]
    assert labels(zana) == ["👤 Name", "📍 Town", "🛠️ Work", "🗣️ Language", NONE]
    assert await picks(zana, "📍 Town") == [CHOSEN, "Help desk. Tickets: 0. Yours: 0."]
    assert await hears(ana) == ["Where do you work?"]
    assert await ana.at() == "registration.town"
    assert await statuses(house) == ["answered"]
    acts = [row["act"] for row in await house.rows(tables.log)]
    assert acts.count("ticket_tapped") == 1


async def test_at_night_it_is_told_that_what_follows_waits(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    await house.move(timedelta(hours=12))
    await looked(zana)
    assert await picks(zana, "📍 Town") == [
        "Kept. It goes when their night or pause is over.",
        "Help desk. Tickets: 0. Yours: 0.",
    ]
    assert await hears(ana) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_choices_are_in_the_helpers_words(house: House, language: str) -> None:
    zana = await staff(house, "helper", "Zana", "3001")
    await changing(house)
    number = (await zana.contact()).id
    await house.run(lambda c: contacts.change(c, number, language=language))
    (said,) = await looked(zana)
    assert WORDS.text("registration.change", "", language, "AL") in said
    wanted = [f"registration.change.{one}" for one in ("name", "town", "trade", "language")]
    told = [WORDS.text(key, "", language, "AL") for key in (*wanted, "helpdesk.said.none")]
    assert labels(zana) == told


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_a_digit_is_enough(house: House, box: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001", box), await changing(house)
    await looked(zana)
    assert (await zana.write("3"))[0] == CHOSEN
    assert await ana.at() == "registration.trade"


async def test_none_of_these_is_answered_in_words(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    await looked(zana)
    assert await zana.tap("none") == ["They read English. Speak 🎤 or write your answer."]
    await zana.write("Which one do you mean?")
    assert (await zana.tap("send"))[0] == "Sent."
    assert await hears(ana) == ["A person answers you:", "Which one do you mean?"]
    assert await statuses(house) == ["answered"]
    assert await ana.at() == "heard.ask"


async def test_a_way_back_leads_to_the_ticket(house: House) -> None:
    zana = await staff(house, "helper", "Zana", "3001")
    await changing(house)
    await looked(zana)
    assert (await zana.write("back"))[-1].startswith("Voice note")


async def test_whoever_went_on_meanwhile_is_left_alone(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    await looked(zana)
    await taps(ana, "continue", "name")
    await ana.write("Anita")
    assert await ana.at() == "registration.name_ok"
    said = await picks(zana, "📍 Town")
    assert said[0] == GONE_ON
    assert said[-1].startswith("Voice note")
    assert await ana.at() == "registration.name_ok"
    assert await statuses(house) == ["open"]
    assert await zana.tap("answer") == ["They read English. Speak 🎤 or write your answer."]


async def test_the_same_screen_about_something_else_is_another_one(house: House) -> None:
    """Who has told other work since is not taken by the word for the first."""
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.join()
    await ana.write("Ana")
    await taps(ana, "yes", "tirana", "sewing")
    await speaks(ana)
    assert await looked(zana) == [SAID.format("… 👤, Tirana 📍, 🧵 Sewing, clothes. Is it right?")]
    await taps(ana, "continue", "change", "trade", "farming")
    assert await ana.at() == "registration.check"
    assert (await picks(zana, "👍 Right"))[0] == GONE_ON
    assert await ana.at() == "registration.check"
    assert await looked(zana) == [SAID.format("… 👤, Tirana 📍, 🌾 Farming. Is it right?")]
    assert (await picks(zana, "👍 Right"))[0] == CHOSEN
    assert (await ana.person()).trade == "farming"


async def test_whoever_called_a_person_and_speaks_may_mean_a_choice(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    await taps(ana, "wait")
    await ana.write("help")
    assert await speaks(ana) == ["Your message waits. A person will see it."]
    await house.move(timedelta(hours=1))
    await zana.write("menu")
    await taps(zana, "staff", "desk", "open", "t1", "close", "close")
    assert await looked(zana, "t2") == [SAID.format("What to change?")]
    assert (await picks(zana, "🛠️ Work"))[0] == CHOSEN
    assert await ana.at() == "registration.trade"


async def test_two_helpers_who_tap_have_one_effect(house: House) -> None:
    zana, besa = await staff(house, "helper", "Zana", "3001"), await staff(house, "helper", "Besa", "3002")
    ana = await changing(house)
    for one in (zana, besa):
        await looked(one)
    assert (await picks(zana, "📍 Town"))[0] == CHOSEN
    assert (await picks(besa, "👤 Name"))[0] == "This waits no more."
    assert await ana.at() == "registration.town"
    assert len([row for row in await house.rows(tables.inbox) if row["key"].startswith("staff:")]) == 1


async def test_a_button_of_another_ticket_means_nothing(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    eva = Guest(house, "1002")
    await eva.join()
    await eva.write("Eva")
    await taps(eva, "yes", "tirana", "sewing", "change")
    await speaks(eva)
    await looked(zana)
    (old,) = [one for part in zana.parts for one in part.buttons if one.label.endswith("📍 Town")]
    await looked(zana, "t2")
    said = await zana.send("tap", payload=old.payload, callback="c")
    assert said == ["That card is old. Here is the new one.", SAID.format("What to change?")]
    assert [await one.at() for one in (ana, eva)] == ["heard.ask", "heard.ask"]


async def test_what_is_only_their_own_is_not_offered(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.write("hello")
    await taps(ana, "en", "next")
    await speaks(ana)
    assert await looked(zana) == ["They read English. Speak 🎤 or write your answer."]
    assert await ana.at() == "heard.ask"


async def test_whoever_stopped_is_not_tapped_for(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    number, later = (await ana.contact()).id, house.clock.now() + timedelta(hours=1)
    await looked(zana)
    await house.run(lambda c: contacts.change(c, number, stopped_at=later))
    assert (await picks(zana, "📍 Town"))[0] == "Not sent: they stopped all messages. The ticket stays."
    await looked(zana)
    await house.run(lambda c: contacts.change(c, number, unreachable_at=later))
    assert (await picks(zana, "📍 Town"))[0] == "Not sent: they cannot be reached. The ticket stays."
    assert await ana.at() == "heard.ask"


@pytest.mark.parametrize(
    ("screen", "label", "key"), [("town", "Elbasan", "elbasan"), ("trade", "🌾 Farming", "farming")]
)
async def test_a_spoken_town_or_trade_is_tapped(house: House, screen: str, label: str, key: str) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.join()
    await ana.write("Ana")
    await taps(ana, "yes", *(["tirana"] if screen == "trade" else []))
    await speaks(ana)
    await house.core.media.work()
    asked = {"town": "Where do you work?", "trade": "What is your work?"}[screen]
    assert await looked(zana) == [SAID.format(asked)]
    if label not in labels(zana):
        await zana.tap("more")
    assert (await picks(zana, label))[0] == "Written down. They are not asked again."
    person = (await ana.contact()).person_id
    found = await house.read(lambda c: people.get(c, person or 0))
    assert found is not None
    assert (found.town, found.trade)[screen == "trade"] == key


async def test_a_town_that_is_not_listed_is_written(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.join()
    await ana.write("Ana")
    await ana.tap("yes")
    await speaks(ana)
    await looked(zana)
    assert (await zana.tap("none"))[-1] == "Town to write down. Write down what was said, or answer them?"
    await zana.tap("write")
    assert (await zana.write("Kamza"))[0] == "Written down. They are not asked again."


async def test_all_pages_of_a_list_may_be_meant(house: House) -> None:
    """Whoever speaks stands on the first page; what they said may be on another."""
    zana, ana = await staff(house, "helper", "Zana", "3001"), await member(house)
    now, begin = house.clock.now(), house.clock.now().replace(tzinfo=None)
    for day in range(1, 13):
        days = [(begin + timedelta(days=day), timedelta(hours=2))]
        await house.run(partial(dinner, now=now, days=days))
    await ana.write("menu")
    await ana.tap("meetings")
    await speaks(ana)
    assert await looked(zana) == [SAID.format("Meetings near you. Tap one.")]
    shown = labels(zana)
    assert len(shown) == 9
    assert NONE in shown
    await zana.tap("more")
    shown += labels(zana)
    assert len([one for one in dict.fromkeys(shown) if one.startswith("🍽️")]) == 12
    assert (await picks(zana, labels(zana)[0]))[0] == CHOSEN
    assert await ana.at() == "meeting.card"


async def test_nobody_elses_choices_are_offered(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), await changing(house)
    await looked(zana)
    await house.run(lambda c: c.execute(tables.contact.update().where(tables.contact.c.id == 2).values(country="RS")))
    assert (await picks(zana, "📍 Town"))[0] == "This waits no more."
    assert await ana.at() == "heard.ask"


async def test_a_spoken_name_is_written_in_chat_while_they_go_on(house: House) -> None:
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house)
    await ana.join()
    assert (await speaks(ana))[0] == "Thank you. A person will write your name."
    await house.core.media.work()
    await taps(ana, "tirana", "sewing")
    await zana.write("menu")
    await taps(zana, "staff", "desk", "open", "t1")
    assert [bool(part.voice) for part in zana.parts].count(True) == 1
    said = await zana.tap("answer")
    assert said[-1] == "Name, spoken. Write down what was said, or answer them?"
    await zana.tap("write")
    assert (await zana.write("Ana"))[0] == "Written down. They are not asked again."
    assert (await ana.write("again"))[-1] == "Ana 👤, Tirana 📍, 🧵 Sewing, clothes. Is it right?"
    await ana.tap("right")
    person = await ana.person()
    assert (person.name, person.name_pending) == ("Ana", False)


async def test_a_country_that_was_spoken_is_written(house: House) -> None:
    """Nobody knows yet of which country's towns it may be: none is offered."""
    zana, ana = await staff(house, "helper", "Zana", "3001"), Guest(house, "+491701234567", SIM_WHATSAPP)
    await ana.write("hello")
    await taps(ana, "en", "next", "yes", "yes")
    await ana.write("Ana")
    await ana.tap("yes")
    assert await ana.at() == "registration.country"
    await speaks(ana)
    assert (await looked(zana))[-1] == "Town to write down. Write down what was said, or answer them?"
