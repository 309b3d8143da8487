"""What can be wrong in each form of the console, and how it comes about; it never knows a browser.

Numbers and addresses are those of ``console_samples``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.services import (
    announcement_approval,
    meeting_more,
    meetings,
    question_desk,
    radar,
    records,
    sharing,
    standing_in,
    stories,
)
from bot.services.acting import MovedOn, NothingGoes
from bot.services.announcement_approval import Changed, Sent
from bot.services.announcements import SaidAlready
from bot.services.meeting_more import Booked
from bot.services.meetings import CannotBe
from bot.services.slots import Enough
from tests.media.samples import jpeg, opus

Sent_ = str | bytes
PAST, SOON, FAR = "2026-06-01T10:00", "2026-06-20T10:00", "9999-12-31T23:59"


@dataclass(frozen=True, slots=True)
class Late:
    """What a colleague, or the world, makes of a service between the page and its form: it raises, or returns."""

    module: Any
    name: str
    raised: Exception | None = None
    returned: object = None

    def answer(self, *_given: object, **_named: object) -> object:
        """Answer in the service's place."""
        if self.raised:
            raise self.raised
        return self.returned


@dataclass(frozen=True, slots=True)
class Slip:
    """A form of ``page`` that goes to ``act``, with what is written in it, and the sentence ``told`` (a key) of it.

    The field ``name`` is to blame, "" the form as a whole. ``well`` is what is written instead and taken; None where
    nothing the form holds could be. ``script`` is false where announcing.js would speak before the form is sent.
    """

    page: str
    act: str
    told: str
    name: str = ""
    sent: Mapping[str, Sent_] = field(default_factory=dict)
    well: Mapping[str, Sent_] | None = None
    late: Late | None = None
    script: bool = True
    button: str = ""


def written(page: str, act: str, told: str, blamed: str, /, *, well: str, **beside: str) -> Callable[..., Slip]:
    """Return what makes slips of one field, by what is written there beside the rest."""

    def slip(value: Sent_, key: str = told) -> Slip:
        return Slip(page, act, key, blamed, {**beside, blamed: value}, {**beside, blamed: well})

    return slip


T, M, A, P = "/tickets/1", "/meetings/2", "/announcements/1", "/people/8"
_answer = written(T, f"{T}/answer", "tickets.no_words", "text", well="I call you today.", at=SOON)
_at = written(T, f"{T}/answer", "tickets.no_time", "at", well=SOON, text="I call you today.")
_note = written(T, f"{T}/note", "tickets.no_words", "note", well="Seen.")
_spoken = written("/tickets/3", "/tickets/3/write", "tickets.no_words", "written", well="Mitrovica")
TICKETS = (
    _answer(" "),
    _at(PAST, "announcements.not.passed"),
    _at(FAR),
    _note(" "),
    _note("x" * 2001, "common.too_long"),
    _spoken(" "),
    _spoken("x" * 61, "people.cannot_be"),
    _spoken("?", "people.cannot_be"),
)
_profile = [
    written(P, f"{P}/change", "people.cannot_be", name, well="Besa") for name in ("name", "town_words", "trade_words")
]
_erase = written("/people/6", "/people/6/erase", "people.other_number", "number", well="6")
_merge = written("/people/2", "/people/2/merge", "people.cannot_merge", "other", well="3")
PEOPLE = (
    *(slip(value) for slip in _profile for value in ("?", "x" * 61)),
    written(P, f"{P}/note", "tickets.no_words", "note", well="Seen.")(" "),
    _merge("999"),
    _merge("one", "common.no_number"),
    _merge("", "people.cannot_merge"),
    _erase("7"),
    _erase("six"),
    Slip(
        *("/people/6", "/people/6/erase", "people.of_the_team", "", {"number": "6"}),
        late=Late(records, "erase", records.OfTheTeam("x")),
    ),
    written("/people", "/people/search", "people.no_search", "q", well="Ana")(" "),
    written("/people", "/people/search", "common.too_long", "q", well="Ana")("x" * 101),
    written("/lessons", "/lessons/certificate", "tickets.no_words", "number", well="1234")(" "),
    written("/lessons", "/lessons/certificate", "common.too_long", "number", well="1234")("9" * 41),
)
NEW = {"kind": "training", "where": "green_albania AL tirana", "begins": SOON, "length": "h2", "repeat": "no"}


def _new(name: str, told: str, value: str, well: str, **beside: str) -> Slip:
    whole = {**NEW, **beside}
    return Slip("/meetings/new", "/meetings/new", told, name, {**whole, name: value}, {**whole, name: well})


