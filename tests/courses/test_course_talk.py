"""Somebody learns: lessons in order, no failing, going on at the same lesson, and what finishing brings."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.services import courses, privacy
from bot.services.staff import OPERATOR
from storage import certificates, pledges, studies, tables, tickets, tips
from tests.courses.pupil import LESSONS, RIGHT, begin, enter, finish, learn
from tests.house import Guest, House, living

DAY = timedelta(days=1)
MENU = "What do you want?"
WELCOME = "Small lessons: 7. You can stop anytime. Start?"
FIRST = ["🎓 1. Thrown away is money lost. Circle means: use it again.", "Jacket with a broken zip. What first?"]


async def test_the_first_lesson_is_one_tap_from_the_menu(ana: Guest) -> None:
    assert await enter(ana) == [WELCOME]
    assert await ana.tap("start") == [FIRST[0], "", FIRST[1]]
    assert ana.parts[1].picture == "sign:circle", "who does not read the words sees the picture"
    assert [button.label for button in ana.parts[-1].buttons] == ["🔧 Fix it", "🗑️ Throw", "🔥 Burn"]


async def test_a_right_answer_says_why(ana: Guest) -> None:
    await begin(ana)
    said = await ana.tap("circle_fix")
    assert said == ["Yes! 👏\nA new zip costs little. A new jacket costs much.", "Lesson 1 of 7 done. Go on?"]


async def test_nobody_fails(ana: Guest) -> None:
    await begin(ana)
    said = await ana.tap("circle_burn")
    assert said[0] == "Good try. The answer: 🔧 Fix it\nA new zip costs little. A new jacket costs much."
    assert said[1] == "Lesson 1 of 7 done. Go on?"


async def test_a_spoken_answer_is_kept_and_the_right_one_told(ana: Guest) -> None:
    await begin(ana)
    said = await ana.say()
    assert said[0].startswith("I keep your voice. The answer: 🔧 Fix it\n")
    [row] = await ana.house.rows(tables.lesson_answer)
    assert (row["value"], row["correct"]) == ("", None)
    assert row["media_id"] is not None


@pytest.mark.parametrize("way", ["press", "copy"])
async def test_a_digit_or_the_words_answer_too(ana: Guest, way: str) -> None:
    await begin(ana)
    said = await getattr(ana, way)("circle_fix")
    assert said[0].startswith("Yes! 👏")


async def test_an_old_lessons_button_answers_nothing_else(ana: Guest) -> None:
    await begin(ana)
    old = ana.payload("circle_throw")
    await ana.tap("circle_fix")
    await ana.tap("on")
    said = await ana.send("tap", payload=old, callback="c")
    assert said[0] == "That card is old. Here is the new one."
    assert len(await ana.house.rows(tables.lesson_answer)) == 1


@pytest.mark.parametrize("done", range(7))
async def test_months_later_the_course_goes_on_at_the_same_lesson(ana: Guest, done: int) -> None:
    await begin(ana)
    await learn(ana, done)
    await ana.house.move(200 * DAY)
    await enter(ana)
    said = await ana.tap("on" if done else "start")
    assert said[0].startswith(f"🎓 {done + 1}. ")
    assert {button.payload.split("@")[0].split(".")[-1] for button in ana.parts[-1].buttons} >= {RIGHT[LESSONS[done]]}


async def test_a_chosen_practice_is_asked_about_like_a_tip(ana: Guest) -> None:
    said = await finish(ana)
    assert said == ["Good! 🔧 Repair\nOne small step today is a good beginning.", NAME]
    person = await ana.person()
    [made] = await ana.house.read(lambda c: pledges.of_person(c, person.id))
    tip = await ana.house.read(lambda c: tips.get(c, made.tip_id))
    assert tip is not None
    assert (tip.key, made.state) == ("ALL4", "trying")


NAME = "You finished! Say the name for your certificate 🎤."


async def test_a_certificate_comes_as_a_picture_and_a_paper(ana: Guest) -> None:
    await finish(ana)
    assert await ana.write("Đulijana Đorđević") == ["Đulijana Đorđević: is this right?"]
    said = await ana.tap("yes")
    assert said == ["Here is your certificate 🏅. Show it with pride!", "", "", "Want the picture brochure too?"]
    for kind, name in (("image/png", ana.parts[1].picture), ("application/pdf", ana.parts[2].document)):
        found = await ana.house.core.library.find(name)
        assert found is not None
        assert found.content_type == kind
        assert found.path.stat().st_size > 5000
    assert await ana.tap("yes") == [
        "Here is the brochure.",
        "",
        "There is a bigger course online. Shall somebody help?",
    ]
    assert await ana.house.core.library.find(ana.parts[1].document) is not None
    assert await ana.tap("yes") == ["Good! A person will answer here.", MENU]
    [ticket] = await ana.house.read(tickets.waiting)
    assert ticket.kind == "bigger_course"


async def test_the_name_that_is_known_is_one_tap(ana: Guest) -> None:
    await finish(ana)
    assert await ana.tap("mine") == ["Ana: is this right?"]
    await ana.tap("yes")
    person = await ana.person()
    [row] = await ana.house.read(lambda c: certificates.of_person(c, person.id))
    assert row.name == "Ana"


async def test_a_name_that_nobody_knows_is_asked_for(school: House) -> None:
    guest = Guest(school, hint="en")
    await guest.join()
    for value in ("skip", "tirana", "sewing", "right"):
        await guest.tap(value)
    await finish(guest)
    assert await guest.tap("mine") == ["I do not know your name yet. Say it 🎤 or write."]
    assert await guest.write("Z\u030celjka") == ["Željka: is this right?"]
    assert (await guest.tap("yes"))[0] == "Here is your certificate 🏅. Show it with pride!"


@pytest.mark.parametrize("strange", ["Ana 🌸", "ليلى", "12", "x" * 61])
async def test_a_name_that_no_paper_can_bear_is_asked_for_again(ana: Guest, strange: str) -> None:
    await finish(ana)
    assert await ana.write(strange) == ["Only a name, in Latin or Cyrillic letters. Or say it 🎤."]
    assert await ana.write("Ана") == ["Ана: is this right?"]


async def test_who_has_finished_gets_all_of_it_again(ana: Guest) -> None:
    await finish(ana)
    await ana.tap("mine")
    await ana.tap("yes")
    assert await enter(ana) == ["You finished this course. What do you want?"]
    assert await ana.tap("certificate") == ["Here is your certificate 🏅. Show it with pride!", "", "", MENU]
    await ana.write("3")
    assert (await ana.tap("brochure"))[0] == "Here is the brochure."


async def _change(ana: Guest, before: str, after: str) -> None:
    """Let staff bring in the course with other words in its file."""
    [row] = await ana.house.rows(tables.course)
    assert before in row["source"]
    found = courses.read_text(row["source"].replace(before, after), row["key"])
    await ana.house.run(lambda c: courses.put(c, OPERATOR, found, ana.house.clock.now()))


@pytest.mark.parametrize(
    ("gives", "offered"),
    [("", None), ("brochure", ["brochure"]), ("certificate offer", ["certificate", "offer"])],
)
async def test_who_has_finished_is_offered_only_what_the_course_gives(
    ana: Guest, gives: str, offered: list[str] | None
) -> None:
    await _change(ana, ",gives,certificate brochure offer,", f",gives,{gives},")
    await finish(ana)
    said = await enter(ana)
    if offered is None:
        assert said == ["You finished this course.", MENU]
        return
    assert said == ["You finished this course. What do you want?"]
    shown = [button.payload.split("@")[0].split(".")[-1] for button in ana.parts[-1].buttons]
    assert shown == [*offered, "menu"]
    first = {"brochure": "Here is the brochure.", "certificate": NAME}[offered[0]]
    assert (await ana.tap(offered[0]))[0] == first


async def test_who_has_finished_keeps_what_a_retired_course_gave(ana: Guest, school: House) -> None:
    await finish(ana)
    await ana.tap("mine")
    await ana.tap("yes")
    await _change(ana, ",status,live,", ",status,retired,")
    assert await enter(ana) == ["You finished this course. What do you want?"]
    assert (await ana.tap("certificate"))[:3] == ["Here is your certificate 🏅. Show it with pride!", "", ""]
    another = Guest(school, "2", hint="en")
    await another.register()
    assert await enter(another) == ["No course now. Come back later.", MENU]


async def test_a_lessons_picture_is_a_file_that_any_messenger_shows(ana: Guest) -> None:
    await begin(ana)
    found = await ana.house.core.library.find(ana.parts[1].picture)
    assert found is not None
    assert (found.content_type, ana.house.core.library.is_lasting(ana.parts[1].picture)) == ("image/png", True)
    assert found.path.stat().st_size < 20_000
    assert await ana.house.core.library.find("sign:nothing") is None


async def test_who_was_at_the_last_lesson_of_a_course_that_is_shorter_now_finishes_it(ana: Guest) -> None:
    await begin(ana)
    await learn(ana, 6)
    [row] = await ana.house.rows(tables.course)
    shorter = "".join(line for line in row["source"].splitlines(keepends=True) if not line.startswith("tell,"))
    now = ana.house.clock.now()
    await ana.house.run(lambda c: courses.put(c, OPERATOR, courses.read_text(shorter, row["key"]), now))
    assert await enter(ana) == ["Lesson 6 of 6 done. Go on?"]
    assert await ana.tap("on") == [NAME]
    await ana.write("Ana")
    assert (await ana.tap("yes"))[0] == "Here is your certificate 🏅. Show it with pride!"
    [study] = await ana.house.rows(tables.study)
    assert study["finished_at"] is not None


async def test_a_guest_learns_and_keeps_it_after_joining(school: House) -> None:
    guest = Guest(school, hint="en")
    await guest.write("hello")
    await guest.tap("en")
    await guest.tap("next")
    await guest.tap("no")
    await begin(guest)
    assert (await learn(guest, 7))[-1] == "You finished! For a certificate I must know you. Join?"
    contact = await guest.contact()
    told = await school.read(lambda connection: privacy.gather(connection, contact))
    assert (len(told["study"]), len(told["lesson_answer"])) == (1, 7), "it is a guest's own, too"
    for value in ("yes", "yes", "yes"):
        await guest.tap(value)
    await guest.write("Ana")
    for value in ("yes", "al", "tirana", "sewing", "right"):
        await guest.tap(value)
    await enter(guest)
    assert await guest.tap("certificate") == [NAME]
    [row] = await school.rows(tables.study)
    assert row["person_id"] == (await guest.person()).id


async def test_tomorrow_it_asks_at_the_same_hour(ana: Guest) -> None:
    await begin(ana)
    await learn(ana, 2)
    assert await ana.tap("tomorrow") == ["Okay. I ask you tomorrow.", MENU]
    await ana.house.move(DAY - timedelta(minutes=1))
    assert ana.house.heard(ana.box, ana.address) == []
    await ana.house.move(timedelta(minutes=1))
    ana.parts = ana.house.heard(ana.box, ana.address)
    assert [part.text for part in ana.parts] == ["Lessons done: 2 of 7. Go on now?"]
    assert (await ana.tap("on"))[0].startswith("🎓 3. ")


async def test_who_has_stopped_is_promised_nothing(ana: Guest) -> None:
    await ana.write("stop")
    await enter(ana)
    assert await ana.tap("tomorrow") == ["Okay. Come back anytime.", MENU]
    await ana.house.move(2 * DAY)
    assert ana.house.heard(ana.box, ana.address) == []
    assert await ana.house.rows(tables.call) == []


async def test_who_has_gone_on_is_not_asked(ana: Guest) -> None:
    await enter(ana)
    await ana.tap("tomorrow")
    await begin(ana)
    await learn(ana, 1)
    await ana.house.move(DAY)
    assert ana.house.heard(ana.box, ana.address) == []


async def test_a_lesson_is_said_in_the_language_that_is_chosen_meanwhile(ana: Guest) -> None:
    await begin(ana)
    await ana.write("language")
    await ana.tap("mk")
    assert ana.parts[-1].text == "Јакна со расипан патент. Што прво?"
    assert [button.label for button in ana.parts[-1].buttons] == ["🔧 Поправи", "🗑️ Фрли", "🔥 Запали"]
    assert (await ana.write("Поправи"))[0] == "Да! 👏\nНов патент чини малку. Нова јакна чини многу."


async def test_without_a_course_it_says_so(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    assert await guest.tap("course") == ["No course now. Come back later.", MENU]


async def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        await house.core.load_content()
        guest = Guest(house, hint="en")
        await guest.register()
        await begin(guest)
        await learn(guest, 3)
    async with living(tmp_path) as house:
        await house.core.load_content()
        again = Guest(house, hint="en")
        house.keys = 500
        again.parts = guest.parts
        assert (await again.tap("on"))[0].startswith("🎓 4. ")
        found = await house.read(lambda c: studies.get(c, 1))
        assert found is not None
        assert found.finished_at is None
