"""What somebody who reads nothing wants of each flow, how they get it, and what they hear when they have it; data.

Each step is who acts, what they do one after another, and the key of the words that they hear then. What is done is a
pictogram by its concept (``flows.concepts``) or as it is, what sounds like words (``first``, ``own``, ``hear:KEY``), or
with ``!`` an act. ``staff`` do what ``tests.listening.street`` knows, ``helper`` hears what waits, or taps in chat what
was spoken, ``time`` passes: so many hours, to a moment in UTC, or to the next morning.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Step = tuple[str, str, str]
Kept = tuple[str, Mapping[str, object]]
"""A table, and what stands in the columns of one of its rows then."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is wanted of a flow; it is finished when every step was heard to its end, and Drom has kept it."""

    flow: str
    what: str
    steps: tuple[Step, ...]
    kept: Kept


_COMES = "scan! own letters voice go_on yes yes say! hear:programme.town.tirana 🧵 yes will"
"""How the others of the street come in."""

FIRST = (
    Task(
        "language",
        "chooses the own language by its sound",
        (("ana", "scan! own letters", "welcome.hello"),),
        ("contact", {"id": 1, "talk": "both"}),
    ),
    Task(
        "welcome",
        "agrees to what is kept and sent",
        (("ana", "voice go_on yes yes", "registration.name"),),
        ("consent", {"kind": "message", "given": True}),
    ),
    Task(
        "registration",
        "says the name, sends the place, shows the work",
        (("ana", "say!", "registration.name_heard"), ("ana", "place! 🧵 yes", "registration.done"), ("helper", "", "")),
        ("person", {"name": "Ana", "name_pending": False, "town": "tirana", "trade": "sewing"}),
    ),
)

_LEARNS = (
    Task(
        "tip",
        "tries one, did it, saved money, tells others by photo and voice",
        (
            ("ana", "will", "tip.tried"),
            ("time", "72", "tip.ask"),
            ("ana", "yes@tip.ask yes", "tip.photo"),
            ("ana", "photo photo!", "tip.tell_too"),
            ("ana", "say! yes me no_people", "tip.kept"),
        ),
        ("pledge", {"state": "done", "saved": "yes"}),
    ),
    Task(
        "menu",
        "is counted, sees what there is",
        (("ana", "home", "menu.gender"), ("ana", "woman no", "menu.member")),
        ("person", {"gender": "woman", "age": "30_or_over"}),
    ),
    Task(
        "story",
        "hears that it is heard, takes it back",
        (("staff", "story", "tip.live"), ("ana", "home! settings story first away", "story.taken")),
        ("story", {"state": "withdrawn"}),
    ),
    Task(
        "course",
        "seven lessons, a certificate with a spoken name, the brochure, the bigger course",
        (
            ("ana", "course go_on first go_on first go_on first go_on first", "course.go"),
            ("ana", "go_on first go_on first go_on first", "course.name"),
            ("ana", "say!", "course.name_heard"),
            ("ana", "yes", "course.leafleted"),
            ("ana", "yes", "course.offered"),
            ("helper", "", "course.sent"),
        ),
        ("certificate", {"name": "Ana"}),
    ),
)

_MENTORS = (
    Task(
        "team",
        "joins the mentors",
        (("mira", _COMES, "tip.tried"), ("staff", "team", "team.mentor"), ("mira", "mentor", "question.empty")),
        ("role", {"name": "mentor", "person_id": 2}),
    ),
    Task(
        "translation",
        "says in other words what a voice asked",
        (
            ("besa", _COMES, "tip.tried"),
            ("staff", "helper", ""),
            ("ana", "home! question money say! yes hidden rewrite", "ask.sent"),
            ("time", "1", "translation.rewrite"),
            ("besa", "yes@translation.rewrite say! yes", "translation.sent"),
        ),
        ("translation", {"kind": "voice", "state": "done", "form": "voice"}),
    ),
    Task(
        "question",
        "takes a question and answers it by voice",
        (("time", "1", "question.offer"), ("mira", "yes@question.offer say! yes", "question.sent")),
        ("reply", {"form": "voice"}),
    ),
    Task(
        "ask",
        "asks by voice, hears the answer, says it helped",
        (("time", "1", "ask.answered"), ("ana", "yes@ask.answered finish yes", "ask.thanks")),
        ("question", {"state": "answered", "helped": "yes", "form": "voice"}),
    ),
    Task(
        "question",
        "passes one on",
        (
            ("ana", "home! question question tip say! yes yes", ""),
            ("time", "1", "question.offer"),
            ("mira", "next@question.offer staff", "question.passed"),
        ),
        ("question", {"id": 2, "state": "flagged"}),
    ),
    Task(
        "question",
        "sets hours and topics, pauses and goes on",
        (
            ("mira", "home! mentor write time evening", "question.saved"),
            ("mira", "write label tip finish", "question.saved"),
            ("mira", "pause week", "question.resting"),
            ("mira", "home! mentor go_on", "question.empty"),
        ),
        ("mentor", {"from_hour": 17, "to_hour": 22}),
    ),
    Task(
        "slot_mentor",
        "opens times of a mentor day",
        (
            ("staff", "mentor day", ""),
            ("mira", "home! mentor meeting first", "slot_mentor.okay"),
            ("mira", "▫️ ▫️ finish", "slot_mentor.nobody"),
        ),
        ("slot", {"id": 2, "person_id": None}),
    ),
    Task(
        "slot",
        "books a time, moves it",
        (
            ("ana", "home! question meeting first yes", "slot.ok"),
            ("ana", "home! question meeting time first yes", "slot.ok"),
        ),
        ("slot", {"id": 2, "person_id": 1}),
    ),
    Task(
        "slot_mentor",
        "hears who comes",
        (("mira", "home! mentor meeting first finish", "slot_mentor.told"),),
        ("slot", {"id": 2, "person_id": 1}),
    ),
)

