"""The commands about courses: content in and out, what is there, how it goes, offers and certificates."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.commands.database import chosen, with_core
from bot.commands.lists import counted, one_line, say_none, say_what_is_hidden
from bot.commands.numbers import row_number
from bot.commands.outcome import guarded
from bot.commands.times import Days, span
from bot.core import Core, speech_of
from bot.drawings import paper_defect
from bot.languages import LANGUAGES
from bot.services import certificates, course_counts, course_offers, courses
from bot.services.course_preview import screens
from bot.services.staff import OPERATOR
from flows.content.course import Course
from flows.content.form import ContentDefect
from storage import courses as rows
from storage.studies import Count

File = Annotated[Path, typer.Argument(help="A CSV file, UTF-8; its name is the name of the course.")]
Number = Annotated[int, row_number("The contact's number: `drom person find` and `drom tickets` show it.")]

COUNTED = ("started", "finished", "certificates", "brochures", "asked", "enrolled", "completed")
LINE = (
    "{started} started, {finished} finished, {certificates} certificates, {brochures} brochures; "
    "bigger course: {asked} asked, {enrolled} enrolled, {completed} finished"
)
course = typer.Typer(help="Short courses.", no_args_is_help=True, rich_markup_mode=None)
certificate = typer.Typer(help="Certificates.", no_args_is_help=True, rich_markup_mode=None)


class Stands(StrEnum):
    """What staff tell of somebody and the bigger course."""

    ENROLLED = "enrolled"
    FINISHED = "finished"


@course.command("list")
@guarded
def list_courses(context: typer.Context) -> None:
    """List the courses, and how far each is translated and confirmed by native readers."""

    def work(core: Core, connection: Connection) -> list[tuple[rows.Course, str]]:
        return [(one, rows.source(connection, one.id)) for one in rows.every(connection)]

    found = with_core(context, work, reads=True)
    for one, source in found:
        review = courses.review(courses.read_text(source, one.key))
        languages = [f"{name} {review.there[name]}/{review.texts}" for name in review.there]
        drafts = sum(review.there[name] - review.confirmed[name] for name in review.there if name != "en")
        print(one_line(one.key, one.status, f"version {one.version}", *languages, f"{drafts} drafts"))
    if not found:
        say_none(context, "There is no course.")


@course.command("import")
@guarded
def bring(context: typer.Context, file: File) -> None:
    """Check a course and bring it in, all of it or nothing; a running Drom teaches it at once."""
    found = _read(file)

    def work(core: Core, connection: Connection) -> list[str]:
        courses.put(connection, OPERATOR, found, core.clock.now())
        return courses.alike(connection, found, str(file))

    doubtful = with_core(context, work)
    number = "1 lesson" if len(found.lessons) == 1 else f"{len(found.lessons)} lessons"
    print(f"The course {found.key} has {number} and is {found.status}.")
    for sentence in doubtful:
        print(sentence, file=sys.stderr)


@course.command("export")
@guarded
def take_out(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Where to: the name of a course, with .csv.")]
) -> None:
    """Write a course into a CSV file for a spreadsheet; `drom courses import` reads it without loss."""

    def work(core: Core, connection: Connection) -> str:
        found = rows.by_key(connection, file.stem)
        if found is None:
            raise LookupError(f"there is no course {file.stem}")
        return rows.source(connection, found.id)

    file.write_bytes(with_core(context, work, reads=True).encode("utf-8-sig"))
    print(f"The course is in {file}.")


@course.command("preview")
@guarded
def preview(
    context: typer.Context,
    file: File,
    language: Annotated[str, typer.Option(help="The language of who reads it.")] = "en",
    country: Annotated[str, typer.Option(help="Their country, such as AL.")] = "",
) -> None:
    """Check a course and show its screens as they stand on both messengers; nothing is changed."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language; choose of {', '.join(LANGUAGES)}")
    found, speech = _read(file), speech_of(chosen(context))
    for channel in (SIM_TELEGRAM, SIM_WHATSAPP):
        print(f"{channel.removeprefix('sim-')}:")
        print("\n".join(f"  {line}" for line in screens(found, speech, language, country, channel)))


@course.command("count")
@guarded
def count(
    context: typer.Context,
    days: Days = 0,
    organisation: Annotated[str, typer.Option(help="Only of this organisation (its key).")] = "",
) -> None:
    """Count people who began, finished, and got what, by course, country and language; none under five."""

    def look(core: Core, connection: Connection) -> tuple[list[Count], dict[int, str]]:
        when = span(days, core.clock.now())
        found = course_counts.of_courses(connection, OPERATOR, *when, organisation=organisation)
        return found, {one.id: one.key for one in rows.every(connection)}

    found, names = with_core(context, look, reads=True)
    told = counted({f"{names[one.course_id]} {one.country or '-'} {one.language}": one for one in found}, COUNTED)
    for where, one in told.items():
        print(f"{where}: {LINE.format(**one)}")
    say_what_is_hidden(told)
    if not found:
        say_none(context, "Nobody has begun a course.")


@course.command("offer")
@guarded
def offer(context: typer.Context, number: Number, stands: Stands) -> None:
    """Note that somebody who asked for the bigger course is enrolled there, or has finished it."""

    def work(core: Core, connection: Connection) -> int:
        return course_offers.note(connection, OPERATOR, core.speech.programme, number, stands.value, core.clock.now())

    with_core(context, work)
    print("Noted.")


def _read(file: Path) -> Course:
    """Return a course, checked also for what its papers can show."""
    found = courses.read_file(file)
    if wrong := paper_defect(found, str(file)):
        raise ContentDefect(wrong)
    return found


@certificate.command("find")
@guarded
def find(
    context: typer.Context,
    printed: Annotated[str, typer.Argument(metavar="NUMBER", help="What stands on it, such as 00012-3456.")],
) -> None:
    """Tell whether a certificate is ours: whose it is, for which course, and when it was finished."""
    found = with_core(context, lambda core, connection: certificates.find(connection, OPERATOR, printed), reads=True)
    day = f"{found.finished_at:%Y-%m-%d}" if found.finished_at else ""
    print(one_line(found.number, found.name, found.title["en"], day, found.organisation, found.country))
