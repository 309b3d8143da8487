"""Whoever has stopped or paused may write that we start again, in every language and script, as well as tap it."""

import pytest

from bot.languages import LANGUAGES
from bot.vocabulary_words import alternatives
from tests.house import Guest, House
from tests.services.sample import words

STARTED = "Good. I talk to you again."
TYPED = sorted({word for language in LANGUAGES for word in alternatives(words().text("word.start", "", language))})


async def _stopped(house: House, address: str) -> Guest:
    guest = Guest(house, address)
    await guest.register()
    await guest.write("stop")
    await guest.write("menu")
    return guest


async def test_every_word_starts_again_for_who_has_stopped(house: House) -> None:
    for number, typed in enumerate([*TYPED, "START", "/start", "Start again!"]):
        guest = await _stopped(house, f"{number + 1}")
        assert (await guest.write(typed))[0] == STARTED, typed
        assert (await guest.contact()).stopped_at is None
        assert (await guest.person()).may_push


async def test_it_ends_a_pause(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    for text in ("9", "4", "2"):
        await guest.write(text)
    assert (await guest.contact()).paused_until is not None
    assert (await guest.write("start"))[0] == STARTED
    assert (await guest.contact()).paused_until is None


@pytest.mark.parametrize("typed", ["start", "/start", "почни", "start again"])
async def test_for_everybody_else_it_is_the_menu(house: House, typed: str) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.tap("settings")
    assert await guest.write(typed) == ["What do you want?"]