_seats = written(M, f"{M}/change", "meetings.cannot_be", "seats", well="9", place="The hall")
_link = written(M, f"{M}/change", "meetings.cannot_be", "link", well="https://example.org/a", place="The hall")
_walk = written(M, f"{M}/walk-in", "meetings.no_name", "name", well="Zana", party="2")
_host = written(f"{M}/more", f"{M}/host", "meetings.no_host", "name", well="Mira", role="speaker")
BEGUN = Late(meetings, "publish", CannotBe("begins", "x"))
_guests = written(f"{M}/more", f"{M}/guests", "meetings.many_guests", "guests", well="5")
MEETINGS = (
    _new("kind", "meetings.not_whole", "", "training", called="Our day"),
    _new("where", "meetings.not_whole", "", NEW["where"], called="Our day"),
    _new("begins", "tickets.no_time", "", SOON, called="Our day"),
    _new("begins", "announcements.not.passed", PAST, SOON),
    _new("times", "meetings.times_wrong", "", "3", repeat="m3"),
    _new("times", "meetings.times_wrong", "1", "3", repeat="m3"),
    _new("times", "common.no_number", "many", "3", repeat="m3"),
    _new("seats", "common.no_number", "1e9", "12"),
    _new("seats", "meetings.cannot_be", "0", "12"),
    _new("link", "meetings.cannot_be", "http://x", "https://example.org/a"),
    _new("link", "common.too_long", "https://x/" + "w" * 500, "https://example.org/a"),
    _new("place", "common.too_long", "w" * 201, "The hall"),
    _new("called", "common.too_long", "w" * 61, "Our day"),
    _seats("0"),
    _seats("many", "common.no_number"),
    _link("http://x"),
    written(M, f"{M}/change", "common.too_long", "place", well="The hall")("w" * 201),
    written(M, f"{M}/change", "common.too_long", "title", well="Our day")("w" * 61),
    written(M, f"{M}/move", "tickets.no_time", "begins", well=SOON)(""),
    written(M, f"{M}/move", "announcements.not.passed", "begins", well=SOON)(PAST),
    _walk(" "),
    _walk("w" * 61),
    written(M, f"{M}/walk-in", "common.no_number", "party", well="2", name="Zana")("two"),
    _host(" "),
    _host("w" * 61, "meetings.no_name"),
    written(f"{M}/more", f"{M}/host", "meetings.no_host", "role", well="speaker", name="Mira")(""),
    written(f"{M}/more", f"{M}/host", "meetings.no_expert", "role", well="host", person="2")("expert"),
    Slip(
        *(f"{M}/more", f"{M}/host", "meetings.two_experts", "", {"name": "Mira", "role": "expert"}),
        late=Late(meeting_more, "keep", Enough()),
    ),
    Slip("/meetings/1/more", "/meetings/1/no-host", "meetings.booked", late=Late(meeting_more, "keep", Booked("x"))),
    _guests("51"),
    _guests("some", "common.no_number"),
    Slip(f"{M}/more", f"{M}/photo", "meetings.no_picture", "file", {}, {"file": jpeg()}),
    Slip(f"{M}/more", f"{M}/photo", "announcements.refused.type", "file", {"file": b"some words"}, {"file": jpeg()}),
    Slip(f"{M}/more", f"{M}/photo", "announcements.refused.picture", "file", {"file": opus()}, {"file": jpeg()}),
    Slip(
        "/meetings/5", "/meetings/5/publish", "meetings.begun", late=Late(meetings, "publish", CannotBe("begins", "x"))
    ),
)
_text = written(f"{A}/words", f"{A}/words", "announcements.too_long", "text.en", well="We meet.")
FILES = {
    "file": (opus(), "announcements.refused.picture"),
    "voice.sq": (jpeg(), "announcements.refused.voice"),
}
ANNOUNCEMENTS = (
    Slip(f"{A}/whom", f"{A}/whom", "announcements.nobody", "", {"trade": "food"}, button="words"),
    Slip(f"{A}/whom", f"{A}/leave-out", "announcements.choose_some", "", {}, {"out.mentors": "1"}),
    _text("y" * 1001),
    *(
        Slip(
            f"{A}/words",
            f"{A}/words",
            key,
            name,
            {name: value},
            {name: jpeg() if name == "file" else opus()},
            script=False,
        )
        for name, (data, told) in FILES.items()
        for value, key in ((data, told), (b"some words", "announcements.refused.type"))
    ),
    Slip(f"{A}/send", f"{A}/when", "tickets.no_time", "at", {"how": "later", "at": ""}, {"how": "later", "at": SOON}),
    Slip(f"{A}/send", f"{A}/when", "announcements.not.passed", "at", {"how": "later", "at": PAST}, {"at": SOON}),
    Slip(f"{A}/send", f"{A}/try", "announcements.no_chat"),
    *(
        Slip(
            *(f"{A}/send", f"{A}/send", f"announcements.not.{state}"),
            late=Late(announcement_approval, "send", returned=Sent(state, 60)),
        )
        for state in ("alone", "twice", "nobody", "empty", "files", "heavy", "passed")
    ),
    *(
        Slip(
            *("/announcements/2/agree", "/announcements/2/agree", told),
            late=Late(announcement_approval, "agree", raised),
        )
        for told, raised in (
            ("announcements.not.twice", SaidAlready(60)),
            ("announcements.changed", Changed("x")),
        )
    ),
)
Q, S = "/questions/1", "/stories"
ASKED = (
    Slip(Q, f"{Q}/give", "questions.nobody_chosen", "mentor", {"mentor": ""}),
    Slip(Q, f"{Q}/close", "common.not_done", late=Late(question_desk, "close", ValueError("x"))),
    Slip(S, f"{S}/2/publish", "stories.listen_first", "heard", {}, {"heard": "yes"}),
    Slip(S, f"{S}/1/publish", "common.not_done", late=Late(stories, "publish", returned=False)),
    Slip(S, f"{S}/1/reject", "stories.no_reason", "reason", {"reason": ""}, {"reason": "unclear"}),
    Slip(
        S, f"{S}/1/reject", "common.not_done", "", {"reason": "unclear"}, late=Late(stories, "reject", returned=False)
    ),
    Slip("/answers", "/answers/1/publish", "common.not_done", late=Late(sharing, "decide", returned=False)),
    Slip("/stuck/1", "/stuck/1/tap", "stuck.moved", late=Late(radar, "tap", MovedOn("x"))),
    Slip("/stuck/1", "/stuck/1/tap", "tickets.nothing_goes", late=Late(radar, "tap", NothingGoes("x"))),
    Slip("/people/1", "/people/1/tap", "stuck.moved", late=Late(standing_in, "tap", MovedOn("x"))),
    Slip("/people/1", "/people/1/tap", "tickets.nothing_goes", late=Late(standing_in, "tap", NothingGoes("x"))),
)
