"""How much one person may send in a day."""

from dataclasses import replace
from datetime import timedelta

from storage import people
from tests.media.house import BOTH, START, House


async def test_the_allowance_of_a_day_counts_all_contacts_of_a_person(house: House) -> None:
    person = await house.store.run(lambda connection: people.create(connection, START))
    first, second = await house.contact("1", person_id=person), await house.contact("2", person_id=person)
    stranger = await house.contact("3")
    house.limits = replace(house.limits, day_bytes=20)
    service = house.serve(at_once=1)
    rows = [await house.put(contact, str(n)) for n, contact in enumerate([first, second, first, stranger])]
    await service.work()
    assert [(await house.row(row)).state for row in rows] == ["kept", "kept", "refused", "kept"]
    assert house.told == [(rows[2], "many")]
    house.clock.move(timedelta(days=1, seconds=1))
    later = await house.put(first, "later")
    await service.work()
    assert (await house.row(later)).state == "kept"


@BOTH
async def test_files_fetched_at_once_share_the_allowance(house: House) -> None:
    contact = await house.contact()
    house.limits = replace(house.limits, day_bytes=20)
    rows = [await house.put(contact, str(number)) for number in range(8)]
    await house.serve(at_once=8).work()
    states = [(await house.row(row)).state for row in rows]
    assert (states.count("kept"), states.count("refused")) == (2, 6)
    assert [reason for _, reason in house.told] == ["many"] * 6
    assert house.shelf.count().files == 2


async def test_a_file_announced_as_more_than_is_left_is_not_fetched(house: House) -> None:
    contact = await house.contact()
    house.limits = replace(house.limits, day_bytes=20)
    await house.put(contact, "a", size=21)
    await house.put(contact, "b", size=20)
    await house.serve(at_once=1).work()
    assert house.provider.asked == ["b"]
    assert [reason for _, reason in house.told] == ["many"]


async def test_files_refused_count_too(house: House) -> None:
    contact = await house.contact()
    house.limits = replace(house.limits, day_bytes=5)
    service = house.serve()
    await house.put(contact, "a", b"bad")
    await service.work()
    await house.put(contact, "b", b"bad")
    await service.work()
    assert [reason for _, reason in house.told] == ["type", "many"]
