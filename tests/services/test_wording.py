"""Words that staff correct: said at once, in every process, after a restart; kept, and taken back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection

from bot.bell import Bell
from bot.catalog import Words
from bot.languages import LANGUAGES
from bot.script import script
from bot.services import wording
from bot.services.conversation import Speech
from bot.services.staff import OPERATOR, Actor, Denied
from bot.services.wording import Change, NotSaid, NoWord, Wording
from bot.vocabulary import Vocabulary
from flows.core.screens import screen
from flows.core.session import Frame
from storage import corrections, tables
from storage.postgres import postgres_engine
from storage.roles import Role
from tests.databases import postgres_url
from tests.house import NOON, Guest, House, living
from tests.waiting import until_waiting

KEY, NEW = "welcome.why", "Ndihmoj biznese të vogla."


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with living(tmp_path) as found:
        yield found
        found.core.speech.words.correct({})
        found.core.speech.vocabulary.learn(found.core.speech.words)


def worker(house: House) -> tuple[Wording, Speech]:
    """Return another process on the same database, with catalogues of its own."""
    words = Words({code: dict(house.core.speech.words.of(code)) for code in LANGUAGES})
    words = words.with_overlay({})
    speech = replace(house.core.speech, words=words, vocabulary=Vocabulary(words))
    return Wording(house.core.store, speech), speech


async def correct(house: House, language: str, key: str, text: str, **more: bool | int) -> int:
    change = Change(language, key, text, **more)  # type: ignore[arg-type]
    return await house.run(lambda c: wording.correct(c, OPERATOR, house.core.speech, change, NOON))


async def test_a_correction_is_said_by_every_process_without_a_restart(house: House) -> None:
    other, speech = worker(house)
    assert not await other.load()
    await correct(house, "sq", KEY, NEW)
    assert await house.core.wording.load()
    assert house.core.speech.words.text(KEY, "", "sq") == NEW
    assert await other.load()
    assert speech.words.text(KEY, "", "sq") == NEW
    assert not await other.load()
    restarted, anew = worker(house)
    anew.words.correct({})
    await restarted.load()
    assert anew.words.text(KEY, "", "sq") == NEW


async def test_a_person_reads_it(house: House) -> None:
    await correct(house, "sq", KEY, NEW)
    await house.core.wording.load()
    ana = Guest(house, "+355690000001")
    await ana.write("hello")
    await ana.tap("sq")
    assert NEW in "\n".join(part.text for part in ana.parts)


async def test_it_is_said_aloud_too(house: House) -> None:
    speech = house.core.speech
    reply = screen(speech.book, Frame("welcome", speech.book.flows["welcome"].version, KEY.partition(".")[2]))

    def aloud() -> str:
        return script(reply, speech.words, "sq", "AL", {}).text

    assert NEW.rstrip(".") not in aloud()
    await correct(house, "sq", KEY, NEW)
    await house.core.wording.load()
    assert NEW.rstrip(".") in aloud()


async def test_a_word_that_people_type_is_understood(house: House) -> None:
    said = house.core.speech.words.of("sq")["word.menu"]
    await correct(house, "sq", "word.menu", f"{said} | kthina")
    vocabulary = house.core.speech.vocabulary
    assert vocabulary.meanings("kthina", "sq")[0] == frozenset()
    await house.core.wording.load()
    assert vocabulary.meanings("kthina", "sq")[0] == {"menu"}


async def test_serbian_in_latin_letters_follows(house: House) -> None:
    await correct(house, "sr_Cyrl", KEY, "Помажем малим фирмама.")
    await house.core.wording.load()
    assert house.core.speech.words.text(KEY, "", "sr_Latn") == "Pomažem malim firmama."


async def test_what_says_the_same_changes_together_and_is_taken_back_together(house: House) -> None:
    speech = house.core.speech
    key = "welcome.push.yes"
    others = wording.same(speech, "sq", wording.source_of(speech, key))
    before = speech.words.of("sq")[key]
    assert others
    text = f"{before.partition(' ')[0]} Mirë pra"
    assert await correct(house, "sq", key, text) == 1 + len(others)
    await house.core.wording.load()
    assert {speech.words.text(one, "", "sq") for one in (key, *others)} == {text}
    newest = (await house.read(lambda c: corrections.history(c, "sq", key)))[0]
    back = Change("sq", key, "", seen=newest.id)
    assert await house.run(lambda c: wording.take_back(c, OPERATOR, speech, back, NOON)) == 1 + len(others)
    await house.core.wording.load()
    assert {speech.words.text(one, "", "sq") for one in (key, *others)} == {before}


async def test_who_comes_late_is_told_and_nothing_is_lost(house: House) -> None:
    await correct(house, "sq", KEY, NEW)
    with pytest.raises(NotSaid) as late:
        await correct(house, "sq", KEY, "Ndihmoj.")
    assert late.value.defect is None
    [first] = await house.read(lambda c: corrections.history(c, "sq", KEY))
    await correct(house, "sq", KEY, "Ndihmoj.", seen=first.id)
    assert len(await house.read(lambda c: corrections.history(c, "sq", KEY))) == 2
    assert len(await house.read(corrections.standing)) == 1


@pytest.mark.postgres
async def test_of_two_that_correct_at_once_the_second_is_told(tmp_path: Path) -> None:
    """What the first has written is seen by nobody else before it ends; so the second waits, and looks then."""
    url = postgres_url()
    apart = postgres_engine(url, connections=1)
    async with living(tmp_path, url=url) as house, apart.connect() as first, asyncio.timeout(30):
        speech = house.core.speech

        def write(connection: Connection) -> int:
            return wording.correct(connection, OPERATOR, speech, Change("sq", KEY, NEW), NOON)

        assert await first.run_sync(write) == 1
        waiting = asyncio.create_task(correct(house, "sq", KEY, "Ndihmoj."))
        await until_waiting(url)
        await first.commit()
        with pytest.raises(NotSaid) as late:
            await waiting
        assert late.value.defect is None
        assert [one.text for one in await house.read(lambda c: corrections.history(c, "sq", KEY))] == [NEW]
    await apart.dispose()


@pytest.mark.parametrize(("language", "key"), [("en", KEY), ("sr_Latn", KEY), ("xx", KEY), ("sq", "no.such")])
async def test_what_is_not_written_here_cannot_be_corrected(house: House, language: str, key: str) -> None:
    with pytest.raises(NoWord):
        await correct(house, language, key, NEW)


async def test_only_whoever_sees_to_all_of_it_corrects(house: House) -> None:
    role = Role(1, 1, "x", "administrator", "sample_ngo", "", NOON, None)
    actor, change = Actor("x", (role,)), Change("sq", KEY, NEW)
    with pytest.raises(Denied):
        await house.run(lambda c: wording.correct(c, actor, house.core.speech, change, NOON))
    everywhere = Actor("x", (replace(role, organisation=""),))
    await house.run(lambda c: wording.correct(c, everywhere, house.core.speech, change, NOON))


async def test_the_log_says_who_and_what_but_not_the_words(house: House) -> None:
    await correct(house, "sq", KEY, NEW, confirmed=True)
    row = (await house.rows(tables.log))[-1]
    assert (row["actor"], row["act"], row["subject"]) == ("operator", "words_corrected", "words:sq")
    assert row["detail"] == {"text": KEY, "texts": 1}


async def test_what_corrects_an_english_that_has_changed_is_not_said(house: House) -> None:
    await correct(house, "sq", KEY, NEW)
    await house.run(lambda c: c.execute(tables.correction.update().values(english="I help.")))
    await house.core.wording.load()
    assert house.core.speech.words.text(KEY, "", "sq") != NEW
    good, old = await house.read(lambda c: wording.to_export(c, house.core.speech))
    assert (good, old) == ([], [f"sq {KEY}"])


async def test_a_loop_looks_for_corrections_and_a_bell_hastens_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, load = asyncio.Event(), house.core.wording.load

    async def heard() -> bool:
        found = await load()
        looked.set()
        return found

    monkeypatch.setattr(house.core.wording, "load", heard)
    await correct(house, "sq", KEY, NEW)
    bell = Bell()
    task = asyncio.create_task(house.core.wording.run(bell))
    await looked.wait()
    assert house.core.speech.words.text(KEY, "", "sq") == NEW
    await correct(house, "mk", KEY, "Помагам на мали бизниси.")
    looked.clear()
    bell.ring()
    await looked.wait()
    assert house.core.speech.words.text(KEY, "", "mk") == "Помагам на мали бизниси."
    bell.close()
    await task