_MEETS = (
    Task(
        "meeting",
        "answers an invitation and reminders, is at the door, tells how it was",
        (
            ("time", "morning", ""),
            ("staff", "dinner", "meeting.card"),
            ("ana", "yes@meeting.card me done", "meeting.ok"),
            ("time", "2026-06-22T18:00", "meeting.week"),
            ("ana", "yes@meeting.week", "meeting.good"),
            ("time", "2026-06-29T15:00", "meeting.today"),
            ("ana", "yes@meeting.today", "meeting.good"),
            ("time", "2026-06-29T16:30", ""),
            ("ana", "home! meeting dinner", "meeting.door"),
            ("ana", "done staff", "meeting.welcome"),
            ("time", "morning", "meeting.feedback"),
            ("ana", "yes@meeting.feedback say! yes yes", "meeting.thanks"),
        ),
        ("feedback", {"grade": "good", "useful": True, "in_touch": True}),
    ),
)

_ANSWERED = ("helper", "", "common.answer")
_CALLS = (
    Task(
        "help",
        "calls a person, who answers by voice",
        (("ana", "home! person", "help.called"), _ANSWERED),
        ("ticket", {"kind": "help", "status": "answered"}),
    ),
    Task(
        "ticket",
        "adds to what a person will hear",
        (("ana", "home! person say!", "ticket.kept"), ("ana", "go_on", "menu.member"), _ANSWERED),
        ("ticket", {"kind": "help", "status": "answered"}),
    ),
    Task(
        "stuck",
        "presses what is not there, and is helped",
        (("ana", "home! wrong! wrong! wrong!", "stuck.ask"), ("ana", "person", "stuck.called"), _ANSWERED),
        ("ticket", {"kind": "help", "status": "answered"}),
    ),
    Task(
        "heard",
        "speaks where one taps, and goes on",
        (("ana", "home! say!", "heard.ask"), ("ana", "go_on", "menu.member"), _ANSWERED),
        ("ticket", {"kind": "voice", "status": "answered"}),
    ),
    Task(
        "heard",
        "says what they want, and a helper taps it in chat",
        (
            ("ana", "home! say!", "heard.ask"),
            ("helper", "meeting", "meeting.none"),
            ("ana", "no", "meeting.bye"),
        ),
        ("ticket", {"kind": "voice", "status": "answered", "flow": "menu"}),
    ),
    Task(
        "photo",
        "sends a photo for a person",
        (("ana", "home! photo!", "photo.ask"), ("ana", "person", "photo.kept"), _ANSWERED),
        ("ticket", {"kind": "photo", "status": "answered"}),
    ),
    Task(
        "resume",
        "comes back after two days",
        (("time", "48", ""), ("ana", "say!", "resume.ask"), ("ana", "go_on", "menu.member"), _ANSWERED),
        ("contact", {"id": 1, "stopped_at": None}),
    ),
)

_SETS = (
    Task(
        "settings",
        "voice, quiet hours, pace of tips, language, pause, file",
        (
            ("ana", "home! settings voice voice_only", "settings.saved"),
            ("ana", "voice voice", "settings.saved"),
            ("ana", "night evening", "settings.saved"),
            ("ana", "tip week morning", "settings.saved"),
            ("ana", "language own letters", ""),
            ("ana", "home! settings pause month", "settings.paused"),
            ("ana", "settings go_on", "settings.started"),
            ("ana", "settings data file", "settings.file_sent"),
        ),
        ("contact", {"id": 1, "talk": "both", "quiet_from": 20, "quiet_to": 8}),
    ),
    Task(
        "speaking",
        "chose words alone, speaks, and is offered a voice",
        (
            ("staff", "words", ""),
            ("ana", "text! home! say! go_on say! go_on say! go_on", "speaking.speak"),
            ("ana", "voice@speaking.speak", "speaking.speaks"),
            ("helper", "", "common.answer"),
        ),
        ("contact", {"id": 1, "talk": "both"}),
    ),
    Task(
        "stop",
        "stops all messages and comes back",
        (("ana", "home! settings stop stop", "stop.stopped"), ("ana", "go_on", "stop.started")),
        ("contact", {"id": 1, "stopped_at": None}),
    ),
    Task(
        "settings",
        "deletes everything",
        (("ana", "home! settings away away bin", "settings.erased"),),
        ("certificate", {"person_id": None, "name": ""}),
    ),
)

TASKS = (*FIRST, *_LEARNS, *_MENTORS, *_MEETS, *_CALLS, *_SETS)
"""In this order, in one street: later ones need what earlier ones brought."""
