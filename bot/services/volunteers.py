"""What becomes of questions in the hands of a mentor or a helper who goes; it never knows why they go."""

from datetime import datetime

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services import claims, due, question_plans, staff, translating
from bot.services.staff import Actor
from storage import claims as held
from storage import mentors as profiles
from storage import question_offers, translations
from storage.mentors import Mentor


def end(connection: Connection, by: Actor, programme: Programme, role_id: int, now: datetime) -> None:
    """End a role of any kind; what its holder had in hand goes to others. Raises LookupError, Denied."""
    found = profiles.of_role(connection, role_id)
    staff.end(connection, by, role_id, now)
    if found is not None:
        let_go(connection, programme, found, now)


def let_go(connection: Connection, programme: Programme, profile: Mentor, now: datetime) -> None:
    """Give back what somebody has in hand whose role has ended, and offer them nothing more."""
    for claim in held.of_mentor(connection, profile.id):
        claims.give_back(connection, programme, profile, claim.question_id, now)
    for question_id in question_offers.questions_of(connection, profile.id):
        question_offers.close_for(connection, question_id, profile.id)
        if profile.person_id is not None:
            about = question_plans.about(question_id)
            due.cancel(connection, about, now, "role ended", person_id=profile.person_id)
    for step in translations.of_helper(connection, profile.id):
        translating.give_back(connection, programme, profile, step.id, now)
