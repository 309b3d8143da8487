"""Whether somebody may be written to unasked is one truth: the newest yes or no, wherever it was given."""

from tests.house import Guest, House


async def test_stopping_and_starting_again_are_such_answers(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    assert (await guest.person()).may_push
    await guest.write("stop")
    assert not (await guest.person()).may_push
    await guest.tap("start")
    assert (await guest.person()).may_push


async def test_a_yes_when_joining_ends_an_earlier_stop(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    await guest.tap("en")
    await guest.write("stop")
    assert (await guest.contact()).stopped_at is not None
    await guest.write("menu")
    await guest.tap("join")
    for value in ("next", "yes", "yes"):
        await guest.tap(value)
    assert (await guest.person()).may_push
    assert (await guest.contact()).stopped_at is None
