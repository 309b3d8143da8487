"""When a voice note follows its words, and when it does not: something else went, a window shuts, it is night."""

from datetime import timedelta
from typing import Any

import pytest

from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.followers import WORTH
from bot.voices.maker import CannotMake
from storage import contacts, outbox, seen
from storage.down import StorageDown
from storage.tables import outbox as rows
from tests.house import Guest, House
from tests.voices.mouth import Mouth
from tests.voices.studio import voices

LATER = Part("Come tomorrow", later='say:[["t","en","Come tomorrow"]]')
HOUR = timedelta(hours=1)


async def registered(house: House, box: str = SIM_TELEGRAM) -> Guest:
    """Return a member to whom all has been said."""
    guest = Guest(house, box=box)
    await guest.register()
    await follow(house, guest)
    house.clock.move(timedelta(minutes=1))
    return guest


async def follow(house: House, guest: Guest) -> list[Part]:
    """Let what is missing be made; return what came to the phone then."""
    assert house.core.followers is not None
    await house.core.followers.once()
    await house.quiet()
    return house.heard(guest.box, guest.address)


async def notice(house: House, guest: Guest, part: Part = LATER, **more: Any) -> None:
    """Push a message, and let it go."""
    contact = await guest.contact()
    common: dict[str, Any] = {"channel": contact.channel, "contact_id": contact.id, "address": contact.address}
    common |= {"lane": outbox.NOTICE, "kind": "meeting", "parts": [part], "now": house.clock.now()}
    await house.run(lambda connection: outbox.put(connection, **common, **more))
    house.heard(guest.box, guest.address)


async def last_row(house: House) -> Any:
    return (await house.rows(rows))[-1]


async def test_the_note_of_a_notice_follows_in_its_lane_and_wakes_nobody(house: House) -> None:
    guest = await registered(house)
    await notice(house, guest)
    (note,) = await follow(house, guest)
    assert note.voice
    row = await last_row(house)
    assert (row["lane"], row["kind"]) == (outbox.NOTICE, outbox.FOLLOWING)
    assert row["urgent_until"] == house.clock.now() + WORTH, "an hour later it may be night"


async def test_a_note_is_not_the_question_that_was_asked_last(house: House) -> None:
    guest = await registered(house)
    await notice(house, guest)
    (_,) = await follow(house, guest)
    contact = await guest.contact()
    found = await house.read(lambda connection: seen.last(connection, contact.id))
    assert found is not None
    assert found.payload["text"] == LATER.text


@pytest.mark.parametrize(("hours", "notes"), [(22, 1), (23, 0), (25, 0)])
async def test_a_note_goes_only_while_whatsapp_takes_it(house: House, hours: int, notes: int) -> None:
    guest = await registered(house, SIM_WHATSAPP)
    contact = await guest.contact()
    await notice(house, guest)
    wrote = house.clock.now() - hours * HOUR
    await house.run(lambda connection: contacts.change(connection, contact.id, last_in_at=wrote))
    assert len(await follow(house, guest)) == notes


async def test_a_note_stands_under_its_own_words_only(house: House) -> None:
    guest = await registered(house)
    await notice(house, guest)
    await notice(house, guest, Part("And bring a friend"))
    assert await follow(house, guest) == []
    assert (await last_row(house))["kind"] == "meeting"


async def test_what_waits_for_another_day_is_not_before_a_note(house: House) -> None:
    guest = await registered(house)
    await notice(house, guest)
    await notice(
        house, guest, Part("Well?"), next_at=house.clock.now() + 24 * HOUR, deadline=house.clock.now() + 48 * HOUR
    )
    assert len(await follow(house, guest)) == 1


async def test_a_stop_waits_for_no_note_and_says_how_many_it_lets_go(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    guest = await registered(house)
    await notice(house, guest)
    bell = Bell()
    bell.close()
    assert house.core.followers is not None
    await house.core.followers.run(bell)
    assert "voice notes let go by the stop: 1" in caplog.text


async def test_a_note_in_the_making_does_not_outlive_its_owners_notes(house: House) -> None:
    mouth = voices(house).maker
    assert isinstance(mouth, Mouth)
    mouth.before = lambda: voices(house).drop([7])
    with pytest.raises(CannotMake, match="went"):
        await voices(house).make('tell:7:[["t","en","Hello Ana"]]')
    assert list(voices(house).folder.glob("*/*")) == []
    await voices(house).make('tell:8:[["t","en","Hello Bora"]]')
    await voices(house).make('say:[["t","en","Hello"]]')
    assert len(list(voices(house).folder.glob("*/*.ogg"))) == 2


async def test_a_note_whose_owner_cannot_be_asked_after_is_not_left(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await registered(house)
    number = (await guest.contact()).id
    before = set(voices(house).folder.glob("*/*.ogg"))
    await notice(house, guest, Part("Hello Ana", later=f'tell:{number}:[["t","en","Hello Ana"]]'))

    async def down(_: object) -> None:
        raise StorageDown("full")

    with monkeypatch.context() as patched:
        patched.setattr(house.core.store, "run", down)
        await follow(house, guest)
    assert voices(house).counts["not sent"] == 1
    assert set(voices(house).folder.glob("*/*.ogg")) == before
