"""What the flow that announces asks of the world until it is sent: people, words, time, a preview; it only talks."""

from collections.abc import Callable, Mapping, Sequence

from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.languages import LANGUAGES, format_day, format_time
from bot.pieces import pieces
from bot.services import announced, announcement_approval, audience
from bot.services import announcement_drafts as drafts
from bot.services.announcement_drafts import RIGHT, Readers
from bot.services.audience import Audience
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.staff_invite_talk import listed, narrowed, number_of, summed, whom
from bot.services.staff_new_talk import begins, day_of, day_offers, hour_offers, picked
from bot.services.turn import Action, Actions, Turn
from bot.services.wall import moment_of
from flows.core.values import Offer, Outcome, Sent, Todo, Value
from flows.staff_send import SEND
from storage.announcements import Announcement

PHONES: Mapping[str, str] = {SIM_TELEGRAM: "Telegram", SIM_WHATSAPP: "WhatsApp"}
"""What the phones of a preview are called."""
LINES = 1000
"""How long a message of lines is at most."""


def say(turn: Turn, lines: Sequence[str]) -> None:
    """Send lines below what is said; a long list is several messages."""
    turn.extra += [Part(piece) for piece in pieces("\n".join(lines), LINES)] if lines else []


def _enter(_turn: Turn, _todo: Todo, _by: Actor) -> Outcome:
    return Outcome("in")


