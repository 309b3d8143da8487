"""The programme file: who runs Drom where, as frozen values; it never knows the database or the network."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Protocol, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot import elsewhere
from bot.defects import told
from bot.indicator_kinds import KINDS
from bot.languages import LANGUAGES
from bot.toml_lines import TomlDefect, line_of, read

FORMS = {
    r"^[a-z][a-z0-9_]{0,23}$": "small letters, digits and underscores, a letter first and 24 at most",
    r"^[A-Z]{2}$": "two capital letters, as in AL",
    r"^\d{4}-(0[1-9]|1[0-2])$": "a month, as in 2026-03",
    r"^[0-9]{2,6}$": "two to six digits",
    r"^(all|country)$": "all or country",
    r"^(programme|year|quarter|month)$": "programme, year, quarter or month",
}
"""Every form a text of the file must have, and what it is called."""
_PLACE = re.compile(r"\[([^\]]+)\]|(\w+) = ")
"""How a defect begins that has a place in the file."""
_FLAGS = 0x1F1E6 - ord("A")
"""What makes of a letter its half of a flag."""
_KEY, _COUNTRY, _MONTH, _EMERGENCY, _PER, _PERIOD = FORMS

Key = Annotated[str, Field(pattern=_KEY)]
"""Keys of towns, trades and so on: they are stored for ever and travel in buttons."""

CountryKey = Annotated[str, Field(pattern=_COUNTRY)]
"""Keys of countries: ISO 3166, and XK for Kosovo."""


Month = Annotated[str, Field(pattern=_MONTH)]

INVITES, DOOR = "staff", "door"
"""How the payloads of an invitation to the team and of a meeting's door begin: no programme may be called so."""
OURS = frozenset({"other", "pending", "more"})
"""Values of choices that flows add to towns and trades."""


class ProgrammeDefect(Exception):
    """A programme file that cannot be used; the message lists every defect with its place, one a line."""


def _complete(labels: dict[str, str]) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not labels.get(language, "").strip()]
    if missing:
        raise ValueError(f"no label in {', '.join(missing)}")
    return labels


Labels = Annotated[dict[str, str], AfterValidator(_complete)]
"""What something is called: language -> text, in all six."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Named(_Strict):
    """Something with a name in every language."""

    labels: Labels


class Country(Named):
    """A country: its zone, the language of those whose own is not known, and the number for emergencies."""

    zone: ZoneInfo
    language: str
    emergency: str = Field(pattern=_EMERGENCY)

    def flagged(self, key: str) -> Named:
        """Return its name behind its flag: who does not read knows a country by it, old phones show its letters."""
        flag = "".join(chr(_FLAGS + ord(letter)) for letter in key)
        return Named(labels={language: f"{flag} {label}" for language, label in self.labels.items()})


class Town(Named):
    """A town with its place on earth in degrees, for a pin that somebody sends."""

    country: CountryKey
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Fact(_Strict):
    """Something to be said of a programme at the head of its report: a budget, the number of partners."""

    value: str = Field(min_length=1, max_length=80)
    labels: Labels


class Target(_Strict):
    """A number to reach: what is counted (a name of ``KINDS``), how many, where, and in which time.

    ``per``: in each country, or in all of them together. ``period``: over the whole programme, or in each year,
    quarter or month. A ``goal`` of 0 is only counted. ``package`` is the part of the programme that it belongs to.
    """

    key: Key
    counts: Key
    goal: int = Field(ge=0)
    per: str = Field(default="all", pattern=_PER)
    period: str = Field(default="programme", pattern=_PERIOD)
    package: str = ""
    labels: Labels

    @property
    def defect(self) -> str:
        """Return what is wrong with it, "" where nothing is."""
        if self.counts not in KINDS:
            return f"counts {self.counts!r}, which is nothing that Drom counts"
        if self.period != "programme" and KINDS[self.counts].unit == "people":
            return f"period {self.period!r}: people are counted over the whole programme, so that each counts once"
        return ""


class Campaign(Named):
    """A programme of an organisation: countries, first and last month, targets, and what its report says first.

    ``towns`` are those it works in, none for all of its countries'; ``packages`` the parts that targets belong to.
    """

    organisation: Key
    countries: tuple[CountryKey, ...] = Field(min_length=1)
    starts: Month
    ends: Month
    towns: tuple[Key, ...] = ()
    facts: tuple[Fact, ...] = ()
    packages: dict[Key, Named] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    def defects(self) -> Iterator[str]:
        """Yield what is wrong with its targets, with the key of each."""
        keys = [target.key for target in self.targets]
        for target in self.targets:
            if defect := target.defect:
                yield f"target {target.key!r}: {defect}"
            if target.package and target.package not in self.packages:
                yield f"target {target.key!r}: package {target.package!r} is not one of this programme's"
        yield from (f"target {key!r} is there twice" for key in dict.fromkeys(keys) if keys.count(key) > 1)


class Season(Named):
    """A part of the year: the months (1 to 12) in which its tips fit."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(min_length=1)


