"""Several courses beside each other: each can be tapped on both phones, whatever they are called."""

from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import courses
from bot.services.staff import OPERATOR
from flows.content import course as form
from storage import courses as rows
from storage import tables
from tests.courses.pupil import enter
from tests.courses.test_course_content import QUIZ
from tests.house import Guest, House
from tests.meetings.guests import NOON

WHICH = "Which course do you want?"
CIRCULAR = "🎓 Short course: circular economy"


def titled(key: str, title: str) -> form.Course:
    """Return a course of one question under a name of its own."""
    return form.parse(QUIZ.replace(",title,,Quiz", f",title,,{title}").encode(), key, f"{key}.csv")


async def bring(house: House, **titles: str) -> None:
    """Bring in courses by their names and English titles."""

    def work(connection: Connection) -> None:
        for key, title in titles.items():
            courses.put(connection, OPERATOR, titled(key, title), NOON)

    await house.run(work)


async def numbered(house: House, box: str, said: str, number: str) -> str:
    """Open the courses, tap one by the number that its button bears; return what the first one asks."""
    guest = Guest(house, "1001" if box == SIM_TELEGRAM else "+355690001", box, hint="en")
    await guest.register()
    assert await enter(guest) == [said]
    buttons = {button.label: button.payload for button in guest.parts[-1].buttons}
    assert list(buttons) == [str(place) for place in range(1, len(buttons) + 1)]
    await guest.send("tap", payload=buttons[number], callback="c")
    return (await guest.tap("start"))[-1]


async def test_two_of_one_title_are_tapped_by_number(school: House) -> None:
    await bring(school, first="Quiz", second="Quiz")
    said = f"{WHICH}\n\n1. {CIRCULAR}\n2. 🎓 Quiz\n3. 🎓 Quiz"
    assert await numbered(school, SIM_TELEGRAM, said, "3") == "Which is green?"
    [study] = await school.rows(tables.study)
    [second] = [one.id for one in await school.read(rows.every) if one.key == "second"]
    assert study["course_id"] == second


async def test_a_title_that_no_button_holds_is_written_out_whole(school: House) -> None:
    long = "Everything that circles: mending and lending and sorting and sharing"
    await bring(school, first=long)
    for box in (SIM_TELEGRAM, SIM_WHATSAPP):
        said = f"{WHICH}\n\n1. {CIRCULAR}\n2. 🎓 {long}"
        assert await numbered(school, box, said, "2") == "Which is green?"


async def test_titles_that_fit_are_on_their_buttons(school: House) -> None:
    await bring(school, first="Quiz")
    guest = Guest(school, hint="en")
    await guest.register()
    assert await enter(guest) == [WHICH]
    assert [button.label for button in guest.parts[-1].buttons] == [CIRCULAR, "🎓 Quiz"]


async def test_who_brings_in_a_title_twice_is_told_where_it_stands(school: House) -> None:
    await bring(school, first="Quiz")

    def work(connection: Connection) -> tuple[list[str], ...]:
        told = [courses.alike(connection, titled(key, title), "x.csv") for key, title in asked]
        return (*told,)

    asked = (("first", "Quiz"), ("second", "quiz"), ("third", "Other"))
    same, twice, other = await school.read(work)
    assert same == []
    assert twice == ["x.csv:4: the course first has the same title in en, sq, sr_Cyrl, mk: nobody can tell them apart."]
    assert other == ["x.csv:4: the course first has the same title in sq, sr_Cyrl, mk: nobody can tell them apart."]
