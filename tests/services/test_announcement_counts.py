"""Whatever happens to an announcement, in whatever order: those who were invited are the sum of the reasons."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, select, update

from bot.channels.limits import LIMITS, SIM_TELEGRAM, SIM_WHATSAPP
from bot.clock import SetClock
from bot.services import announcements
from bot.services.conversation import Speech
from bot.services.feed import Feed
from bot.services.staff import OPERATOR
from bot.vocabulary import Vocabulary
from flows import BOOK
from storage import announcements as rows
from storage import contacts, deliveries, people
from storage.sqlite import sqlite_engine
from storage.tables import announcement, contact, delivery, outbox
from tests.databases import sqlite_url
from tests.house import NOON
from tests.services.sample import programme, words

HELLO = {"en": "We meet on Monday."}
INVITED = 12
ENDS = ("sent", "sending", "in_doubt", "never", "expired", "parked", "waiting")
DEEDS = ("feed", "send", "pause", "go on", "cancel", "again", "stop", "leave", "vanish", "later", "finish")


class Never:
    """A store that nobody asks."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = Path(sqlite_url(tmp_path_factory.mktemp("counts")).removeprefix("sqlite:///"))
    found = sqlite_engine(path)
    yield found
    found.dispose()


def speech() -> Speech:
    return Speech(BOOK, words(), Vocabulary(words()), programme(), LIMITS)


class Play:
    """One announcement to which things happen by chance."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection, self.chance, self.clock = connection, Random(seed), SetClock(NOON)
        self.speech = speech()
        self.feed = Feed(Never(), self.clock, self.speech)  # type: ignore[arg-type]
        for table in (delivery, announcement, outbox, contact):
            connection.execute(delete(table))
        self.people = [self._somebody(n) for n in range(INVITED)]
        self.number = announcements.draft(connection, OPERATOR, HELLO, NOON)
        announcements.approve(connection, OPERATOR, self.speech, self.number, self.people, NOON)

    def _somebody(self, n: int) -> int:
        box = self.chance.choice((SIM_TELEGRAM, SIM_WHATSAPP))
        heard = self.chance.choice((NOON, NOON - timedelta(days=4)))
        quiet = self.chance.choice(({}, {"quiet_from": 9, "quiet_to": 20}))
        flag = self.chance.choice(({}, {}, {"stopped_at": NOON}, {"unreachable_at": NOON}))
        values = {"language": "en", "country": "AL", "last_in_at": heard, **quiet, **flag}
        person = people.create(self.connection, NOON, may_push=self.chance.random() < 0.9)
        return contacts.add(self.connection, box, str(n), NOON, person_id=person, **values).id

    def do(self, deed: str) -> None:
        """Let one thing happen."""
        somebody = self.chance.choice(self.people)
        match deed:
            case "feed":
                for channel in deliveries.channels(self.connection, self.number):
                    self.feed.slice(self.connection, self.number, channel)
            case "send":
                for row in self.connection.execute(select(outbox.c.id)).all():
                    change = update(outbox).where(outbox.c.id == row.id)
                    self.connection.execute(change.values(state=self.chance.choice(ENDS)))
            case "stop":
                contacts.change(self.connection, somebody, stopped_at=self.clock.now())
            case "leave":
                if (whose := contacts.get(self.connection, somebody)) is not None:
                    deliveries.forget(self.connection, whose, "x")
                self.connection.execute(delete(outbox).where(outbox.c.contact_id == somebody))
            case "vanish":
                self.connection.execute(delete(contact).where(contact.c.id == somebody))
            case "later":
                self.clock.move(timedelta(hours=self.chance.choice((1, 9, 100))))
            case "finish":
                self._finish()
            case _:
                self._staff(deed)

    def _finish(self) -> None:
        if deliveries.at_rest(self.connection, self.number):
            rows.change(self.connection, self.number, state="done")

    def _staff(self, deed: str) -> None:
        what = {
            "pause": announcements.pause,
            "go on": announcements.go_on,
            "cancel": announcements.cancel,
            "again": announcements.again,
        }[deed]
        try:
            what(self.connection, OPERATOR, self.speech, self.number, self.clock.now())
        except ValueError:
            return  # it is not in that state


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), deeds=st.lists(st.sampled_from(DEEDS), max_size=25))
def test_everybody_is_counted_once(engine: Engine, seed: int, deeds: list[str]) -> None:
    with engine.connect() as connection, connection.begin() as whole:
        play = Play(connection, seed)
        for deed in deeds:
            play.do(deed)
            found = announcements.progress(connection, play.number)
            assert found.invited == INVITED == sum(found.reasons.values()), deed
            assert set(found.reasons) == set(announcements.REASONS)
        twice = select(outbox.c.dedupe, outbox.c.id).where(
            outbox.c.state.in_(("waiting", "sending")), outbox.c.lane == 2
        )
        twice = twice.where(outbox.c.kind == deliveries.kind_of(play.number))
        open_rows = connection.execute(twice).all()
        assert len({row.dedupe.rpartition(":")[0] for row in open_rows}) == len(open_rows), "twice in the outbox"
        whole.rollback()
