"""The numbers as staff see and type them: their own programmes and countries, with a source, nothing of a few."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import elsewhere
from bot.services import attendance, indicator_sheet, indicators
from bot.services.indicator_names import Names
from bot.services.indicators import Entry, NotTaken, Report
from bot.services.staff import OPERATOR, Actor, Denied
from bot.services.standings import Standing
from bot.soundness import removed_keys
from storage import contacts, log, tallies
from storage.roles import Role
from storage.store import Store
from tests.indicators.hand import NOON
from tests.meetings import guests
from tests.meetings.guests import DAY, HOUR, dinner
from tests.services.sample import programme, words

P = programme()
ENTRY = Entry(2, date(2026, 6, 1), "List of 1 June", "DK")
EVENING = datetime.fromisoformat("2026-06-16T18:00")


def _actor(country: str = "", role: str = "coordinator", organisation: str = "sample_ngo") -> Actor:
    return Actor(
        "somebody",
        (Role(1, 1, "", name=role, organisation=organisation, country=country, given_at=NOON, ended_at=None),),
    )


def _one(report: Report, key: str) -> Standing:
    return next(one for one in report.standings if one.target.key == key)


def _type(connection: Connection, by: Actor, target: str, entry: Entry, key: str = "nordic") -> int:
    return indicators.type_in(connection, by, P, key, target, entry, NOON)


async def test_every_target_of_the_sample_shows_from_the_first_day(store: Store) -> None:
    def work(connection: Connection) -> None:
        for key, campaign in P.programme.items():
            report = indicators.report(connection, OPERATOR, P, key, NOON)
            assert [one.target for one in report.standings] == list(campaign.targets)
            for one in report.standings:
                assert (one.number is None) == (one.state == "empty"), "nothing typed is not nought"

    await store.run(work)


async def test_nobody_sees_another_s_numbers(store: Store) -> None:
    strangers = [Actor("guest"), _actor(role="helper"), _actor(role="mentor"), _actor(organisation="other")]

    def work(connection: Connection) -> None:
        for by in strangers:
            assert indicators.readable(by, P) == []
            for key in (*P.programme, "unknown"):
                with pytest.raises(Denied):
                    indicators.report(connection, by, P, key, NOON)
                with pytest.raises(Denied):
                    _type(connection, by, "dinners", ENTRY, key)
        assert indicators.readable(_actor("DK"), P) == ["nordic"]
        with pytest.raises(Denied):
            indicators.report(connection, _actor("DK"), P, "green_albania", NOON)

    await store.run(work)


async def test_a_coordinator_of_a_country_sees_it_alone(store: Store) -> None:
    def work(connection: Connection) -> None:
        _type(connection, OPERATOR, "dinners", ENTRY)
        _type(connection, OPERATOR, "dinners", replace(ENTRY, number=3, country="SE"))
        _type(connection, OPERATOR, "dinners", replace(ENTRY, number=4, country=""))
        whole = _one(indicators.report(connection, OPERATOR, P, "nordic", NOON), "dinners")
        assert (whole.number, whole.goal, [one.number for one in whole.places]) == (9, 12, [2, 3])
        report = indicators.report(connection, _actor("DK"), P, "nordic", NOON)
        mine = _one(report, "dinners")
        assert (mine.number, mine.goal, report.campaign.countries, report.whole) == (2, 6, ("DK",), False)
        assert [one.country for one in mine.typed] == ["DK"]

    await store.run(work)


async def test_people_at_meetings_come_into_the_numbers(store: Store) -> None:
    def work(connection: Connection) -> None:
        came = guests.people(connection, 7)
        number = dinner(connection, kind="info", days=[(EVENING, HOUR)])
        for person in came:
            attendance.tick_off(connection, OPERATOR, number, person, NOON + 2 * DAY)
        report = indicators.report(connection, OPERATOR, P, "green_albania", NOON + 2 * DAY)
        assert (_one(report, "info_people").number, _one(report, "info_people").goal) == (7, 60)
        assert _one(report, "areas").number == 1
        assert _one(report, "members").number == 7

    await store.run(work)


async def test_a_number_is_typed_and_taken_back(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = _type(connection, _actor("DK"), "dinners", ENTRY)
        assert _one(indicators.report(connection, OPERATOR, P, "nordic", NOON), "dinners").number == 2
        with pytest.raises(Denied):
            indicators.take_back(connection, _actor("SE"), P, number, NOON)
        indicators.take_back(connection, _actor("DK"), P, number, NOON)
        with pytest.raises(Denied):
            indicators.take_back(connection, _actor("DK"), P, number, NOON)
        with pytest.raises(Denied):
            indicators.take_back(connection, OPERATOR, P, number + 1, NOON)
        assert _one(indicators.report(connection, OPERATOR, P, "nordic", NOON), "dinners").number == 0
        assert tallies.get(connection, number) is not None, "what was wrong stays to be seen"
        assert [one.act for one in log.newest(connection)] == ["number_taken_back", "number_typed"]

    await store.run(work)


@pytest.mark.parametrize(
    ("target", "change", "reason"),
    [
        ("dinners", {"number": 0}, "number"),
        ("dinners", {"number": 10_000_001}, "number"),
        ("dinners", {"day": date(2026, 6, 16)}, "day"),
        ("dinners", {"day": date(1999, 6, 16)}, "day"),
        ("dinners", {"source": "  "}, "source"),
        ("dinners", {"source": "x" * 301}, "source"),
        ("dinners", {"country": "AL"}, "country"),
        ("dinners", {"part": "youth"}, "part"),
        ("members", {"part": "roma"}, "part"),
        ("members", {"part": "youth"}, "more"),
        ("tool_book", {"number": 2}, "check"),
    ],
)
async def test_what_cannot_be_true_is_refused(store: Store, target: str, change: dict[str, Any], reason: str) -> None:
    def work(connection: Connection) -> None:
        with pytest.raises(NotTaken) as refused:
            _type(connection, OPERATOR, target, replace(ENTRY, **change))
        assert refused.value.reason == reason
        assert tallies.of_programme(connection, "nordic") == []

    await store.run(work)


async def test_only_who_is_for_all_countries_types_for_all(store: Store) -> None:
    def work(connection: Connection) -> None:
        with pytest.raises(NotTaken, match="country"):
            _type(connection, _actor("DK"), "dinners", replace(ENTRY, country=""))
        with pytest.raises(Denied):
            _type(connection, OPERATOR, "unknown", ENTRY)
        assert indicators.typeable(_actor("DK"), P, "nordic") == ("DK",)
        assert indicators.typeable(_actor(), P, "nordic") == ("", "DK", "SE")
        assert _type(connection, OPERATOR, "visits", replace(ENTRY, number=0)) > 0

    await store.run(work)


async def test_voluntary_answers_are_totals(store: Store) -> None:
    def work(connection: Connection) -> None:
        people = replace(ENTRY, country="")
        _type(connection, OPERATOR, "assisted", replace(people, number=20), "own_work")
        for part, number in (("unemployed", 12), ("youth", 18)):
            _type(connection, OPERATOR, "assisted", replace(people, number=number, part=part), "own_work")
        with pytest.raises(NotTaken, match="more"):
            _type(connection, OPERATOR, "assisted", replace(people, number=9, part="unemployed"), "own_work")
        found = _one(indicators.report(connection, OPERATOR, P, "own_work", NOON), "assisted")
        assert found.number == 20
        assert [(one.name, one.number) for one in found.parts] == [("unemployed", 12), ("youth", None)]

    await store.run(work)


async def test_a_part_is_held_against_its_own_country_and_tells_nothing_hidden(store: Store) -> None:
    def work(connection: Connection) -> None:
        _type(connection, OPERATOR, "enrolled", replace(ENTRY, number=40, country="SE"))
        _type(connection, OPERATOR, "enrolled", replace(ENTRY, number=9))
        part = replace(ENTRY, part="youth")
        with pytest.raises(NotTaken, match="more"):
            _type(connection, _actor("DK"), "enrolled", replace(part, number=10))
        _type(connection, _actor("DK"), "enrolled", replace(part, number=9))
        _type(connection, _actor("SE"), "enrolled", replace(part, number=40, country="SE"))

    await store.run(work)


async def test_a_part_of_a_few_is_refused_whatever_it_is(store: Store) -> None:
    def work(connection: Connection) -> None:
        _type(connection, OPERATOR, "enrolled", replace(ENTRY, number=3))
        for number in (0, 1, 3, 4):
            with pytest.raises(NotTaken, match="more"):
                _type(connection, _actor("DK"), "enrolled", replace(ENTRY, number=number, part="youth"))

    await store.run(work)


async def test_the_active_are_told_whole_beside_the_registered(store: Store) -> None:
    def work(connection: Connection) -> None:
        everybody = guests.people(connection, 12)
        report = indicators.report(connection, OPERATOR, P, "green_albania", NOON)
        assert (_one(report, "members").number, _one(report, "active").number) == (12, 12)
        assert _one(report, "members").splits != {}
        assert _one(report, "active").splits == {}
        quiet = contacts.of_person(connection, everybody[0])[0]
        contacts.change(connection, quiet.id, last_in_at=NOON - 60 * DAY)
        report = indicators.report(connection, OPERATOR, P, "green_albania", NOON)
        assert (_one(report, "active").number, _one(report, "active").hidden) == (None, True), "one alone is silent"

    await store.run(work)


async def test_the_table_says_what_the_page_says(store: Store) -> None:
    def work(connection: Connection) -> None:
        _type(connection, OPERATOR, "dinners", ENTRY)
        report = indicators.report(connection, OPERATOR, P, "nordic", NOON)
        head, *rows = indicator_sheet.rows(report, Names(words(), "en"))
        assert head == [
            "Programme",
            "Part",
            "What",
            "By",
            "Group",
            "Number",
            "Target",
            "State",
            "How it is counted",
            "Time",
        ]
        assert {len(row) for row in rows} == {len(head)}
        mine = [row[3:7] for row in rows if row[2] == "Dinners held"]
        assert mine[:3] == [["In all", "", 2, 12], ["By country", "Denmark", 2, 6], ["By country", "Sweden", 0, 6]]
        assert ["Typed by staff", "List of 1 June", 2, None] in mine
        assert {row[2] for row in rows} == {one.labels["en"] for one in P.programme["nordic"].targets}

    await store.run(work)


async def test_a_number_that_no_target_counts_any_more_is_told(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = _type(connection, OPERATOR, "dinners", ENTRY)
        assert removed_keys(connection, P) == []
        nordic = P.programme["nordic"]
        fewer = nordic.model_copy(update={"targets": tuple(one for one in nordic.targets if one.key != "dinners")})
        changed = P.model_copy(update={"programme": {**P.programme, "nordic": fewer}})
        told = "[programme.nordic] numbers of dinners_held were typed, which none of its targets counts any more."
        assert removed_keys(connection, changed) == [told]
        indicators.take_back(connection, OPERATOR, P, number, NOON)
        assert removed_keys(connection, changed) == []

    await store.run(work)


@pytest.mark.parametrize(
    ("language", "told"),
    [("sq", "Danimarkë, Itali, Spanjë, Greqi, Bullgari"), ("mk", "Данска, Италија, Шпанија, Грција, Бугарија")],
)
def test_countries_that_a_programme_tells_by_codes_have_names(language: str, told: str) -> None:
    names = Names(words().with_overlay(elsewhere.overlay()), language)
    campaign = programme().programme["nordic"]
    assert [value for _, value in names.facts("nordic", campaign)] == [told, "2"]
    assert [value for _, value in names.facts("", programme().programme["coalitions"])] == ["4", "3"]
