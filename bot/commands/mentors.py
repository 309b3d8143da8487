"""The commands about mentors and helpers: who they are, what waits for them, how questions go; never what is asked."""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from bot.commands.database import spelt, with_core
from bot.commands.lists import HIDDEN, MOST, one_line, say_none, say_what_is_hidden, say_whether_all
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.commands.times import minute
from bot.core import Core, token
from bot.services import mentors as profiles
from bot.services import question_counts, question_desk, slots, staff
from bot.services.question_counts import Figures, Told
from bot.services.staff import OPERATOR
from storage import mentors as rows
from storage.mentors import Mentor
from storage.questions import Question

mentors = typer.Typer(help="Who answers questions, and how that goes.", no_args_is_help=True, rich_markup_mode=None)


class By(StrEnum):
    """What questions may be counted by."""

    COUNTRY = "country"
    LANGUAGE = "language"
    TOPIC = "topic"


class Gender(StrEnum):
    """What may be told of a mentor, for whoever wants to ask a woman."""

    WOMAN = "woman"
    MAN = "man"


def _keys(given: str) -> tuple[str, ...]:
    return tuple(word for word in given.replace(" ", "").split(",") if word)


def _two_hours(given: str) -> tuple[int, int]:
    """Return two hours as they were typed; raises ValueError."""
    if not (found := re.fullmatch(r"(\d{1,2})-(\d{1,2})", given)):
        raise ValueError("hours must be two whole hours of their day, such as 9-17")
    return int(found[1]), int(found[2])


QuestionNumber = Annotated[int, row_number("The question's number: `drom mentors questions` and tickets show it.")]
RoleNumber = Annotated[int, row_number("The role's number, the first in its line of `drom mentors list`.")]
Languages = Annotated[str, typer.Option(help="What they speak, of sq, rom, sr, mk, en: sq,rom.")]
Topics = Annotated[str, typer.Option(help=f"Of {', '.join(profiles.TOPICS)}; left out: all.")]
Countries = Annotated[str, typer.Option(help="Keys of the programme file; left out: all.")]
Hours = Annotated[
    str, typer.Option(metavar="FROM-TO", help="Between which hours of their own day they are asked; left out: 7-22.")
]


@mentors.command("add")
@guarded
def add_mentor(
    context: typer.Context,
    languages: Languages,
    topics: Topics = "",
    countries: Countries = "",
    hours: Hours = "",
    gender: Annotated[Gender | None, typer.Option(help="Told by themself; for whoever wants a woman.")] = None,
    helper: Annotated[bool, typer.Option("--helper", help="They say it in other words and do not answer.")] = False,
    organisation: Annotated[str, typer.Option(help="A key of the programme file; left out: all.")] = "",
    country: Annotated[str, typer.Option(help="A key of the programme file; left out: all.")] = "",
    label: Annotated[str, typer.Option(help="Who it is for.")] = "",
) -> None:
    """Make somebody a mentor and print the link that they open, once, within ten minutes."""

    def work(core: Core, connection: Connection) -> tuple[int, str]:
        programme, now = core.speech.programme, core.clock.now()
        place = {"organisation": organisation, "country": country, "label": label}
        told_of = _told(languages, topics, countries, hours) | ({"gender": gender.value} if gender else {})
        kind: Any = "helper" if helper else "mentor"
        role_id = profiles.add(connection, OPERATOR, programme, kind, now, **place, **told_of)
        return role_id, staff.invite(connection, OPERATOR, role_id, now, token)

    role_id, payload = with_core(context, work)
    print(f"Role {role_id}. Send this to the bot within ten minutes: ", end="")
    print(f"/start {payload} (Telegram), join {payload} (WhatsApp). A new link: {spelt(context)} staff link {role_id}.")


@mentors.command("change")
@guarded
def change_mentor(
    context: typer.Context,
    number: RoleNumber,
    languages: Languages = "",
    topics: Topics = "",
    countries: Countries = "",
    hours: Hours = "",
) -> None:
    """Change what a mentor or a helper can do; what is left out stays."""

    def work(core: Core, connection: Connection) -> None:
        found = _of_role(connection, number)
        changed = _told(languages, topics, countries, hours)
        profiles.check(core.speech.programme, changed)
        profiles.change(connection, found.id, **changed)
        profiles.note(connection, OPERATOR, "profile_changed", number, core.clock.now())

    with_core(context, work)
    print("Changed.")


@mentors.command("list")
@guarded
def list_mentors(context: typer.Context) -> None:
    """List mentors and helpers: what they speak, their topics, countries and hours."""
    found = with_core(context, lambda core, c: [(one, _stand(core, one)) for one in rows.every(c)], reads=True)
    for one, stand in found:
        there, about = ",".join(profiles.countries(one)) or "all countries", ",".join(one.topics) or "all topics"
        speaks, hours = ",".join(one.languages), f"{one.from_hour}-{one.to_hour}"
        print(one_line(one.role_id, one.kind, one.organisation or "all", speaks, about, there, hours, one.label, stand))
    if not found:
        say_none(context, "There is no mentor.")


