"""An announcement is written: whom it is for, what it says, how it looks, when it goes; nothing goes before the last.

A draft is its writer's alone. Each page keeps what was written at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.services import announcement_approval, audience, audience_choices
from bot.services import announcement_drafts as drafts
from bot.services.announcement_drafts import Survey
from bot.services.announcements import REASONS
from bot.services.audience import Audience
from bot.services.proposals import ALONE
from bot.web.console import said, whom
from bot.web.console.frame import Act, Done, Entry, Page, Sitting, Wrong
from storage import contacts
from storage.announcements import Announcement

RIGHT = drafts.RIGHT
SENT = {"sending": "announcements.goes", "asked": "announcements.asks"}
"""What is told of a wish to send that was granted; every other outcome is a reason why not."""


def draft(connection: Connection, sitting: Sitting) -> Announcement:
    """Return the draft of the address; raises NoAnnouncement."""
    return drafts.read(connection, sitting.by, sitting.number("draft"))


def _at(sitting: Sitting, step: str) -> str:
    return f"/announcements/{sitting.number('draft')}/{step}"


def is_empty(one: Announcement) -> bool:
    """Tell whether nothing was written into a draft, nor anybody chosen."""
    return not (one.said.texts or one.said.files) and drafts.meant(one) == Audience()


def _begin(connection: Connection, sitting: Sitting) -> Done:
    """Begin a draft, or take one up that nothing was written into."""
    empty = [one.id for one in drafts.mine(connection, sitting.by) if is_empty(one)]
    number = empty[0] if empty else drafts.begin(connection, sitting.by, sitting.now)
    return Done(f"/announcements/{number}/whom")


def counted(connection: Connection, sitting: Sitting, found: Announcement) -> Survey:
    """Count whom a draft is for now."""
    return drafts.survey(connection, sitting.by, sitting.office.speech, found, sitting.now)


def sums(seen: Survey) -> list[tuple[str, int]]:
    """Return how many come to each reason; together they are everybody."""
    return [(reason, seen.count.reasons[reason]) for reason in REASONS if seen.count.reasons.get(reason)]


def _whom(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    found = draft(connection, sitting)
    seen, meant = counted(connection, sitting, found), drafts.meant(found)
    if sitting.problem and "then" in sitting.form:
        meant = whom.again(sitting, meant)
    choices = whom.choices(connection, sitting, meant)
    return {"one": found, "people": seen.count.people, "sums": sums(seen), **choices}


def _choose(connection: Connection, sitting: Sitting) -> Done:
    """Keep whom it is for; who goes on is told where nobody is meant."""
    found = draft(connection, sitting)
    meant = whom.chosen(sitting, drafts.meant(found))
    audience_choices.check(connection, sitting.by, meant)
    if sitting.word("then") != "words":
        drafts.choose(connection, sitting.by, found.id, meant)
        return Done(_at(sitting, "whom"))
    count = audience.count(connection, sitting.by, sitting.office.speech.programme, meant, sitting.now)
    if count.people == 0:
        raise Wrong("announcements.nobody")
    drafts.choose(connection, sitting.by, found.id, meant, count)
    return Done(_at(sitting, "words"))


def _leave_out(connection: Connection, sitting: Sitting) -> Done:
    found, out = draft(connection, sitting), whom.left_out(sitting)
    audience_choices.check(connection, sitting.by, out)
    meant = drafts.meant(found)
    if whom.key_of(out) not in map(whom.key_of, meant.without):
        drafts.choose(connection, sitting.by, found.id, replace(meant, without=(*meant.without, out)))
    return Done(_at(sitting, "whom"), "announcements.left_out")


def _let_in(connection: Connection, sitting: Sitting) -> Done:
    found = draft(connection, sitting)
    drafts.choose(connection, sitting.by, found.id, whom.without(drafts.meant(found), sitting.word("which")))
    return Done(_at(sitting, "whom"), "announcements.let_in")


def _look(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    found = draft(connection, sitting)
    seen = counted(connection, sitting, found)
    return {
        "one": found,
        "people": seen.count.people,
        "sums": sums(seen),
        "second": seen.count.people > ALONE,
        "slices": drafts.slices(connection, found, seen.count.people, sitting.now),
        "whom": whom.words(connection, sitting, drafts.meant(found)),
        "lacking": drafts.lacking(found.said, seen.readers),
        "trouble": drafts.trouble(connection, found.said),
        "previews": said.previews(sitting, found),
        "when": drafts.wall_of(found),
        "passed": bool(found.wall) and not drafts.is_later(sitting.office.speech, found, sitting.now),
    }


def _when(connection: Connection, sitting: Sitting) -> Done:
    """Let it go at once, or at a time on each reader's clock that has not passed."""
    found, wall = draft(connection, sitting), None
    if sitting.word("how") == "later":
        wall = sitting.wall("at")
    drafts.plan(connection, sitting.by, found.id, wall)
    if wall is not None and not drafts.is_later(sitting.office.speech, draft(connection, sitting), sitting.now):
        raise Wrong("announcements.not.passed", "at")
    return Done(_at(sitting, "send"), "announcements.planned")


def _try(connection: Connection, sitting: Sitting) -> Done:
    found = draft(connection, sitting)
    mine = contacts.last_of(connection, [sitting.person_id]).get(sitting.person_id)
    if mine is None:
        raise Wrong("announcements.no_chat")
    if trouble := drafts.trouble(connection, found.said):
        raise Wrong(f"announcements.not.{trouble}")
    tried = drafts.try_out(connection, sitting.office.speech, mine, found, sitting.now)
    if tried.state in {"stopped", "unreachable"}:
        raise Wrong("announcements.no_chat")
    if tried.state not in {"go", "waits"}:
        return Done(_at(sitting, "send"), "announcements.tried_later")
    return Done(_at(sitting, "send"), "announcements.tried")


def _send(connection: Connection, sitting: Sitting) -> Done:
    number = sitting.number("draft")
    sent = announcement_approval.send(connection, sitting.by, sitting.office.speech, number, sitting.now)
    if sent.state not in SENT:
        raise Wrong(f"announcements.not.{sent.state}", n=str(sent.people))
    return Done(f"/announcements/{number}", SENT[sent.state])


def _drop(connection: Connection, sitting: Sitting) -> Done:
    drafts.drop(connection, sitting.by, sitting.number("draft"), sitting.now)
    return Done("/announcements", "announcements.dropped")


_PATH = "/announcements/{draft:int}"
ENTRIES: tuple[Entry, ...] = (
    Act("/announcements/new", RIGHT, "announcements", _begin),
    Page("announce_whom", f"{_PATH}/whom", RIGHT, _whom, under="announcements"),
    Page("announce_words", f"{_PATH}/words", RIGHT, said.show, under="announcements"),
    Page("announce_send", f"{_PATH}/send", RIGHT, _look, under="announcements"),
    Act(f"{_PATH}/whom", RIGHT, "announce_whom", _choose),
    Act(f"{_PATH}/leave-out", RIGHT, "announce_whom", _leave_out),
    Act(f"{_PATH}/let-in", RIGHT, "announce_whom", _let_in),
    Act(f"{_PATH}/words", RIGHT, "announce_words", said.keep, before=said.lay, upload=True),
    Act(f"{_PATH}/take-out", RIGHT, "announce_words", said.take_out),
    Act(f"{_PATH}/when", RIGHT, "announce_send", _when),
    Act(f"{_PATH}/try", RIGHT, "announce_send", _try),
    Act(f"{_PATH}/send", RIGHT, "announce_send", _send),
    Act(f"{_PATH}/drop", RIGHT, "announce_send", _drop),
)
