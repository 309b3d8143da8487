"""What staff's screens about more of a meeting ask of the world: a photo, languages, hosts, a title; it only talks.

Of a meeting that is not there yet all of it is kept as a text among the answers, ``extras``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.channels.port import Part
from bot.services import apart, meeting_more, meetings
from bot.services.meeting_more import AS, Booked, More
from bot.services.signing import acts
from bot.services.slots import Enough
from bot.services.spoken import NAMES
from bot.services.staff import Actor
from bot.services.staff_invite_talk import number_of
from bot.services.staff_new_talk import campaign_of, country_of, picked
from bot.services.turn import Action, Actions, Turn
from flows.core.screens import aside
from flows.core.values import Offer, Outcome, Todo, Value
from storage import media
from storage.meetings import Host
from storage.roles import Role

RIGHT = "arrange_meetings"
NOTHING, THERE = "–", "✔"
KIND = "mentor"
"""The kind of meeting that has experts."""
MOST = 40
"""How many names are offered at most."""

ROOM = 16
"""How many characters of a name a choice has room for beside its sign."""

Changed = Callable[[Turn, Todo, More], More]
"""Returns what a meeting has as somebody wants it."""


def _more(turn: Turn, todo: Todo, by: Actor) -> More:
    if number := number_of(todo):
        meeting = meetings.read(turn.connection, by, number, act=RIGHT)
        return meeting_more.of_meeting(turn.connection, meeting)
    return meeting_more.from_text(str(todo.answers.get("extras", "")))


def _keep(turn: Turn, todo: Todo, by: Actor, changed: Callable[[More], More]) -> dict[str, Value]:
    """Change it where the meeting is; return what becomes of the answers."""
    if not (number := number_of(todo)):
        return {"extras": meeting_more.to_text(changed(_more(turn, todo, by)))}
    try:
        meeting_more.keep(turn.connection, by, turn.programme, number, changed, turn.now)
    except (Booked, Enough):
        raise
    except ValueError:  # it is over or cancelled
        raise meetings.NoMeeting(f"meeting {number} does not change any more") from None
    return {"extras": ""}


def _change(changed: Changed) -> Action:
    """Return an action that changes something."""

    def act(turn: Turn, todo: Todo, by: Actor) -> Outcome:
        return Outcome("kept", _keep(turn, todo, by, lambda more: changed(turn, todo, more)))

    return acts(RIGHT, ("kept", "gone"), act)


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    more = _more(turn, todo, by)
    title = more.title.get(turn.contact.language) or next(iter(more.title.values()), NOTHING)
    told = {
        "extras": "" if number_of(todo) else meeting_more.to_text(more),
        "title_now": title,
        "photo_now": THERE if more.photo_id else NOTHING,
        "spoken_now": _spoken(more),
        "givers_now": _givers(turn, more),
    }
    return Outcome("found", told)


def _spoken(more: More) -> str:
    return ", ".join(NAMES[one] for one in more.languages if one in NAMES) or NOTHING


def _givers(turn: Turn, more: More) -> str:
    """Return who gives it: names, and how many guests have none."""
    named = [meeting_more.name_for_staff(turn.connection, one) for one in more.named]
    return ", ".join([*named, *([f"+{more.unnamed}"] if more.unnamed else [])]) or NOTHING


def _photo_look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Show the photo there is, once it has been fetched."""
    number = _more(turn, todo, by).photo_id
    found = media.get(turn.connection, number) if number else None
    turn.extra += [Part("", picture=str(number))] if found is not None and found.state == "kept" else []
    return Outcome("shown")


def _photo(turn: Turn, _todo: Todo, more: More) -> More:
    return replace(more, photo_id=turn.media_id) if turn.media_id else more


def _no_photo(_turn: Turn, _todo: Todo, more: More) -> More:
    return replace(more, photo_id=None)


