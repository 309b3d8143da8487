"""Tips for one person: which comes next, and what they make of it; it never knows a word that is said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import stories, tip_plans
from bot.services.tip_choice import Reader, choose, fitting
from storage import pledges, rhythms, showings
from storage import tips as rows
from storage.contacts import Contact
from storage.people import Person
from storage.pledges import Saved, State
from storage.showings import Place
from storage.stories import Story
from storage.tips import Tip


class LiveTips:
    """Every tip in memory, read again as soon as any is another one: many thousands of choices need them."""

    def __init__(self) -> None:
        self._stamp, self._tips = (-1, -1), tuple[Tip, ...]()
        self._told: Mapping[int, Sequence[Story]] = {}

    def of(self, connection: Connection) -> Sequence[Tip]:
        """Return every tip as it is now."""
        if (stamp := rows.stamp(connection)) != self._stamp:
            self._told = stories.published(connection)
            self._tips, self._stamp = tuple(rows.every(connection)), stamp
        return self._tips

    def is_told(self, tip: Tip, organisation: str, contact: Contact) -> bool:
        """Tell whether a neighbour can be heard of a tip, as it was when ``of`` was asked last."""
        some = self._told.get(tip.id, ())
        return stories.for_reader(some, organisation, contact) is not None


def months(programme: Programme) -> Mapping[str, Collection[int]]:
    """Return the months of each season."""
    return {key: season.months for key, season in programme.season.items()}


def reader(programme: Programme, contact: Contact, person: Person | None, now: datetime) -> Reader:
    """Return what decides which tips are for somebody."""
    country = (person.country if person else "") or contact.country
    month = now.astimezone(programme.zone(country)).month
    return Reader(person.trade if person else "", country, month)


def campaign(programme: Programme, contact: Contact, person: Person | None) -> str:
    """Return the key of the programme in which what somebody does is counted."""
    return (person.programme if person else "") or contact.programme or programme.default


def place(programme: Programme, contact: Contact, person: Person | None) -> Place:
    """Return where what somebody does is counted; a trade in their own words is one of none."""
    trade = person.trade if person and person.trade in programme.trade else ""
    country = (person.country if person else "") or contact.country
    organisation = programme.organisation_of(campaign(programme, contact, person))
    return {"organisation": organisation, "trade": trade, "country": country, "language": contact.language}


def next_for(
    connection: Connection, tips: Sequence[Tip], programme: Programme, contact: Contact, person: Person, now: datetime
) -> Tip | None:
    """Return the next tip for a person; what else is chosen for them waits until this is shown."""
    if connection.dialect.name != "sqlite":
        rhythms.get(connection, person.id, lock=True)
    shown = showings.last_of(connection, person.id, now)
    return choose(tips, reader(programme, contact, person, now), months(programme), shown, now)


def next_for_guest(
    tips: Sequence[Tip], programme: Programme, contact: Contact, after: int, now: datetime
) -> Tip | None:
    """Return the tip after the one with a number (0 for the first): of a guest nothing is kept."""
    found = fitting(tips, reader(programme, contact, None, now), months(programme))
    return next((one for one in found if one.id > after), None)


def make(
    connection: Connection,
    programme: Programme,
    contact: Contact,
    person: Person,
    tip_id: int,
    state: State,
    now: datetime,
) -> None:
    """Keep what a person makes of a tip, and ask them again where they try it; what is done stays done."""
    tip_plans.settle(connection, tip_id, person.id, now)
    old = pledges.get(connection, tip_id, person.id)
    if old is not None and old.state == "done":
        return
    if old is None:
        number = pledges.add(connection, tip_id, person.id, state, now, **place(programme, contact, person))
    else:
        number = old.id
    first = {"trying": {"tried_at": (old and old.tried_at) or now}, "done": {"done_at": now}, "not_for_me": {}}
    pledges.change(connection, number, now, state=state, **first[state])
    if state == "trying":
        tip_plans.ask(connection, programme, tip_id, person, now)


def save(connection: Connection, tip_id: int, person_id: int, saved: Saved, now: datetime) -> None:
    """Keep whether a tip saved somebody money."""
    if (old := pledges.get(connection, tip_id, person_id)) is not None:
        pledges.change(connection, old.id, now, saved=saved)


def explain(
    connection: Connection, tip_id: int, person_id: int, words: str, media_id: int | None, now: datetime
) -> None:
    """Keep why a tip is not for somebody: words, or a recording."""
    if (old := pledges.get(connection, tip_id, person_id)) is not None:
        pledges.change(connection, old.id, now, why=words, why_id=media_id)
