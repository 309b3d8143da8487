"""What meetings forget of people: those who leave, and what has had its time; counts stay, it never knows a screen."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import ledger, seating
from storage import attendances, feedbacks, invitations, merges, proposals, responses

NEEDS = timedelta(days=30)
"""How long after a meeting it is kept what people needed to come: so long its organiser may have to settle travel."""


def leave(connection: Connection, programme: Programme, person_id: int, now: datetime) -> None:
    """Give up every seat of somebody who is erased, which the next in the line get, and forget who they were."""
    seating.leave_all(connection, programme, person_id, now)
    forget(connection, person_id, now)


def forget(connection: Connection, person_id: int, now: datetime) -> None:
    """Leave of somebody only what is counted. Their wishes and notices go with the person.

    Of who was found to be somebody else nothing is left: what they still have the other has too, and counts once. A
    seat, a yes or a presence that the other has not becomes the other's.
    """
    if (kept := merges.kept_of(connection, person_id)) is not None:
        for both in (responses, attendances):
            both.hand_over(connection, person_id, kept)
        for rows in (responses, attendances, feedbacks, invitations):
            rows.remove_for(connection, person_id)
        proposals.erase_for(connection, person_id)
        return
    pseudonym = ledger.pseudonym(connection, "person", person_id)
    responses.erase_for(connection, person_id, pseudonym, now)  # first: it asks whether they came
    for rows in (attendances, feedbacks, invitations, proposals):
        rows.erase_for(connection, person_id)


def sweep(connection: Connection, now: datetime, before: datetime) -> int:
    """Empty names and words from before a moment, and needs whose time is over ``now``; return how many."""
    words = attendances.forget_names(connection, before) + feedbacks.forget_texts(connection, before)
    return words + responses.forget_needs(connection, now - NEEDS)
