"""Whom an audience means is told in one line, with nobody left out, in the reader's own language."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection

from bot.services import audience_words, groups
from bot.services.audience import Audience
from bot.services.staff import OPERATOR
from storage.contacts import Contact
from storage.store import Store
from tests.announcing.desk import WORLD
from tests.meetings.guests import NOON, dinner

READER = Contact(0, "", "", language="en", country="AL")


async def test_each_condition_is_told(store: Store) -> None:
    def work(connection: Connection) -> None:
        def told(meant: Audience, reader: Contact = READER) -> str:
            return audience_words.told(connection, WORLD.programme, meant, reader)

        group = groups.create(connection, OPERATOR, "sample_ngo", "AL", "Coaching", NOON)
        meeting = dinner(connection)
        assert told(Audience()) == "🌍"
        assert told(Audience(country="AL")) == "🗺️ Albania"
        assert told(Audience(country="AL"), READER._replace(language="sq")) == "🗺️ Shqipëria"
        assert told(Audience(languages=("sq", "rom"), mentors=True)) == "🗣️ Shqip, Romanes · 👩‍🏫"
        assert told(Audience(group_id=group)) == "👥 Coaching"
        assert told(Audience(country="AL", without=(Audience(languages=("en",)),))) == "🗺️ Albania · ➖ (🗣️ English)"
        assert told(Audience(without=(Audience(languages=("en",)),))) == "🌍 · ➖ (🗣️ English)", "all but these"
        assert told(Audience(country="AL", also=(Audience(country="RS"),))) == "🗺️ Albania · 🗺️ Serbia"
        assert told(Audience(meeting_id=meeting, came="silent")).startswith("⏳ ")
        all_of_them: dict[str, Any] = {"country": "AL", "towns": ("tirana",), "trades": ("food",), "languages": ("sq",)}
        all_of_them |= {"programme": "green_albania", "mentors": True, "meeting_id": meeting, "group_id": group}
        invitations_alone = {"but", "new_to"}
        assert {one.name for one in fields(Audience)} == {*all_of_them, "came", "also", "without", *invitations_alone}
        for name, value in all_of_them.items():
            assert told(Audience(**{name: value})) != "🌍", name

    await store.run(work)