@mentors.command("questions")
@guarded
def list_questions(context: typer.Context) -> None:
    """List the questions that have no answer yet, the longest waiting first."""

    def work(core: Core, connection: Connection) -> list[tuple[Question, timedelta]]:
        now = core.clock.now()
        return [(one, now - one.since) for one in question_desk.open_ones(connection, OPERATOR, MOST)]

    found = with_core(context, work, reads=True)
    for one, wait in found:
        hours = f"{int(wait / timedelta(hours=1))} h"
        print(one_line(one.id, one.state.replace("_", " "), one.country, one.language, one.topic, hours))
    if not found:
        say_none(context, "No question waits.")
    say_whether_all(len(found))


@mentors.command("explain")
@guarded
def explain_question(context: typer.Context, number: QuestionNumber) -> None:
    """Tell every step of a question: whom it was offered to and why, who took it, what was translated."""

    def work(_core: Core, connection: Connection) -> list[question_counts.Step]:
        return question_counts.steps(connection, question_desk.read(connection, OPERATOR, number))

    for step in with_core(context, work, reads=True):
        print(one_line(minute(step.at), step.what, step.detail))


@mentors.command("release")
@guarded
def release_question(context: typer.Context, number: QuestionNumber) -> None:
    """Give a flagged question back to mentors."""
    with_core(
        context, lambda core, c: question_desk.release(c, OPERATOR, core.speech.programme, number, core.clock.now())
    )
    print("Given back.")


@mentors.command("close")
@guarded
def close_question(context: typer.Context, number: QuestionNumber) -> None:
    """Close a question; who asked is told."""
    with_core(context, lambda core, c: question_desk.close(c, OPERATOR, number, core.clock.now()))
    print("Closed.")


@mentors.command("expert")
@guarded
def make_expert(
    context: typer.Context,
    meeting: Annotated[int, row_number("The number of a mentor day, as cards and staff's lists show it.")],
    number: RoleNumber,
) -> None:
    """Make a mentor an expert of a mentor day: they open their times, members book them."""

    def work(core: Core, connection: Connection) -> None:
        found = _of_role(connection, number)
        if found.kind != "mentor":
            raise ValueError(f"role {number} is a {found.kind}'s: only a mentor opens times")
        if found.person_id is None:
            raise ValueError(f"role {number} has not been taken yet")
        slots.add_expert(connection, OPERATOR, meeting, found.person_id, core.clock.now())

    with_core(context, work)
    print("Done.")


@mentors.command("count")
@guarded
def count_questions(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, help="Questions asked in so many days.")] = 30,
    by: Annotated[By | None, typer.Option(help="Count apart.")] = None,
) -> None:
    """Count questions: how long people waited, were helped, and how many claims lapsed; none under five."""

    def work(core: Core, connection: Connection) -> list[Figures]:
        now = core.clock.now()
        key = by.value if by else ""
        return [*question_counts.count(connection, OPERATOR, now - timedelta(days=days), now, key)]

    found = with_core(context, work, reads=True)
    rows_told = {one.about or "all": (one, _cells(one)) for one in question_counts.told(found)}
    for about, (one, cells) in rows_told.items():
        print(_line(about, one, cells))
    say_what_is_hidden({about: cells for about, (_, cells) in rows_told.items()})
    if not any(one.asked for one in found):
        say_none(context, "No question was asked.")


def _cells(one: Told) -> dict[str, str]:
    return {name: HIDDEN if number is None else str(number) for name, number in one.numbers.items()}


def _line(about: str, one: Told, cells: Mapping[str, str]) -> str:
    waits = [HIDDEN if one.waited and wait is None else _hours(wait) for wait in (one.median, one.ninety)]
    line = (
        "asked {asked}  answered {answered}  first answer: half within {median}, nine of ten within {ninety}  "
        "helped {helped} of {graded}  lapsed claims {lapsed}  over 48 h {late}  waiting {waiting}"
    )
    return one_line(about, line.format(**cells, median=waits[0], ninety=waits[1]))


def _hours(wait: timedelta | None) -> str:
    return "-" if wait is None else f"{wait / timedelta(hours=1):.1f} h"


def _told(languages: str, topics: str, countries: str, hours: str) -> dict[str, Any]:
    lists = {"languages": _keys(languages), "topics": _keys(topics), "countries": _keys(countries)}
    return {name: keys for name, keys in lists.items() if keys} | ({"hours": _two_hours(hours)} if hours else {})


def _of_role(connection: Connection, number: int) -> Mentor:
    found = rows.of_role(connection, number)
    if found is None:
        raise LookupError(f"there is no mentor or helper with the role {number}")
    return found


def _stand(core: Core, one: Mentor) -> str:
    if one.person_id is None:
        return "(not taken yet)"
    return f"(paused until {one.paused_until:%Y-%m-%d})" if profiles.is_paused(one, core.clock.now()) else ""
