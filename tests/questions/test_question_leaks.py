"""Nothing leaks between who asks and who answers: no name, number or address of one is in a message to the other."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.services import claims, questions, relay
from bot.services.relay import Matter
from storage import contacts, outbox, people, tables
from storage.mentors import Mentor
from tests.meetings.guests import NOON
from tests.questions.village import P, Village, ask, known, member, mentor, voice, whose

ASKER = {"name": "Gjylnaze Marker-Asker", "address": "+355690000111", "town": "Marker-Town"}
MENTOR = {"name": "Zyhra Marker-Mentor", "address": "+389700000222", "label": "Marker-Label-of-staff"}
WORDS, ANSWER = "May I sell without a shop?", "Yes, with a permit of one day."


def _everything(c: Connection, person_id: int) -> str:
    """Return every message that somebody was sent, and every notice for them, as it is stored."""
    mine = select(tables.contact.c.id).where(tables.contact.c.person_id == person_id)
    sent = c.execute(select(tables.outbox.c.payload).where(tables.outbox.c.contact_id.in_(mine))).all()
    due = c.execute(tables.notice.select().where(tables.notice.c.person_id == person_id)).all()
    return "\n".join(map(str, [*sent, *due]))


def _both(c: Connection, *, named: bool, shows: bool) -> tuple[int, Mentor]:
    ana = member(c, channel="whatsapp", address=ASKER["address"])
    people.change(c, ana, name=ASKER["name"], town=ASKER["town"])
    mira = mentor(c, shows_name=shows, contact={"channel": "telegram", "address": MENTOR["address"]})
    people.change(c, mira.person_id or 0, name=MENTOR["name"])
    return ana, mira


def _say(c: Connection, person_id: int, matter: Matter) -> None:
    """Let somebody hear what was said, as a turn does."""
    contact, _ = whose(c, person_id)
    given: dict[str, Any] = {"lane": outbox.REPLY, "kind": "reply", "now": NOON}
    parts = relay.parts(c, contact.id, matter, NOON)
    outbox.put(c, channel=contact.channel, contact_id=contact.id, address=contact.address, parts=parts, **given)


@pytest.mark.parametrize(("named", "shows"), [(False, False), (False, True), (True, False), (True, True)])
async def test_no_message_holds_what_the_other_did_not_agree_to(village: Village, named: bool, shows: bool) -> None:
    ana, mira = await village.run(lambda c: _both(c, named=named, shows=shows))
    number = await village.run(lambda c: ask(c, ana, WORDS, named=named).id)
    await village.run(lambda c: claims.take(c, mira, number, NOON))
    await village.run(lambda c: _say(c, mira.person_id or 0, relay.asked(c, known(c, number))))
    await village.run(lambda c: claims.send(c, P, mira, number, Matter("text", ANSWER), NOON))
    await village.until(NOON)

    def look(c: Connection) -> None:
        to_asker, to_mentor = _everything(c, ana), _everything(c, mira.person_id or 0)
        assert (ANSWER in to_asker, WORDS in to_mentor) == (True, True)
        assert [one for one in (*ASKER.values(), MENTOR["address"]) if one in to_mentor] == []
        hidden = [MENTOR["address"], MENTOR["label"], ASKER["address"]]
        hidden += [] if named and shows else [MENTOR["name"]]
        assert [one for one in hidden if one in to_asker] == []
        question = known(c, number)
        assert questions.asker(c, question) == (ASKER["name"] if named else "")
        assert questions.answerer(c, question) == (MENTOR["name"] if named and shows else "")

    await village.run(look)


async def test_of_a_voice_only_its_number_goes_out(village: Village) -> None:
    ana, mira = await village.run(lambda c: _both(c, named=False, shows=False))
    said = await village.run(lambda c: voice(c, ana))
    number = await village.run(lambda c: ask(c, ana, said).id)
    await village.run(lambda c: claims.take(c, mira, number, NOON))
    await village.run(lambda c: _say(c, mira.person_id or 0, relay.asked(c, known(c, number))))

    def look(c: Connection) -> None:
        [row] = c.execute(select(tables.media)).all()
        sent = _everything(c, mira.person_id or 0)
        assert f"'voice': '{said.media_id}'" in sent
        assert row.name not in sent
        assert contacts.get(c, row.contact_id) is not None

    await village.run(look)
