"""What may be counted: each kind says how; the sample file has every number of its programmes; defects are named."""

from typing import Any, get_args

import pytest

from bot.indicator_kinds import KINDS, MEETINGS, SOURCES, TYPED
from bot.programme import ProgrammeDefect, parse
from bot.services.counting import COUNTS
from storage.meetings import Kind
from tests.indicators.hand import LABELS
from tests.services.sample import programme
from tests.services.test_programme import _small

GOALS = {
    "green_albania": {"info_people": 60, "areas": 3, "coached": 20, "selected": 10, "coalition": 1, "platform": 1}
    | {"prizes": 3, "members": 0, "active": 0, "shares": 0},
    "coalitions": {"csos_trained": 10, "csos_supported": 10, "coalitions": 6, "reports": 1, "regional": 0}
    | {"sub_grants": 0},
    "own_work": {"businesses": 600, "trained": 1130, "cooperatives": 2, "members_trained": 16, "institutions": 3}
    | {"assisted": 30, "housed": 10, "housed_people": 60},
    "circular": {"trainings": 1, "trained": 0, "csos_trained": 0, "course": 1, "course_starts": 0, "course_ends": 0}
    | {"certificates": 0, "conference": 1, "conference_people": 0, "brochure": 1, "brochures_sent": 0},
    "nordic": {"enrolled": 25, "members": 25, "dinners": 6, "mentor_days": 10, "experts": 20, "kick_off": 3}
    | {"coordinators": 2, "reflection": 1, "final_meeting": 1, "final_report": 1, "tool_book": 1}
    | {"interest": 0, "engaged": 0, "results": 0, "downloads": 0, "visits": 0, "likes": 0, "articles": 0}
    | {"readers": 0, "practices": 0, "quality": 0, "online": 1, "platform": 1, "feedback": 0},
}
"""Every number of the programmes that the sample is made after."""


@pytest.mark.parametrize("key", GOALS)
def test_the_sample_has_every_number(key: str) -> None:
    assert {one.key: one.goal for one in programme().programme[key].targets} == GOALS[key]


def test_the_sample_says_the_rest_of_its_programmes() -> None:
    own = programme().programme["own_work"]
    assert (own.starts, own.ends) == ("2017-04", "2018-12")
    assert own.towns == ("leskovac", "nis", "medvedja", "pirot", "svrljig")
    assert [one.value for one in own.facts] == ["EUR 2,795,000.00", "EUR 1,078,904.29"]
    circular = programme().programme["circular"]
    assert (circular.starts, circular.ends, len(circular.countries)) == ("2020-06", "2021-05", 3)
    coalitions = programme().programme["coalitions"]
    assert (len(coalitions.countries), [one.value for one in coalitions.facts]) == (6, ["4", "3"])
    assert list(coalitions.packages) == ["capacity", "networking", "monitoring"]


def test_the_nordic_indicators_are_eight_and_three() -> None:
    by = {one.key: one.package for one in programme().programme["nordic"].targets}
    counted = {"interest", "engaged", "results", "downloads", "visits", "likes", "articles", "practices"}
    assert {key for key, package in by.items() if package == "quantitative"} == counted | {"readers", "quality"}
    assert {key for key, package in by.items() if package == "qualitative"} == {"online", "platform", "feedback"}


def test_every_kind_says_how_it_is_counted() -> None:
    assert set(MEETINGS) == set(get_args(Kind))
    assert set(SOURCES) == set(COUNTS) | set(TYPED), "a source without a sentence, or a sentence without a source"
    for name, kind in KINDS.items():
        assert kind.source in SOURCES, name
        assert kind.how.endswith("."), name


def _target(**values: Any) -> dict[str, Any]:
    return {"key": "one", "counts": "members", "goal": 1, "labels": LABELS, **values}


@pytest.mark.parametrize(
    ("targets", "place", "words"),
    [
        ([_target(counts="dreams")], "[programme.one]", "target 'one': counts 'dreams', which is nothing that Drom"),
        ([_target(goal=-1)], "[programme.one.targets.0.goal]", "must be 0 or more"),
        ([_target(goal="many")], "[programme.one.targets.0.goal]", "must be a whole number"),
        ([_target(per="town")], "[programme.one.targets.0.per]", "must be all or country"),
        ([_target(period="week")], "[programme.one.targets.0.period]", "must be programme, year, quarter or month"),
        ([_target(period="year")], "[programme.one]", "target 'one': period 'year': people are counted over the whole"),
        ([_target(package="x")], "[programme.one]", "target 'one': package 'x' is not one of this programme's"),
        ([_target(), _target()], "[programme.one]", "target 'one' is there twice"),
        ([_target(labels={"en": "One"})], "[programme.one.targets.0.labels]", "no label in sq"),
    ],
)
def test_a_wrong_target_is_named(targets: list[dict[str, Any]], place: str, words: str) -> None:
    data = _small()
    data["programme"]["one"]["targets"] = targets
    with pytest.raises(ProgrammeDefect) as refused:
        parse(data, "my.toml")
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).startswith(f"my.toml: {place} ")
    assert words in str(refused.value)


def test_a_town_of_a_programme_must_be_in_the_file() -> None:
    data = _small()
    data["programme"]["one"]["towns"] = ["atlantis"]
    with pytest.raises(ProgrammeDefect, match=r"\[programme.one\] town 'atlantis' is not in the file"):
        parse(data, "my.toml")
