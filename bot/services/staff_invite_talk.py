"""What flows that invite ask of the world: whom to choose, a count, sending, and the second yes; it only talks."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.languages import LANGUAGES
from bot.services import audience, audience_choices, groups, meeting_cards, meetings, proposals
from bot.services.audience import Audience
from bot.services.meeting_talk import PICTURES
from bot.services.onboarding import person_of
from bot.services.signing import acts
from bot.services.staff import Actor, Denied
from bot.services.staff_new_talk import named, picked
from bot.services.turn import Actions, Turn
from bot.services.wall import wall_of
from flows.core.values import Offer, Outcome, Todo, Value
from storage import meetings as rows
from storage.meetings import Meeting

RIGHT = "arrange_meetings"
SUMS: Mapping[str, tuple[str, ...]] = {
    "now": ("go",),
    "later": ("waits",),
    "knock": ("knock",),
    "writes": ("parked", "call"),
    "cannot": ("stopped", "unreachable"),
}
"""What a count tells, and which states of ``push.State`` each part of it sums up: every state is in one."""


def number_of(todo: Todo) -> int:
    """Return the number of the meeting or the proposal that a screen is about, 0 for none."""
    found = str(todo.answers.get("id", ""))
    return int(found) if found.isdecimal() else 0


def _person(turn: Turn) -> int:
    person = person_of(turn)
    if person is None:
        raise Denied(RIGHT)
    return person.id


def _begin(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Begin with everybody there but who invites and who is invited, and tell what the card says that they get."""
    meeting = meetings.read(turn.connection, by, number_of(todo), act=RIGHT)
    if meeting.state != "published" or meeting.starts_at <= turn.now:
        return Outcome("shut")
    country = "" if meeting.link else meeting.country
    card = meeting_cards.details(meeting, turn.contact, turn.programme)
    everybody = Audience(country=country, but=_person(turn), new_to=meeting.id)
    return Outcome("in", {"audience": _written(everybody), "reach": "", **card})


