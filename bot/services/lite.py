"""What a no leaves of somebody: address, language and session, and the answers they still wait for."""

from collections.abc import Callable, Collection

from bot.services import course_privacy, ticket_privacy, tip_privacy
from bot.services.onboarding import consent, person_of
from bot.services.tickets import PROFILE, open_ticket
from bot.services.turn import Action, Actions, Turn
from flows.core.values import Outcome, Todo
from storage import calls, contacts, inbox, media, outbox, people, renewal, tickets

ANSWER = "answer"
"""The kind of messages that somebody asked for: they go to whoever said no, too."""

DeleteFiles = Callable[[Collection[str]], None]
"""Deletes files by their names."""
DropPapers = Callable[[Collection[int]], None]
"""Deletes what was drawn for contacts, by their numbers."""


def leave_little(turn: Turn, delete_files: DeleteFiles, drop_papers: DropPapers) -> None:
    """Forget the contact's person and what they told of themself; open questions to the team stay."""
    person, contact = person_of(turn), turn.contact
    drawn_for = [contact.id]
    if person is not None and person.may_push:
        consent(turn, "message", given=False)
    consent(turn, "keep", given=False)
    renewal.cancel(turn.connection, contact.id, but=ANSWER)
    outbox.release(turn.connection, contact.id, turn.now)
    calls.close(turn.connection, contact.id, contact.person_id)
    ticket_privacy.forget_told(turn.connection, contact)  # before the tickets go: they tell what was said
    tickets.remove(turn.connection, contact.id, PROFILE)
    if person is not None:
        tip_privacy.forget(turn.connection, person.id, turn.now)  # before its files go: others may have heard them
    files = media.erase_told(turn.connection, contact.id)
    turn.after.append(lambda: delete_files(files))
    inbox.forget_words(turn.connection, contact.id)
    turn.change(person_id=None, lite=True, town="", referrer="")
    if person is not None:
        for one in contacts.of_person(turn.connection, person.id):
            contacts.change(turn.connection, one.id, session=None)
            drawn_for.append(one.id)
        course_privacy.forget(turn.connection, person.id)
        people.erase(turn.connection, person.id)
    turn.after.append(lambda: drop_papers(drawn_for))


def actions(delete_files: DeleteFiles, drop_papers: DropPapers) -> Actions:
    """Return what flows ask where somebody says no; what deletes is called after the commit."""

    def consent_lite(turn: Turn, _todo: Todo) -> Outcome:
        person = person_of(turn)
        if person is not None and person.registered_at is not None:
            return Outcome("member")  # they have something to lose, and are asked once more
        leave_little(turn, delete_files, drop_papers)
        return Outcome("saved")

    def consent_withdraw(turn: Turn, _todo: Todo) -> Outcome:
        leave_little(turn, delete_files, drop_papers)
        return Outcome("saved")

    def save_young(turn: Turn, todo: Todo) -> Outcome:
        """Call the team: what is kept is for adults."""
        open_ticket(turn, todo, "under_18")
        leave_little(turn, delete_files, drop_papers)
        return Outcome("saved")

    return {
        "consent_lite": Action(("saved", "member"), consent_lite),
        "consent_withdraw": Action(("saved",), consent_withdraw),
        "save_young": Action(("saved",), save_young),
    }
