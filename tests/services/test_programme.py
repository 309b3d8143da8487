"""A programme file that cannot be used is refused, and each of its defects is named with its place."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.languages import LANGUAGES
from bot.programme import ProgrammeDefect, load, parse
from bot.settings import SAMPLE
from tests.services.sample import programme

Change = Callable[[dict[str, Any]], object]
LABELS = dict.fromkeys(LANGUAGES, "Name")


def _small() -> dict[str, Any]:
    """Return the smallest programme that can be used."""
    place = {"labels": LABELS, "latitude": 41.3, "longitude": 19.8, "country": "AL"}
    return {
        "default": "one",
        "notice": 1,
        "organisation": {"ngo": {"labels": LABELS}},
        "country": {"AL": {"labels": LABELS, "zone": "Europe/Tirane", "language": "sq", "emergency": "112"}},
        "town": {"tirana": place},
        "trade": {"sewing": {"labels": LABELS}},
        "programme": {
            "one": {
                "labels": LABELS,
                "organisation": "ngo",
                "countries": ["AL"],
                "starts": "2026-01",
                "ends": "2026-12",
            }
        },
    }


def _said(change: Change) -> str:
    data = deepcopy(_small())
    change(data)
    with pytest.raises(ProgrammeDefect) as refused:
        parse(data, "my.toml")
    return str(refused.value)


def test_the_sample_and_the_smallest_one_are_good() -> None:
    assert load(SAMPLE).sample
    found = parse(_small(), "my.toml")
    assert not found.sample
    assert found.zone("AL").key == found.zone("XX").key == "Europe/Tirane"
    assert found.countries_of("one") == found.countries_of("gone") == ("AL",)


def test_who_comes_without_a_link_may_live_wherever_the_same_organisation_works() -> None:
    data = deepcopy(_small())
    for country in ("RS", "MK"):
        data["country"][country] = data["country"]["AL"]
        data["town"][country.lower()] = {**data["town"]["tirana"], "country": country}
    data["organisation"]["other"] = dict(data["organisation"][data["programme"]["one"]["organisation"]])
    data["programme"]["ours"] = {**data["programme"]["one"], "countries": ["RS"]}
    data["programme"]["theirs"] = {**data["programme"]["one"], "countries": ["MK"], "organisation": "other"}
    found = parse(data, "my.toml")
    assert found.homes_of("one") == ("AL", "RS")
    assert found.homes_of("ours") == ("RS",)
    assert found.homes_of("theirs") == ("MK",)


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda data: data.update(default="two"), "", "default = 'two' is none of the programmes"),
        (lambda data: data.pop("notice"), "[notice]", "is missing"),
        (lambda data: data.update(notice=0), "[notice]", "must be 1 or more"),
        (lambda data: data.update(surprise=1), "[surprise]", "not known"),
        (lambda data: data["trade"]["sewing"]["labels"].pop("rom"), "[trade.sewing.labels]", "no label in rom"),
        (lambda data: data["town"]["tirana"]["labels"].update(sq=" "), "[town.tirana.labels]", "no label in sq"),
        (lambda data: data["town"]["tirana"].update(country="XX"), "[town.tirana]", "'XX' is not in the file"),
        (lambda data: data["town"]["tirana"].update(latitude=91), "[town.tirana.latitude]", "90 at most"),
        (lambda data: data["town"]["tirana"].update(longitude="east"), "[town.tirana.longitude]", "number"),
        (lambda data: data["town"].update({"Big Town": data["town"]["tirana"]}), "[town.Big Town]", "small letters"),
        (lambda data: data["town"].update(other=data["town"]["tirana"]), "[town.other]", "choose another key"),
        (lambda data: data["trade"].update(more=data["trade"]["sewing"]), "[trade.more]", "choose another key"),
        (lambda data: data["trade"].clear(), "[trade]", "at least 1"),
        (lambda data: data["town"].clear(), "[programme.one]", "'AL' has no town"),
        (lambda data: data["country"]["AL"].update(zone="Europe/Nowhere"), "[country.AL.zone]", "must be a zone"),
        (lambda data: data["country"]["AL"].update(language="de"), "[country.AL]", "'de' is not one of en, sq"),
        (lambda data: data["country"]["AL"].update(emergency="call"), "[country.AL.emergency]", "two to six digits"),
        (
            lambda data: data["country"].update(albania=data["country"]["AL"]),
            "[country.albania]",
            "two capital letters",
        ),
        (lambda data: data["programme"]["one"].update(organisation="x"), "[programme.one]", "'x' is not in the file"),
        (lambda data: data["programme"]["one"].update(countries=["AL", "RS"]), "[programme.one]", "'RS' is not in"),
        (lambda data: data["programme"]["one"].update(countries=[]), "[programme.one.countries]", "at least 1"),
        (lambda data: data["programme"]["one"].update(starts="2026-13"), "[programme.one.starts]", "must be a month"),
        (lambda data: data["programme"]["one"].update(ends="2025-12"), "[programme.one]", "ends 2025-12 before"),
        (
            lambda data: data["programme"].update(staff=data["programme"]["one"]),
            "[programme.staff]",
            "links to the team",
        ),
        (lambda data: data.update(season={"wet": {"labels": LABELS, "months": [13]}}), "[season.wet.months.0]", "12"),
    ],
)
def test_a_defect_is_named_with_its_place(change: Change, place: str, words: str) -> None:
    said = _said(change)
    assert said.startswith("my.toml: ")
    assert place in said
    assert words in said


def test_every_defect_is_named_at_once() -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["programme"]["one"]["organisation"] = "x"
        data["country"]["AL"]["language"] = "de"
        data["town"]["tirana"]["country"] = "XX"

    said = _said(spoil)
    assert all(words in said for words in ("'x'", "'de'", "'XX'", "has no town"))


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a = 1\n\ndefault = ", 3, "Invalid value."),
        (b"a = 1\nb = [1,\n2", 3, "Unclosed array."),
        (b"a = 1\n# \xff\xfe", 2, "this is not UTF-8."),
        (b"a = 1\na = 2", 2, "Cannot overwrite a value."),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, content: bytes, line: int, words: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(ProgrammeDefect) as refused:
        load(path)
    assert str(refused.value) == f"{path}, line {line}: {words}"


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ('default = "green', 'default = "_', "default =", "[default] must be small letters"),
        ("notice = 1", 'notice = "x"', "notice =", "[notice] must be a whole number"),
        ('emergency = "112"', 'emergency = "1"', "emergency =", "[country.AL.emergency] must be two to six digits"),
        ('zone = "Europe/Tirane"\n', "", "[country.AL]", "[country.AL.zone] is missing"),
        ('country = "BA"', 'country = "ZZ"', "[town.sarajevo]", "country 'ZZ' is not in the file"),
        ("goal = 0,", 'goal = "x",', "targets = [", ".goal] must be a whole number"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, at: str, told: str) -> None:
    before, found, after = SAMPLE.read_text(encoding="utf-8").partition(old)
    assert found
    path = tmp_path / "mine.toml"
    path.write_text(before + new + after, encoding="utf-8")
    with pytest.raises(ProgrammeDefect) as refused:
        load(path)
    where, _, said = str(refused.value).splitlines()[-1].partition(": ")
    assert told in said
    line = int(where.removeprefix(f"{path}, line "))
    assert path.read_text(encoding="utf-8").splitlines()[line - 1].startswith(at)


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"")
    with pytest.raises(ProgrammeDefect, match=r"mine\.toml: \[default\] is missing"):
        load(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ProgrammeDefect, match=str(path)):
            load(path)


def test_every_label_is_found_under_its_context() -> None:
    overlay = programme().overlay()
    assert overlay["programme.country.al"]["sq"] == "Shqipëria"
    assert overlay["programme.home.xk"]["mk"] == "🇽🇰 Косово"
    assert all(set(LANGUAGES) <= set(labels) for labels in overlay.values())
    assert {key.split(".")[1] for key in overlay} == {
        "organisation", "programme", "country", "home", "town", "trade", "season", "target", "package", "fact",
    }  # fmt: skip