def _languages(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return Outcome("shown", {"spoken_now": _spoken(_more(turn, todo, by))})


def _language(_turn: Turn, todo: Todo, more: More) -> More:
    chosen = {*more.languages} ^ {str(todo.answers["speaks"])}
    return replace(more, languages=tuple(one for one in NAMES if one in chosen))


def _hosts(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer those who give it, to be taken away, and the team, to be added."""
    more = _more(turn, todo, by)
    there = {one.person_id for one in more.named}
    team = [
        Host("host", role.person_id, role.label)
        for role in meeting_more.candidates(turn.connection, *_where(turn, todo, by))
        if role.person_id not in there
    ]
    shown = _labels(turn, [*more.named, *team][:MOST])
    now = [Offer(_value(one), f"✖️ {_short(turn, one, shown)}") for one in more.named]
    new = [Offer(f"p{one.person_id}", f"➕ {_short(turn, one, shown)}") for one in team]
    return Outcome("found", {"givers_now": _givers(turn, more)}, offers=(*now, *new)[:MOST])


def _labels(turn: Turn, hosts: Sequence[Host]) -> dict[int, str]:
    """Return what Drom knows somebody by, by person, as choices show it; of those who look alike a line is sent."""
    names = {one.person_id: _fitting(turn, one) for one in hosts if one.person_id is not None}
    shown, lines = apart.labels(turn.connection, turn.programme, names, turn.contact, ROOM)
    turn.extra += [Part("\n".join(lines))] if lines else []
    return shown


def _where(turn: Turn, todo: Todo, by: Actor) -> tuple[str, str]:
    """Return the organisation and the country of the meeting."""
    if number := number_of(todo):
        meeting = meetings.read(turn.connection, by, number, act=RIGHT)
        return meeting.organisation, meeting.country
    return turn.programme.organisation_of(campaign_of(turn, todo, by)), country_of(turn, todo, by)


def _short(turn: Turn, host: Host, shown: Mapping[int, str]) -> str:
    """Return what a choice calls somebody: as it tells them apart, or as staff wrote it."""
    return shown.get(host.person_id or 0) or _fitting(turn, host)


def _fitting(turn: Turn, host: Host) -> str:
    """Return a name as a choice has room for it: the first word of a long one."""
    name = meeting_more.name_for_staff(turn.connection, host)
    return name if len(name) <= ROOM else name.split()[0][:ROOM]


def _value(host: Host) -> str:
    return f"h{host.id}" if host.id > 0 else f"n{-host.id}"


def _host(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Take somebody away who is there, or begin to add who was tapped or written."""
    more, value = _more(turn, todo, by), picked(todo, "host")
    there = next((one for one in more.named if _value(one) == value), None)
    if there is None:
        chosen = _chosen(turn, todo, by)
        return Outcome("new", {"who": _called(turn, chosen) if chosen else value})
    try:
        return Outcome("away", _keep(turn, todo, by, lambda now: meeting_more.without_host(now, there.id)))
    except Booked:
        return Outcome("booked")


def _called(turn: Turn, role: Role) -> str:
    return meeting_more.name_for_staff(turn.connection, Host("host", role.person_id, role.label))


def _chosen(turn: Turn, todo: Todo, by: Actor) -> Role | None:
    """Return who of the team was tapped, None where a name was written."""
    team = meeting_more.candidates(turn.connection, *_where(turn, todo, by))
    return next((role for role in team if f"p{role.person_id}" == picked(todo, "host")), None)


def _roles(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer what somebody may do there: of those whom Drom knows only mentors are experts, on a mentor day."""
    may = AS if _may_advise(turn, todo, by) else AS[1:]
    said = {name: aside(f"as_{name}") for name in may}
    return Outcome("found", offers=tuple(Offer(name, one.say, one.key) for name, one in said.items()))


def _may_advise(turn: Turn, todo: Todo, by: Actor) -> bool:
    number = number_of(todo)
    kind = meetings.read(turn.connection, by, number, act=RIGHT).kind if number else str(todo.answers["what"])
    chosen = _chosen(turn, todo, by)
    return kind == KIND and (chosen is None or chosen.name == "mentor")


def _keep_host(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    role, chosen = picked(todo, "role"), _chosen(turn, todo, by)
    host = Host(role, chosen.person_id) if chosen else Host(role, name=picked(todo, "host"))
    try:
        return Outcome("kept", _keep(turn, todo, by, lambda more: meeting_more.with_host(more, host)))
    except Enough:
        return Outcome("enough")


def _guests(_turn: Turn, todo: Todo, more: More) -> More:
    return meeting_more.with_guests(more, int(str(todo.answers["guests"])[1:]))


def _title(turn: Turn, todo: Todo, more: More) -> More:
    return replace(more, title={turn.contact.language: str(todo.answers["title"])})


def _no_title(_turn: Turn, _todo: Todo, more: More) -> More:
    return replace(more, title={})


ACTIONS: Actions = {
    "more_look": acts(RIGHT, ("found", "gone"), _look),
    "more_photo_look": acts(RIGHT, ("shown", "gone"), _photo_look),
    "more_photo": _change(_photo),
    "more_no_photo": _change(_no_photo),
    "more_languages": acts(RIGHT, ("shown", "gone"), _languages),
    "more_language": _change(_language),
    "more_hosts": acts(RIGHT, ("found", "gone"), _hosts),
    "more_host": acts(RIGHT, ("new", "away", "booked", "gone"), _host),
    "more_roles": acts(RIGHT, ("found", "gone"), _roles),
    "more_keep_host": acts(RIGHT, ("kept", "enough", "gone"), _keep_host),
    "more_guests": _change(_guests),
    "more_title": _change(_title),
    "more_no_title": _change(_no_title),
}
"""What screens about more of a meeting ask of the world."""
