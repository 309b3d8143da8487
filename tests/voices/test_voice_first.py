"""What is made first after a start: what newcomers hear, in every language; what somebody waits for goes before it."""

import asyncio
from pathlib import Path

from bot.bell import Bell
from bot.layout import FEW
from bot.prompts import READERS
from bot.services import voice_work
from bot.services.voice_first import FIRST, TOWN, TRADE, first
from bot.services.voices import Voices
from bot.settings import SAMPLE
from tests.house import Guest, House
from tests.services.sample import speech
from tests.voices.mouth import Mouth

SPEECH = speech(SAMPLE)
LAST = "menu.member"


def test_every_reader_hears_each_first_screen_before_the_next_one(tmp_path: Path) -> None:
    found = list(first(SPEECH.book, SPEECH.programme))
    keys = [prompt.reply.key for prompt, *_ in found]
    assert list(dict.fromkeys(keys)) == list(FIRST)
    assert keys == sorted(keys, key=FIRST.index)
    for key in FIRST:
        assert {(language, country) for prompt, language, country in found if prompt.reply.key == key} == set(READERS)
    assert all(prompt.reply.options for prompt, *_ in found if prompt.reply.key in {TOWN, TRADE})


def test_they_are_the_first_that_are_made_and_each_is_known_whole(tmp_path: Path) -> None:
    jobs = list(voice_work.jobs(SPEECH, Voices(tmp_path, Mouth())))
    made = [job.prompt.reply.key for job in jobs]
    last = max(place for place, key in enumerate(made) if key == LAST)
    early = made[: made.index(LAST) + 1]
    assert set(early) == set(FIRST), "the hello of each organisation, and every list, among them"
    assert last < len(made) / 3


def test_a_list_may_be_as_long_as_a_list(tmp_path: Path) -> None:
    jobs = list(voice_work.jobs(SPEECH, Voices(tmp_path, Mouth())))
    assert {job.prompt.reply.key for job in jobs if job.prompt.long} >= {TOWN, TRADE}
    assert [job.prompt.reply.key for job in jobs if len(job.prompt.reply.options) > FEW and not job.prompt.long] == []


async def test_the_lists_that_are_made_are_those_that_somebody_gets(house: House, tmp_path: Path) -> None:
    voices = house.core.speech.voices
    assert voices is not None
    ahead = {job.order.name for job in voice_work.jobs(house.core.speech, voices)}
    ana = Guest(house)
    await ana.register()
    followers = house.core.followers
    assert followers is not None
    asked = [row.payload["later"] for row, _ in followers._waiting if "Food" in str(row.payload)]
    assert asked
    for request in asked:
        assert await voices.make(request) in ahead


async def test_what_somebody_waits_for_is_made_before_what_is_made_ahead(tmp_path: Path) -> None:
    mouth, bell = Mouth(), Bell()
    voices = Voices(tmp_path, mouth)
    voices.quiet.clear()
    work = asyncio.create_task(voice_work.prepare(SPEECH, voices, bell))
    async with asyncio.timeout(10):
        while not mouth.said:  # noqa: ASYNC110 - it is done between two turns of the loop
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
    assert len(mouth.said) == 1, "one was under way; the next one waits"
    bell.close()
    voices.quiet.set()
    await work
    assert len(mouth.said) == 1


async def test_a_note_that_follows_holds_up_what_is_made_ahead_until_it_is_made(house: House) -> None:
    voices, followers = house.core.speech.voices, house.core.followers
    assert voices is not None
    assert followers is not None
    ana = Guest(house)
    await ana.register()
    assert not voices.quiet.is_set()
    await followers.once()
    assert voices.quiet.is_set()