def _begin(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Begin a draft, or take one up that nothing was written into."""
    empty = [one.id for one in drafts.mine(turn.connection, by) if not (one.said.texts or one.said.files)]
    number = empty[0] if empty else drafts.begin(turn.connection, by, turn.now)
    drafts.choose(turn.connection, by, number, Audience())
    return Outcome("in", {"id": str(number), "reach": "", "when": ""})


def _anew(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    drafts.choose(turn.connection, by, number_of(todo), Audience())
    return Outcome("in", {"reach": ""})


def _found(turn: Turn, todo: Todo, by: Actor) -> Announcement:
    return drafts.read(turn.connection, by, number_of(todo))


def _list(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return listed(turn, by, whom(todo), drafts.meant(_found(turn, todo, by)))


def _count(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Add what was chosen to the audience, or to those who are left out, and count it."""
    meant = narrowed(turn, todo, by, drafts.meant(_found(turn, todo, by)), Audience())
    counted = audience.count(turn.connection, by, turn.programme, meant, turn.now)
    if counted.people == 0:
        return Outcome("nobody")
    drafts.choose(turn.connection, by, number_of(todo), meant, counted)
    return Outcome("counted", summed(counted.people, counted.reasons))


def _keep(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _put(turn, todo, by, turn.contact.language, "message")


def _keep_own(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _put(turn, todo, by, _language(todo), "add")


def _put(turn: Turn, todo: Todo, by: Actor, language: str, asked: str) -> Outcome:
    """Keep what was sent: a voice and words are of a language, a picture and a paper are for everybody."""
    about = (turn.connection, by, number_of(todo))
    match todo.answer:
        case Sent(kind="voice", reference=voice):
            drafts.record(*about, language, voice)
        case Sent(kind="photo", reference=picture):
            drafts.attach(*about, picture=picture)
        case Sent(reference=document):
            drafts.attach(*about, document=document)
        case _:
            drafts.write(*about, language, str(todo.answers[asked]))
    return Outcome("kept")


def _chosen(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Name whoever reads the language that was tapped."""
    _found(turn, todo, by)
    return Outcome("in", {"reader": LANGUAGES[_language(todo)].name})


def _language(todo: Todo) -> str:
    return next(code for code in LANGUAGES if code.lower() == picked(todo, "language"))


def _hub(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Tell what each language gets, and offer them all."""
    found = _found(turn, todo, by)
    say(turn, _lines(turn, by, found))
    return Outcome("found", offers=tuple(Offer(code.lower(), one.name) for code, one in LANGUAGES.items()))


def _lines(turn: Turn, by: Actor, found: Announcement) -> list[str]:
    """Return a line for each language that is read, and for each that is written but read by nobody."""
    readers = drafts.readers(turn.connection, by, turn, found, turn.now)
    read = {one.language for one in readers}
    more = [code for code in LANGUAGES if code in {*found.texts, *found.voices} - read]
    unread = [
        Readers(code, 0, code if code in found.texts else "", code if code in found.voices else "") for code in more
    ]
    return [_line(one) for one in (*readers, *unread)]


def _line(one: Readers) -> str:
    """Return what the readers of a language get: in figures and pictograms, and in which language if not their own."""
    got = " ".join(f"{mark} {_name(code, one.language)}" for mark, code in (("📝", one.text), ("🎤", one.voice)))
    return f"{LANGUAGES[one.language].name if one.language else '?'} 👤 {one.people}: {got}"


def _name(code: str, own: str) -> str:
    return "–" if not code else "✔" if code == own else f"→ {LANGUAGES[code].name}"


def _clear(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    language, about = _language(todo), (turn.connection, by, number_of(todo))
    drafts.write(*about, language, "")
    drafts.record(*about, language, "")
    return Outcome("kept")


def _no_picture(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    drafts.attach(turn.connection, by, number_of(todo))
    return Outcome("kept")


def _check(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = _found(turn, todo, by)
    if drafts.trouble(turn.connection, found.said) == "empty":
        return Outcome("empty")
    lacking = drafts.lacking(found.said, drafts.readers(turn.connection, by, turn, found, turn.now))
    if not lacking:
        return Outcome("whole")
    return Outcome("lacking", {"lacking": "\n".join(map(_line, lacking))})


def _at_once(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    drafts.plan(turn.connection, by, number_of(todo), None)
    return Outcome("kept")


def _days(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    _found(turn, todo, by)
    return Outcome("found", offers=day_offers(turn, turn.contact.country))


def _hours(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    _found(turn, todo, by)
    country = turn.contact.country
    return Outcome("found", offers=hour_offers(turn, country, day_of(turn, country, picked(todo, "day"))))


def _plan(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    country = turn.contact.country
    wall = begins(turn, country, picked(todo, "day"), picked(todo, "hour"))
    if moment_of(wall, turn.programme.zone(country)) <= turn.now:
        return Outcome("passed")
    drafts.plan(turn.connection, by, number_of(todo), wall)
    return Outcome("kept")


def _ready(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Show the message as both phones would, and count anew."""
    found = _found(turn, todo, by)
    if drafts.trouble(turn.connection, found.said) == "empty":
        return Outcome("empty")
    counted = drafts.survey(turn.connection, by, turn, found, turn.now).count
    if counted.people == 0:
        return Outcome("nobody")
    show(turn, found)
    told = {"id": str(found.id), "time": _time(turn, found), "when": "later" if found.wall else "now"}
    return Outcome("fine", {**told, **summed(counted.people, counted.reasons)})


def show(turn: Turn, found: Announcement) -> None:
    """Send the message in every language that it has, as each platform lays it out, once where both do it alike."""
    own = turn.contact.language
    languages = drafts.languages(found.said, own)
    for language in languages:
        named = "" if languages == (own,) else f" · {LANGUAGES[language].name}"
        phones = drafts.shown(found.said, language, turn.contact.country)
        if phones[SIM_TELEGRAM] == phones[SIM_WHATSAPP]:
            phones = {SIM_TELEGRAM: phones[SIM_TELEGRAM]}
        for name, parts in phones.items():
            told = PHONES[name] if len(phones) > 1 else ", ".join(PHONES.values())
            turn.extra += [Part(f"📱 {told}{named}"), *parts]


def _time(turn: Turn, found: Announcement) -> Value:
    """Return when it goes, on the readers' clocks."""
    return hour(turn, found) or Offer("now", "Now", f"{SEND.name}.when.now")


def hour(turn: Turn, found: Announcement) -> str:
    """Return day and time on the readers' clocks, "" for at once."""
    wall, language = drafts.wall_of(found), turn.contact.language
    return f"{format_day(wall, language, turn.contact.country)}, {format_time(wall, language)}" if wall else ""


def _try_out(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = _found(turn, todo, by)
    parts = announced.parts(LIMITS, turn.contact, found.said)
    turn.extra += parts
    return Outcome("done" if parts else "empty")


def _go(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    sent = announcement_approval.send(turn.connection, by, turn, number_of(todo), turn.now)
    return Outcome(sent.state, {"people": str(sent.people), "names": ", ".join(sent.names)})


def _drop(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    drafts.drop(turn.connection, by, number_of(todo), turn.now)
    return Outcome("dropped")


def _acts(outcomes: tuple[str, ...], run: Callable[[Turn, Todo, Actor], Outcome]) -> Action:
    return acts(RIGHT, (*outcomes, "gone"), run)


ACTIONS: Actions = {
    "send_enter": acts(RIGHT, ("in",), _enter),
    "send_begin": acts(RIGHT, ("in",), _begin),
    "send_anew": _acts(("in",), _anew),
    "send_list": _acts(("found", "whole", "none"), _list),
    "send_count": _acts(("counted", "nobody"), _count),
    "send_keep": _acts(("kept",), _keep),
    "send_keep_own": _acts(("kept",), _keep_own),
    "send_chosen": _acts(("in",), _chosen),
    "send_hub": _acts(("found",), _hub),
    "send_clear": _acts(("kept",), _clear),
    "send_no_picture": _acts(("kept",), _no_picture),
    "send_check": _acts(("lacking", "whole", "empty"), _check),
    "send_at_once": _acts(("kept",), _at_once),
    "send_days": _acts(("found",), _days),
    "send_hours": _acts(("found",), _hours),
    "send_plan": _acts(("kept", "passed"), _plan),
    "send_ready": _acts(("fine", "nobody", "empty"), _ready),
    "send_try_out": _acts(("done", "empty"), _try_out),
    "send_go": _acts(("sending", "asked", "alone", "twice", "nobody", "empty", "files", "heavy", "passed"), _go),
    "send_drop": _acts(("dropped",), _drop),
}
"""What announcing in chat asks of the world until it is sent."""
