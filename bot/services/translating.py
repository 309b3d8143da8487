"""What a helper does with what must be said in other words: takes it, says it, gives it back; it knows no screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import claims, mentors, question_plans, routing
from bot.services.relay import Matter
from storage import questions
from storage import translations as rows
from storage.mentors import Mentor
from storage.questions import OPEN, Question
from storage.translations import Translation

Done = Literal["sent", "lapsed", "gone"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a translation: ``mine`` they have it already, ``other`` somebody else does."""

    state: Literal["taken", "mine", "other", "gone"]
    translation: Translation | None = None


def waiting(connection: Connection, helper: Mentor) -> Sequence[Translation]:
    """Return what a helper could say in other words, the oldest first."""
    found = rows.waiting(connection, helper.organisation, helper.languages)
    return [one for one in found if may(connection, helper, one)]


def held_by(connection: Connection, helper: Mentor) -> Sequence[Translation]:
    """Return what a helper has taken and not done."""
    return rows.of_helper(connection, helper.id)


def may(connection: Connection, helper: Mentor, translation: Translation) -> bool:
    """Tell whether a helper speaks both languages, and it is of their organisation and country, and not their own."""
    question = questions.get(connection, translation.question_id)
    if question is None or question.person_id == helper.person_id:
        return False
    there = mentors.speaks(helper, question.organisation, question.country, "", "")
    return there and {translation.from_language, translation.to_language} <= set(helper.languages)


def take(connection: Connection, helper: Mentor, number: int, now: datetime) -> Taken:
    """Let a helper have a translation for a day, unless somebody else has it."""
    question, found = _locked(connection, number)
    if question is None or found is None or helper.person_id is None or not may(connection, helper, found):
        return Taken("gone")
    if found.state == "claimed":
        return Taken("mine", found) if found.helper_id == helper.id else Taken("other")
    if found.state != "waiting" or question.state not in OPEN:
        return Taken("gone")
    until = now + question_plans.HOLD
    question_plans.drop_translation(connection, number, now, "taken")
    held: dict[str, Any] = {"state": "claimed", "helper_id": helper.id, "person_id": helper.person_id}
    rows.change(connection, number, **held, lapses_at=until)
    question_plans.plan_helper(connection, found, helper.person_id, until, now)
    return Taken("taken", rows.get(connection, number))


def send(
    connection: Connection, programme: Programme, helper: Mentor, number: int, said: Matter, now: datetime
) -> Done:
    """Take what a helper says, and let it go on its way; raises ValueError for nothing."""
    if said.is_empty:
        raise ValueError("a translation needs words or a voice")
    question, found = _locked(connection, number)
    if question is None or found is None:
        return "gone"
    if found.state != "claimed" or found.helper_id != helper.id:
        return "sent" if found.state == "done" and found.helper_id == helper.id else "lapsed"
    question_plans.drop_translation(connection, number, now, "done")
    rows.change(connection, number, state="done", text=said.text, media_id=said.media_id, form=said.form, done_at=now)
    if found.reply_id is not None:
        claims.deliver(connection, question, found.reply_id, now)
        return "sent"
    questions.change(connection, question.id, read_in=found.to_language, version=question.version + 1)
    routing.route(connection, programme, question.id, now)
    return "sent"


def give_back(connection: Connection, programme: Programme, helper: Mentor, number: int, now: datetime) -> bool:
    """Let somebody else do it; False where it is not theirs. Where nobody has taken it one more helper is asked."""
    question, found = _locked(connection, number)
    if question is None or found is None or found.state not in {"waiting", "claimed"}:
        return False
    if found.state == "waiting" and may(connection, helper, found):
        routing.ask_helpers(connection, programme, found, now, without=helper.person_id, more=1)
        return True
    if found.helper_id != helper.id:
        return False
    again(connection, programme, found, now, without=helper.person_id)
    return True


def ask_more(
    connection: Connection, programme: Programme, question: Question, found: Translation, now: datetime
) -> datetime | None:
    """Ask the next helpers for what nobody has taken; return when to look again, None where nobody needs to."""
    if found.state != "waiting" or question.state not in OPEN:
        return None
    routing.ask_helpers(connection, programme, found, now, more=routing.HELPERS)
    return now + question_plans.NEXT


def again(
    connection: Connection, programme: Programme, found: Translation, now: datetime, *, without: int | None = None
) -> None:
    """Ask helpers once more, but ``without``, for what one has not done; whoever has locked its question calls."""
    question_plans.drop_translation(connection, found.id, now, "back")
    free: dict[str, Any] = {"state": "waiting", "helper_id": None, "person_id": None, "lapses_at": None}
    rows.change(connection, found.id, **free, version=found.version + 1)
    if (fresh := rows.get(connection, found.id)) is not None:
        routing.ask_helpers(connection, programme, fresh, now, without=without)


def _locked(connection: Connection, number: int) -> tuple[Question | None, Translation | None]:
    """Return a translation and its question, which is locked first, like everywhere."""
    known = rows.get(connection, number)
    question = questions.get(connection, known.question_id, lock=True) if known else None
    return question, rows.get(connection, number)