def _list(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return listed(turn, by, whom(todo), _read(todo))


def whom(todo: Todo) -> str:
    """Return the kind of people that was tapped: who comes, or who is left out."""
    out = todo.answers.get("reach") == "without" and todo.answers.get("leave_out")
    return str(out or todo.answers["who"])


def listed(turn: Turn, by: Actor, who: str, meant: Audience) -> Outcome:
    """Offer what an audience may be narrowed by."""
    programme = turn.programme
    match who:
        case "town":
            towns = programme.towns_of(meant.country) if meant.country else programme.town
            found = [named("town", key, one.labels["en"]) for key, one in towns.items()]
        case "trade":
            found = [named("trade", key, one.labels["en"]) for key, one in programme.trade.items()]
        case "language":
            found = [Offer(code.lower(), one.name) for code, one in LANGUAGES.items()]
        case "country":
            found = [named("country", key, one.labels["en"]) for key, one in programme.country.items()]
        case "group":
            found = [Offer(f"g{one.id}", one.name) for one in groups.of_staff(turn.connection, by)]
        case "programme":
            found = [named("programme", key, one.labels["en"]) for key, one in programme.programme.items()]
        case "guests" | "silent":
            found = list(offers(turn, audience_choices.held(turn.connection, by, turn.now)))
        case _:
            return Outcome("whole")
    return Outcome("found", offers=tuple(found)) if found else Outcome("none")


def offers(turn: Turn, found: Sequence[Meeting]) -> tuple[Offer, ...]:
    """Return meetings as choices: what it is, its day and its time, in figures; its town where two would look alike."""
    shown = [_figures(turn, one) for one in found]
    twice = {words for words, times in Counter(shown).items() if times > 1}
    return tuple(
        Offer(f"m{one.id}", f"{words} {_town(turn, one)}".strip() if words in twice else words)
        for one, words in zip(found, shown, strict=True)
    )


def _figures(turn: Turn, one: Meeting) -> str:
    begins = wall_of(one.starts_at, turn.programme.zone(one.country))
    return f"{PICTURES[one.kind]} {begins.day}.{begins.month} {begins:%H:%M}"


def _town(turn: Turn, one: Meeting) -> str:
    town = turn.programme.town.get(one.town)
    return town.labels[turn.contact.language] if town else ""


def _count(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Add what was chosen to the audience, or to those who are left out, and count it."""
    before = _read(todo)
    everybody = Audience(country=before.country, but=before.but, new_to=before.new_to)
    meant = narrowed(turn, todo, by, before, everybody)
    counted = audience.count(turn.connection, by, turn.programme, meant, turn.now)
    if counted.people == 0:
        return Outcome("nobody")
    return Outcome("counted", {"audience": _written(meant), **summed(counted.people, counted.reasons)})


def summed(people: int, reasons: Mapping[str, int]) -> dict[str, Value]:
    """Return what a screen tells of a count."""
    sums = {name: str(sum(reasons.get(state, 0) for state in states)) for name, states in SUMS.items()}
    return {"people": str(people), **sums}


def narrowed(turn: Turn, todo: Todo, by: Actor, meant: Audience, everybody: Audience) -> Audience:
    """Return an audience with what was chosen added to it, or to those who are left out.

    Who only chooses, also once more after a way back, begins with ``everybody``; so does who chooses everyone.
    """
    one, reach = _chosen(turn, todo, by), str(todo.answers.get("reach", ""))
    if reach == "without":
        return replace(meant, without=(*meant.without, one))
    begins = reach != "narrow" or whom(todo) == "everyone"
    return _both(everybody if begins else meant, one)


def _chosen(turn: Turn, todo: Todo, by: Actor) -> Audience:
    """Return the audience that one choice means."""
    value = picked(todo, "which")
    who = whom(todo)
    if who == "silent":
        return Audience(meeting_id=meetings.read(turn.connection, by, int(value[1:]), act=RIGHT).id, came="silent")
    if who == "group":
        return Audience(group_id=groups.read(turn.connection, by, int(value[1:])).id)
    if who == "guests":
        meeting = meetings.read(turn.connection, by, int(value[1:]), act=RIGHT)
        return Audience(meeting_id=meeting.id, came="came" if meeting.ends_at <= turn.now else "answered_yes")
    one = (value,)
    return {
        "town": Audience(towns=one),
        "trade": Audience(trades=one),
        "country": Audience(country=value.upper()),
        "language": Audience(languages=tuple(code for code in LANGUAGES if code.lower() == value)),
        "programme": Audience(programme=value),
        "mentors": Audience(mentors=True),
    }.get(who, Audience())


def _both(one: Audience, other: Audience) -> Audience:
    """Return those who meet both; a second town, trade or language is one more of these, which the count tells.

    A second country, programme, group or meeting narrows what is there, so that nobody comes in by it.
    """
    if _clash(one, other):
        return replace(one, also=(*one.also, other))
    return replace(
        one,
        towns=(*one.towns, *other.towns),
        trades=(*one.trades, *other.trades),
        languages=(*one.languages, *other.languages),
        country=other.country or one.country,
        programme=other.programme or one.programme,
        group_id=one.group_id if other.group_id is None else other.group_id,
        mentors=one.mentors or other.mentors,
        meeting_id=one.meeting_id if other.meeting_id is None else other.meeting_id,
        came=one.came if other.meeting_id is None else other.came,
    )


def _clash(one: Audience, other: Audience) -> bool:
    """Tell whether both say something that can be said but once."""
    meetings = ((one.meeting_id, one.came), (other.meeting_id, other.came))
    clashes = None not in {one.meeting_id, other.meeting_id} and meetings[0] != meetings[1]
    groups = {one.group_id, other.group_id} - {None}
    named = ({one.country, other.country}, {one.programme, other.programme})
    return clashes or len(groups) > 1 or any(len(values - {""}) > 1 for values in named)


def _send(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    about = (turn.connection, by, _person(turn), turn.programme, number_of(todo))
    try:
        state, number, names = proposals.send(*about, _read(todo), turn.now)
    except ValueError:
        return Outcome("shut")
    return Outcome(state, {"people": str(number), "names": ", ".join(names)})


def _read(todo: Todo) -> Audience:
    return proposals.from_json(json.loads(str(todo.answers["audience"])))


def _written(meant: Audience) -> str:
    return json.dumps(proposals.to_json(meant))


def _proposals(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Offer what waits for a second yes: what is held, on which day, and how many would be invited."""
    found = proposals.waiting(turn.connection, by, _person(turn), turn.now)
    about = [(one, meeting) for one in found if (meeting := rows.get(turn.connection, one.meeting_id))]
    shown = [(one, _figures(turn, meeting).rpartition(" ")[0]) for one, meeting in about]
    choices = tuple(Offer(f"p{one.id}", f"{words}: {one.people}") for one, words in shown)
    return Outcome("found", offers=choices) if choices else Outcome("none")


def _proposal(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    number = int(picked(todo, "list")[1:])
    found = proposals.read(turn.connection, by, _person(turn), number)
    if found.state != "open":
        return Outcome("over")
    told = proposals.told(turn.connection, found, turn.contact, turn.programme)
    return Outcome("open", {"id": str(found.id), "version": "1", **told})


def _agree(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    about = (turn.connection, by, _person(turn), turn.programme, number_of(todo))
    return Outcome("over" if proposals.agree(*about, turn.now) is None else "done")


def _decline(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    done = proposals.decline(turn.connection, by, _person(turn), number_of(todo), turn.now)
    return Outcome("done" if done else "over")


ACTIONS: Actions = {
    "invite_begin": acts(RIGHT, ("in", "shut"), _begin),
    "invite_list": acts(RIGHT, ("found", "whole", "none"), _list),
    "invite_count": acts(RIGHT, ("counted", "nobody"), _count),
    "invite_send": acts(RIGHT, ("invited", "asked", "alone", "shut"), _send),
    "proposals": acts(RIGHT, ("found", "none"), _proposals),
    "proposal_look": acts(RIGHT, ("open", "over"), _proposal),
    "proposal_agree": acts(RIGHT, ("done", "over"), _agree),
    "proposal_decline": acts(RIGHT, ("done", "over"), _decline),
}
"""What invitations ask of the world."""
