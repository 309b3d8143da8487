"""A draft is its writer's alone until it goes, and tells beforehand who would get what."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services import announcement_drafts as drafts
from bot.services import audience, privacy
from bot.services.announcement_drafts import Readers
from bot.services.announcements import NoAnnouncement
from bot.services.audience import Audience
from bot.services.staff import Actor, Denied
from storage import announcements as rows
from storage import contacts, outbox, tables
from storage.announcements import Said
from storage.store import Store
from tests.announcing.desk import HELLO, WORLD, draft, file, member, people
from tests.meetings.guests import NOON


async def test_a_draft_is_written_bit_by_bit(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        number = draft(connection, by)
        voice = file(connection)
        drafts.record(connection, by, number, "rom", voice)
        drafts.attach(connection, by, number, document="7")
        drafts.attach(connection, by, number, picture="8")
        drafts.write(connection, by, number, "sq", "")
        drafts.plan(connection, by, number, (NOON + timedelta(days=1)).replace(tzinfo=None))
        found = drafts.read(connection, by, number)
        assert found.said == Said({"en": HELLO["en"]}, {"rom": voice}, "8", "")
        assert (drafts.meant(found), found.wall) == (Audience(country="AL"), "2026-06-16T10:00")
        assert [one.id for one in drafts.mine(connection, by)] == [number]
        drafts.drop(connection, by, number, NOON)
        assert rows.get(connection, number) is None

    await store.run(work)


async def test_only_its_writer_touches_a_draft(store: Store) -> None:
    def work(connection: Connection) -> None:
        mira, besim = member(connection), member(connection)
        number = draft(connection, mira)
        for act in (
            lambda: drafts.read(connection, besim, number),
            lambda: drafts.write(connection, besim, number, "en", "Other words"),
            lambda: drafts.choose(connection, besim, number, Audience()),
            lambda: drafts.drop(connection, besim, number, NOON),
            lambda: drafts.read(connection, mira, number + 1),
        ):
            with pytest.raises(NoAnnouncement):
                act()
        for nobody in (Actor("stranger"), member(connection, "helper"), member(connection, "mentor")):
            with pytest.raises(Denied):
                drafts.begin(connection, nobody, NOON)

    await store.run(work)


async def test_an_audience_is_not_counted_anew_for_each_word(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        people(connection, 2, language="sq")
        people(connection, 1, language="rom", country="RS")
        number = draft(connection, by)
        counted = audience.count(connection, by, WORLD.programme, Audience(country="AL"), NOON)
        drafts.choose(connection, by, number, Audience(country="AL"), counted)
        found = drafts.read(connection, by, number)
        seen = drafts.survey(connection, by, WORLD, found, NOON)
        monkeypatch.setattr(audience, "count", None)
        assert drafts.readers(connection, by, WORLD, found, NOON) == seen.readers != ()
        drafts.choose(connection, by, number, Audience())
        assert drafts.read(connection, by, number).readers is None, "others, who are not counted yet"

    await store.run(work)


async def test_what_cannot_be_said_is_refused(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        number = drafts.begin(connection, by, NOON)
        with pytest.raises(ValueError, match="1001 signs"):
            drafts.write(connection, by, number, "en", "x" * 1001)
        with pytest.raises(ValueError, match="'xx' is no language"):
            drafts.write(connection, by, number, "xx", "words")
        with pytest.raises(ValueError, match="zone"):
            drafts.plan(connection, by, number, NOON)
        assert drafts.trouble(connection, drafts.read(connection, by, number).said) == "empty"
        assert drafts.trouble(connection, Said({}, {"en": file(connection)})) == ""
        assert drafts.trouble(connection, Said({}, {"en": "999"})) == "files"
        assert drafts.trouble(connection, Said({}, document=file(connection, size=17 * 1024 * 1024))) == "heavy"

    await store.run(work)


async def test_who_lacks_their_language_is_told_before(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        for language, number in (("en", 3), ("sq", 2), ("rom", 4), ("mk", 1)):
            people(connection, number, language=language)
        number = draft(connection, by)
        drafts.record(connection, by, number, "rom", file(connection))
        found = drafts.read(connection, by, number)
        seen = drafts.survey(connection, by, WORLD, found, NOON)
        assert seen.count.people == sum(seen.count.reasons.values()) == 10
        assert seen.readers == (
            Readers("rom", 4, "sq", "rom"),
            Readers("en", 3, "en", ""),
            Readers("sq", 2, "sq", ""),
            Readers("mk", 1, "en", ""),
        )
        lacking = drafts.lacking(found.said, seen.readers)
        assert [one.language for one in lacking] == ["rom", "en", "sq", "mk"], "words or sound are not their own"
        silent = Said(HELLO)
        assert [one.language for one in drafts.lacking(silent, seen.readers)] == ["rom", "mk"]

    await store.run(work)


def test_a_preview_shows_both_phones() -> None:
    short = drafts.shown(Said({"en": "Hello"}), "en", "AL")
    assert short[SIM_TELEGRAM] == short[SIM_WHATSAPP] == (Part("Hello"),)
    spoken = drafts.shown(Said({"en": "Hello"}, {"en": "5"}), "en", "AL")
    assert spoken[SIM_TELEGRAM] == (Part("Hello", voice="5"),)
    assert spoken[SIM_WHATSAPP] == (Part("", voice="5"), Part("Hello")), "no words under a voice there"
    whole = drafts.shown(Said({"sq": "Mirë"}, {"en": "5"}, "6"), "en", "AL")
    shown = Part("Shqip\nMirë", picture="6")
    assert whole[SIM_TELEGRAM] == whole[SIM_WHATSAPP] == (Part("", voice="5"), shown)
    long = drafts.shown(Said({"en": "A whole sentence. " * 60}, picture="6"), "en", "AL")
    assert [part.picture for part in long[SIM_TELEGRAM]] == ["6", ""], "too long to stand under a picture"


async def test_one_tries_it_out_on_oneself(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        [contact] = contacts.of_person(connection, people(connection, 1)[0])
        number = draft(connection, by)
        tried = drafts.try_out(connection, WORLD, contact, drafts.read(connection, by, number), NOON)
        assert tried.state == "go"
        row = connection.execute(select(tables.outbox)).one()
        assert (row.contact_id, row.lane, row.payload) == (contact.id, outbox.REPLY, {"text": HELLO["en"]})
        assert rows.get(connection, number).state == "draft"  # type: ignore[union-attr]

    await store.run(work)


async def test_a_draft_that_nobody_sends_is_forgotten(store: Store) -> None:
    def work(connection: Connection) -> None:
        by = member(connection)
        number = draft(connection, by)
        privacy.sweep(connection, NOON + privacy.DRAFTS)
        assert rows.get(connection, number) is not None
        privacy.sweep(connection, NOON + privacy.DRAFTS + timedelta(seconds=1))
        assert rows.get(connection, number) is None

    await store.run(work)
