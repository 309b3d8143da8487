"""What `drom check` looks for: whether flows, actions, words and programme fit together; it never runs anything."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from bot import elsewhere
from bot.clashes import clashes, labels, trade_clashes
from bot.messages import report
from bot.programme import Programme
from bot.services import courses, tip_content
from bot.services.conversation import Speech
from bot.services.turn import Actions
from flows.content.form import ContentDefect
from flows.core.explore import needs_words
from flows.core.flow import Book
from flows.core.states import Do
from storage import tips
from storage.tables import contact, meeting, person, question, tally


def troubles(speech: Speech, actions: Actions) -> list[str]:
    """Return everything that is wrong before a database is looked at, each in one sentence."""
    found = [*_missing_actions(speech.book, actions)]
    found += [f"{name}: only words answer it: give it an option that leads on." for name in needs_words(speech.book)]
    found += [*clashes(labels(speech.book)), *trade_clashes(speech.programme.trade)]
    found += _of_content()
    code, text = report(speech.book)
    if code:
        found.append(text)
    return found


def removed_keys(connection: Connection, programme: Programme) -> list[str]:
    """Return keys that people, meetings, questions or live tips have and the programme file no longer does."""
    countries = {*programme.country, *elsewhere.KEYS}
    columns = (
        ("programme", person.c.programme, programme.programme),
        ("organisation", person.c.organisation, programme.organisation),
        ("country", person.c.country, countries),
        ("programme", contact.c.programme, programme.programme),
        ("country", contact.c.country, countries),
        ("programme", meeting.c.programme, programme.programme),
        ("organisation", meeting.c.organisation, programme.organisation),
        ("country", meeting.c.country, programme.country),
        ("town", meeting.c.town, programme.town),
        ("organisation", question.c.organisation, programme.organisation),
        ("country", question.c.country, countries),
        ("programme", tally.c.programme, programme.programme),
        ("country", tally.c.country, programme.country),
    )
    found = set()
    for kind, column, known in columns:
        used = connection.execute(select(column).where(column != "").distinct()).scalars()
        found |= {f"[{kind}.{key}] is in use, but no longer in the programme file." for key in used if key not in known}
    return sorted(found | _strange_tips(connection, programme) | _uncounted(connection, programme))


def _strange_tips(connection: Connection, programme: Programme) -> set[str]:
    """Return what live tips are for that the programme file does not name any more."""
    found = set()
    for one in tips.every(connection):
        if one.status == "live":
            strange = tip_content.strangers(one, programme)
            found |= {f"{key} is in use, but no longer in the programme file." for key in strange}
    return found


def _uncounted(connection: Connection, programme: Programme) -> set[str]:
    """Return what staff have typed numbers for that no target counts any more."""
    used = select(tally.c.programme, tally.c.counts).where(tally.c.withdrawn_at.is_(None)).distinct()
    found = set()
    for key, counts in connection.execute(used):
        targets = programme.programme[key].targets if key in programme.programme else ()
        if counts not in {target.counts for target in targets}:
            found.add(f"[programme.{key}] numbers of {counts} were typed, which none of its targets counts any more.")
    return found


def _of_content() -> list[str]:
    """Say what is wrong with the files of tips and courses, and which tips a course pledges that are not there."""
    found = courses.defects()
    try:
        keys = {line.tip.key for line in tip_content.read_file()}
    except (OSError, ContentDefect) as error:
        return [*found, f"{error}."]
    for course in courses.read_folder() if not found else ():
        pledged = {choice.tip for lesson in course.lessons for choice in lesson.choices if choice.tip}
        found += [
            f"The course {course.key} pledges the tip {key}, which is not there." for key in sorted(pledged - keys)
        ]
    return found


def _missing_actions(book: Book, actions: Actions) -> Iterator[str]:
    for flow in book.pages:
        for state in flow.states:
            if not isinstance(state, Do):
                continue
            action = actions.get(state.action)
            if action is None:
                yield f"{flow.name}.{state.name}: there is no action {state.action}."
            elif set(action.outcomes) != set(state.outcomes):
                yield f"{flow.name}.{state.name}: {state.action} has the outcomes {', '.join(action.outcomes)}."
