"""What an answer asks of the database goes by indexes, and asks as much however many have answered before."""

from pathlib import Path

from sqlalchemy import Connection

from bot.services import meetings, seating
from storage import contacts, responses
from tests.databases import sqlite_url
from tests.meetings.guests import NOON, dinner, people
from tests.services.sample import programme
from tests.storage.once import do
from tests.storage.test_plans import plans


def test_no_statement_of_an_answer_reads_a_whole_table(tmp_path: Path) -> None:
    def work(connection: Connection) -> None:
        number, (ana, besim) = dinner(connection, seats=1), people(connection, 2)

        def answer(person_id: int, said: responses.Answer) -> list[str]:
            return plans(connection, lambda c: seating.answer(c, programme(), number, person_id, said, NOON))

        told = answer(ana, "yes")
        seating.join_waiting(connection, programme(), number, besim, NOON)
        told += answer(ana, "no") + answer(besim, "yes")
        contact = contacts.of_person(connection, ana)[0]
        told += plans(connection, lambda c: meetings.near(c, programme(), contact, NOON))
        assert any("ix_response_taken" in step for step in told)
        assert [step for step in told if step.startswith("SCAN") and "CONSTANT" not in step] == []
        assert [step for step in told if "ix_notice_subject" in step] == [], "one person's notices, not the meeting's"

    do(sqlite_url(tmp_path), work)
