"""Consent and registration: what a person agrees to and tells of themself, and nothing more."""

from datetime import timedelta

from bot.programme import Programme
from bot.services import ledger, renewal
from bot.services.places import live_elsewhere, nearest, offer_countries, offer_towns, offer_trades
from bot.services.turn import Action, Actions, Turn
from flows.core.asides import key as aside_key
from flows.core.values import Offer, Outcome, Sent, Todo, Value
from storage import calls, consents, outbox, people
from storage.people import Person

SPEECH = "🎤"
"""What is stored of a town or trade that was spoken, until staff have written it."""
SPOKEN = aside_key("spoken")
"""The words that stand for it on a screen."""
UNTOLD = Offer("untold", "–")
"""What stands on a screen for what somebody has skipped; nothing is stored of it."""
ABOUT_AFTER = timedelta(days=1)
"""How long after joining the two questions for the count are asked, once."""


def person_of(turn: Turn) -> Person | None:
    """Return the contact's person, or None."""
    return people.get(turn.connection, turn.contact.person_id) if turn.contact.person_id else None


def member_of(turn: Turn) -> Person | None:
    """Return somebody who has registered; of all others nothing is kept."""
    person = person_of(turn)
    return person if person is not None and person.registered_at is not None else None


def shown(programme: Programme, kind: str, key: str) -> Offer:
    """Return a town or trade as it is shown: the programme's word for it, what the person said, or a dash."""
    known = programme.town if kind == "town" else programme.trade
    if key in known:
        return Offer(key, known[key].labels["en"], f"programme.{kind}.{key}")
    if not key:
        return UNTOLD
    return Offer("other", key) if key != SPEECH else Offer("other", SPEECH, SPOKEN)


def _who(turn: Turn, _todo: Todo) -> Outcome:
    person = person_of(turn)
    if person is None:
        return Outcome("guest")
    if person.registered_at:
        return Outcome("member")
    agreed = consents.newest(turn.connection, turn.contact.id, "keep")  # who joins the team was not asked yet
    return Outcome("joining" if agreed and agreed.given else "guest")


def _newcomer(turn: Turn, todo: Todo) -> Outcome:
    if renewal.due(turn):
        return Outcome("again")
    # Whoever said no has met Drom already: all they lack for what they want now is a yes.
    return Outcome("declined") if turn.contact.lite and turn.contact.person_id is None else _who(turn, todo)


def consent(turn: Turn, kind: str, *, given: bool) -> None:
    """Keep a yes or a no: ``keep`` a profile, or ``message`` unasked, which the person's ``may_push`` follows.

    Where the words have changed nobody is written to before a new yes to them.
    """
    contact = turn.contact
    if kind == "message" and contact.person_id:
        people.change(turn.connection, contact.person_id, may_push=given and not renewal.due(turn))
    consents.add(
        turn.connection,
        contact_id=contact.id,
        pseudonym=ledger.pseudonym(turn.connection, "contact", contact.id),
        kind=kind,
        notice=turn.programme.notice,
        given=given,
        language=contact.language,
        channel=contact.channel,
        at=turn.now,
    )


def _consent_keep(turn: Turn, _todo: Todo) -> Outcome:
    renewed = renewal.due(turn)
    consent(turn, "keep", given=True)
    contact = turn.contact
    if renewed:
        outbox.release(turn.connection, contact.id, turn.now)
        calls.close(turn.connection, contact.id, contact.person_id)
    told: people.Fields = {
        "programme": contact.programme,
        "organisation": turn.programme.programme[contact.programme].organisation,
        "country": contact.country,
        "referrer": contact.referrer,
    }
    if contact.person_id is None:
        turn.change(person_id=people.create(turn.connection, turn.now, **told))
    else:
        people.change(turn.connection, contact.person_id, **told)
    turn.change(lite=False)
    return Outcome("saved")


def _consent_push(turn: Turn, todo: Todo) -> Outcome:
    given = todo.answers.get("push") == "yes"
    consent(turn, "message", given=given)
    if given and turn.contact.stopped_at is not None:  # the newest word counts
        turn.change(stopped_at=None)
    return Outcome("saved")


def _profile(turn: Turn, _todo: Todo) -> Outcome:
    """Tell what is known already; somebody who came by a town's link is not asked for the town."""
    person = person_of(turn)
    if person is None or not person.registered_at:
        town = turn.contact.town
        known: dict[str, Value] = {"town": shown(turn.programme, "town", town)} if town in turn.programme.town else {}
        return Outcome("new", known)
    return Outcome("known", profile(turn.programme, person))