class Programme(_Strict):
    """Everything that differs from one NGO to the next.

    ``default`` is the programme of who comes without a link; ``notice`` the version of the consent words.
    """

    default: Key
    notice: int = Field(ge=1)
    sample: bool = False
    organisation: dict[Key, Named]
    programme: dict[Key, Campaign]
    country: dict[CountryKey, Country]
    town: dict[Key, Town]
    trade: dict[Key, Named] = Field(min_length=1)
    season: dict[Key, Season] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what refers to something else in the file."""
        if defects := [*self._defects()]:
            raise ValueError("\n".join(defects))
        return self

    def _defects(self) -> Iterator[str]:
        """Yield everything that does not fit together, with its place."""
        if self.default not in self.programme:
            yield f"default = {self.default!r} is none of the programmes"
        for key, campaign in self.programme.items():
            yield from (f"[programme.{key}] {defect}" for defect in self._campaign_defects(key, campaign))
        for key, town in self.town.items():
            if town.country not in self.country:
                yield f"[town.{key}] country {town.country!r} is not in the file"
        for key, country in self.country.items():
            if country.language not in LANGUAGES:
                yield f"[country.{key}] language {country.language!r} is not one of {', '.join(LANGUAGES)}"
        for kind, keys in (("town", self.town), ("trade", self.trade)):
            yield from (
                f"[{kind}.{key}] Drom itself uses this word; choose another key" for key in sorted(OURS & set(keys))
            )

    def _campaign_defects(self, key: str, campaign: Campaign) -> Iterator[str]:
        if key in {INVITES, DOOR}:
            yield f"links to {'the team' if key == INVITES else 'a door'} begin with this word; choose another key"
        if campaign.organisation not in self.organisation:
            yield f"organisation {campaign.organisation!r} is not in the file"
        if campaign.starts > campaign.ends:
            yield f"ends {campaign.ends} before it starts"
        for country in campaign.countries:
            if country not in self.country:
                yield f"country {country!r} is not in the file"
            elif not self.towns_of(country):
                yield f"country {country!r} has no town, so nobody there could register"
        yield from (f"town {town!r} is not in the file" for town in campaign.towns if town not in self.town)
        yield from campaign.defects()

    def organisation_of(self, programme: str) -> str:
        """Return who runs a programme, "" where the file has no such programme."""
        found = self.programme.get(programme)
        return found.organisation if found else ""

    def overlay(self) -> dict[str, Mapping[str, str]]:
        """Return every label under its context in the catalogues, ``programme.<kind>.<key>``."""
        kinds: dict[str, Mapping[str, Named]] = {
            "organisation": self.organisation,
            "programme": self.programme,
            "country": {key.lower(): country for key, country in self.country.items()},
            "home": {key.lower(): country.flagged(key) for key, country in self.country.items()},
            "town": self.town,
            "trade": self.trade,
            "season": self.season,
        }
        found: dict[str, Mapping[str, str]] = {}
        for kind, items in kinds.items():
            found |= {f"programme.{kind}.{key}": item.labels for key, item in items.items()}
        for name, campaign in self.programme.items():
            found |= {f"programme.target.{name}.{target.key}": target.labels for target in campaign.targets}
            found |= {f"programme.package.{name}.{key}": one.labels for key, one in campaign.packages.items()}
            found |= {f"programme.fact.{name}.{place}": one.labels for place, one in enumerate(campaign.facts)}
        return found

    def towns_of(self, country: str) -> dict[str, Town]:
        """Return a country's towns in the order of the file."""
        return {key: town for key, town in self.town.items() if town.country == country}

    def countries_of(self, campaign: str) -> tuple[str, ...]:
        """Return a campaign's countries; all of them for an unknown campaign."""
        found = self.programme.get(campaign)
        return found.countries if found else tuple(self.country)

    def homes_of(self, campaign: str) -> tuple[str, ...]:
        """Return where people of a campaign may live; of the default, which needs no link, wherever its owner works."""
        if campaign != self.default:
            return self.countries_of(campaign)
        owner = self.organisation_of(campaign)
        owned = [one for one in self.programme.values() if one.organisation == owner]
        return tuple(country for country in self.country if any(country in one.countries for one in owned))

    def zone(self, country: str) -> ZoneInfo:
        """Return a country's zone, also of one elsewhere; for an unknown one that of the default's first country."""
        if country not in self.country and (found := elsewhere.zone(country)):
            return found
        return self.country[country if country in self.country else self.programme[self.default].countries[0]].zone


class HasProgramme(Protocol):
    """Whatever knows the programme: the speech, a turn."""

    @property
    def programme(self) -> Programme:
        """Return the programme."""


def load(path: Path) -> Programme:
    """Read and check a programme file; raises ``ProgrammeDefect`` with every defect found."""
    try:
        data, lines = read(path)
    except OSError as error:
        raise ProgrammeDefect(f"{path}: {error.strerror or 'cannot be read'}") from error
    except TomlDefect as error:
        raise ProgrammeDefect(str(error)) from error
    return parse(data, str(path), lines)


def parse(data: Mapping[str, Any], where: str, lines: Mapping[str, int] = MappingProxyType({})) -> Programme:
    """Check what was read; ``where`` and ``lines`` name file and line in the message of ``ProgrammeDefect``."""
    try:
        return Programme.model_validate(data)
    except ValidationError as error:
        found = [defect for row in error.errors() for defect in _told(dict(row)).splitlines()]
        raise ProgrammeDefect("\n".join(f"{where}{_in_line(defect, lines)}: {defect}" for defect in found)) from None


def _in_line(defect: str, lines: Mapping[str, int]) -> str:
    """Return in which line the place stands that a defect begins with, "" where it is not known."""
    named = _PLACE.match(defect)
    line = line_of(named[1] or named[2], lines) if named else 0
    return f", line {line}" if line else ""


def _told(row: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in row["loc"] if part != "[key]")
    return f"[{place}] {told(row, FORMS)}" if place else told(row, FORMS)
