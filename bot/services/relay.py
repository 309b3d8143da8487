"""What somebody said, on its way to somebody else: words, a voice, a photo; it never knows who says it to whom.

Only what a helper or a mentor may hear is ever handed out; files are those that were checked and written anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.port import Part
from bot.pieces import pieces
from bot.services import question_plans
from storage import media, replies, translations
from storage.questions import Form, Question
from storage.replies import MentorReply
from storage.translations import Translation

LONGEST = 1500
"""So long one message of words is at most: WhatsApp takes 1,600."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What was said: words, or a file by its media id; ``photo_id`` is a photo that belongs to it."""

    form: Form
    text: str = ""
    media_id: int | None = None
    photo_id: int | None = None

    @property
    def files(self) -> tuple[int, ...]:
        """Return the media ids of everything that is no words."""
        return tuple(one for one in (self.media_id, self.photo_id) if one is not None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of it is left (it was erased)."""
        return not self.text and not self.files


NOTHING = Matter("text")


def parts(connection: Connection, contact_id: int, matter: Matter, now: datetime) -> list[Part]:
    """Return the messages that say it; a file that is still being fetched follows by itself."""
    found = []
    for number in matter.files:
        row = media.get(connection, number)
        if row is not None and row.state == "waiting":
            question_plans.plan_file(connection, contact_id, number, now)
        elif part := file(connection, number):
            found.append(part)
    return [*found, *said(matter)]


def said(matter: Matter) -> list[Part]:
    """Return the words of it."""
    return [Part(piece) for piece in pieces(matter.text, LONGEST)] if matter.text.strip() else []


def whole(connection: Connection, matter: Matter) -> list[Part]:
    """Return the messages that say it, of files that are kept."""
    files = [part for number in matter.files if (part := file(connection, number))]
    return [*files, *said(matter)]


def file(connection: Connection, media_id: int) -> Part | None:
    """Return a kept file as a message: a voice as a voice note, a photo as a photo; None for one that is not there."""
    row = media.get(connection, media_id)
    if row is None or row.state != "kept":
        return None
    match row.content_type.partition("/")[0]:
        case "audio":
            return Part("", voice=str(row.id))
        case "image":
            return Part("", picture=str(row.id))
    return Part("", document=str(row.id))


def coming(connection: Connection, media_id: int) -> Part | None:
    """Return a file that is still being fetched as the message that it will be; None where it is there, or never."""
    row = media.get(connection, media_id)
    if row is None or row.state != "waiting":
        return None
    return Part("", voice=str(row.id)) if row.kind == "voice" else Part("", picture=str(row.id))


def state(connection: Connection, matter: Matter) -> str:
    """Return ``waiting`` while a file of it is fetched, ``refused`` where nothing of it is left, else ``kept``."""
    found = {row.state if (row := media.get(connection, number)) else "refused" for number in matter.files}
    if "waiting" in found:
        return "waiting"
    return "refused" if found == {"refused"} and not matter.text.strip() else "kept"


def own(question: Question) -> Matter:
    """Return a question as it was asked."""
    return Matter(question.form, question.text, question.media_id, question.photo_id)


def asked(connection: Connection, question: Question) -> Matter:
    """Return a question as a mentor hears it: through the helpers whom it has passed.

    The voice of somebody who asked that it be rewritten is never in it.
    """
    found = last_done(_of_question(connection, question))
    if found is not None:
        return replace(of_step(found), photo_id=question.photo_id)
    return NOTHING if question.rewrite else own(question)


def of_reply(connection: Connection, reply: MentorReply) -> Matter:
    """Return an answer as the person hears it: in their language."""
    steps = [one for one in translations.of_question(connection, reply.question_id) if one.reply_id == reply.id]
    found = last_done(steps)
    return of_step(found) if found is not None else Matter(reply.form, reply.text, reply.media_id)


def answered(connection: Connection, question: Question) -> MentorReply | None:
    """Return the last answer to a question, None where there is none yet."""
    sent = [one for one in replies.of_question(connection, question.id) if one.state == "sent"]
    return sent[-1] if sent else None


def is_teams(reply: MentorReply) -> bool:
    """Tell whether the team gave an answer: of a mentor who has left nothing is left but what a helper made of it."""
    return reply.mentor_id is None and (bool(reply.text) or reply.media_id is not None)


def to_say(connection: Connection, translation: Translation, question: Question) -> Matter:
    """Return what a helper must say in other words: never what another helper made of it in another language."""
    if translation.reply_id is not None:
        reply = replies.get(connection, translation.reply_id)
        return Matter(reply.form, reply.text, reply.media_id) if reply else NOTHING
    before = [one for one in _of_question(connection, question) if one.id < translation.id and one.kind == "voice"]
    found = last_done(before)
    return replace(of_step(found), photo_id=question.photo_id) if found else own(question)


def last_done(steps: Sequence[Translation]) -> Translation | None:
    """Return the step through a helper that is heard now, None where none is done."""
    return next((one for one in reversed(steps) if one.state == "done"), None)


def of_step(found: Translation) -> Matter:
    """Return what a helper said."""
    return Matter(found.form, found.text, found.media_id)


def _of_question(connection: Connection, question: Question) -> list[Translation]:
    return [one for one in translations.of_question(connection, question.id) if one.reply_id is None]