def profile(programme: Programme, person: Person) -> dict[str, Value]:
    """Return a person's name, town and trade as they are shown."""
    name: Value = Offer("pending", person.name, SPOKEN) if person.name_pending else person.name or UNTOLD
    return {
        "name": name,
        "town": shown(programme, "town", person.town),
        "trade": shown(programme, "trade", person.trade),
    }


def _leaves(kind: str) -> Action:
    """Return an action for something that is skipped: it stays as it is, untold where nothing is known."""

    def run(turn: Turn, _todo: Todo) -> Outcome:
        person = person_of(turn)
        known = profile(turn.programme, person) if person and person.registered_at else {}
        return Outcome("left", {kind: known.get(kind, UNTOLD)})

    return Action(("left",), run)


def counted(person: Person) -> dict[str, Value]:
    """Return what a person told for the count as it is shown: nothing of what they skipped."""
    label = {"woman": "👩 Woman", "man": "👨 Man"}.get(person.gender, "")
    gender = Offer(person.gender, label, f"menu.gender.{person.gender}") if label else ""
    return {"gender": gender, "age": {"under_30": "🎂 <30", "30_or_over": "🎂 30+"}.get(person.age, "")}


def _town_by_pin(turn: Turn, todo: Todo) -> Outcome:
    """Turn a pin into the nearest town at once; the pin itself is never stored."""
    if not isinstance(todo.answer, Sent) or not todo.answer.reference:  # some share a place that has none
        return Outcome("far")
    latitude, longitude = (float(part) for part in todo.answer.reference.split(","))
    town = nearest(turn.programme, latitude, longitude)
    if town is None:
        return Outcome("far")
    country = turn.programme.town[town].country
    turn.change(country=country)
    found = turn.programme.country[country]
    label = Offer(country.lower(), found.labels["en"], f"programme.country.{country.lower()}")
    return Outcome("found", {"town": shown(turn.programme, "town", town), "country": label})


def _register(turn: Turn, todo: Todo) -> Outcome:
    person = person_of(turn)
    if person is None:
        raise ValueError("somebody registers without having agreed")
    name, town, trade = (todo.answers[field] for field in ("name", "town", "trade"))
    people.change(
        turn.connection,
        person.id,
        name=_kept(name),
        name_pending=isinstance(name, Offer) and name != UNTOLD,
        town=_kept(town),
        trade=_kept(trade),
        country=turn.contact.country,
        registered_at=person.registered_at or turn.now,
    )
    return Outcome("changed" if person.registered_at else "saved")


def _kept(value: Value) -> str:
    """Return what is stored of an answer: a key of the programme, what the person said, or nothing."""
    if isinstance(value, str):
        return value
    if value == UNTOLD:
        return ""
    return value.label if value.value in {"other", "pending"} else value.value


def _about_due(turn: Turn, _todo: Todo) -> Outcome:
    person = person_of(turn)
    joined = person.registered_at if person else None
    if person is None or joined is None or person.gender or turn.now - joined < ABOUT_AFTER:
        return Outcome("done")
    people.change(turn.connection, person.id, gender="skip", age="skip")  # asked once, whatever becomes of it
    return Outcome("due")


def _save_about(turn: Turn, todo: Todo) -> Outcome:
    if turn.contact.person_id:
        gender, young = str(todo.answers["gender"]), str(todo.answers["age"])
        age = {"yes": "under_30", "no": "30_or_over"}.get(young, "skip")
        people.change(turn.connection, turn.contact.person_id, gender=gender, age=age)
    return Outcome("saved")


ACTIONS: Actions = {
    "who": Action(("guest", "joining", "member"), _who),
    "newcomer": Action(("guest", "declined", "joining", "member", "again"), _newcomer),
    "consent_keep": Action(("saved",), _consent_keep),
    "consent_push": Action(("saved",), _consent_push),
    "profile": Action(("new", "known"), _profile),
    "leave_name": _leaves("name"),
    "leave_town": _leaves("town"),
    "leave_trade": _leaves("trade"),
    "offer_countries": Action(("found",), offer_countries),
    "live_elsewhere": Action(("kept",), live_elsewhere),
    "offer_towns": Action(("found", "nowhere"), offer_towns),
    "offer_trades": Action(("found",), offer_trades),
    "town_by_pin": Action(("found", "far"), _town_by_pin),
    "register": Action(("saved", "changed"), _register),
    "about_due": Action(("due", "done"), _about_due),
    "save_about": Action(("saved",), _save_about),
}
"""What onboarding asks of the world."""
