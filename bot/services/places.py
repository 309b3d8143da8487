"""Countries, towns and trades of the programme as choices, and the town nearest to a pin."""

from collections.abc import Mapping
from math import asin, cos, isfinite, radians, sin, sqrt

from bot.languages import country_of_phone
from bot.programme import Named, Programme
from bot.services.turn import Turn
from flows.core.values import Offer, Outcome, Todo
from storage import people

EARTH_KM = 6371.0
NEAR_KM = 60.0
"""How far from a town of the programme somebody may be and still belong to it; ours."""
SPOKEN_ANYWHERE = ("en", "rom")
"""Languages that say nothing about where somebody lives."""


def offer_countries(turn: Turn, _todo: Todo) -> Outcome:
    """Offer the countries in which the contact may live."""
    keys = turn.programme.homes_of(turn.contact.programme)
    return Outcome("found", offers=tuple(_offer("country", key, turn.programme) for key in keys))


def offer_towns(turn: Turn, todo: Todo) -> Outcome:
    """Offer the towns of the country that was picked or is known; ``nowhere`` where there is none, or a doubt."""
    picked = todo.answers.get("country")
    if isinstance(picked, Offer):
        turn.change(country=picked.value.upper())
    elif _may_live_elsewhere(turn):
        return Outcome("nowhere")
    towns = turn.programme.towns_of(turn.contact.country)
    if not towns:
        return Outcome("nowhere")
    return Outcome("found", offers=tuple(_offer("town", key, turn.programme) for key in towns))


def offer_trades(turn: Turn, _todo: Todo) -> Outcome:
    """Offer the trades of the programme."""
    return Outcome("found", offers=tuple(_offer("trade", key, turn.programme) for key in turn.programme.trade))


def _may_live_elsewhere(turn: Turn) -> bool:
    """Tell whether the contact's country is only the programme's, and theirs is a language of other countries."""
    contact, country = turn.contact, turn.programme.country.get(turn.contact.country)
    if country is None or country_of_phone(contact.address) == contact.country or contact.town:
        return False
    if _base(contact.language) in {*SPOKEN_ANYWHERE, _base(country.language)}:
        return False
    person = people.get(turn.connection, contact.person_id) if contact.person_id else None
    return person is None or person.registered_at is None


def _base(language: str) -> str:
    """Return a language without its script."""
    return language.partition("_")[0]


def nearest(programme: Programme, latitude: float, longitude: float) -> str | None:
    """Return the key of the nearest town within ``NEAR_KM``, or None. Degrees in; distances by haversine.

    What is no place on earth is near to nothing.
    """
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    far = [(_km(latitude, longitude, town.latitude, town.longitude), key) for key, town in programme.town.items()]
    distance, key = min(far, default=(NEAR_KM + 1, ""))
    return key if distance <= NEAR_KM else None


def _offer(kind: str, key: str, programme: Programme) -> Offer:
    kinds: dict[str, Mapping[str, Named]] = {
        "country": programme.country,
        "town": programme.town,
        "trade": programme.trade,
    }
    return Offer(key.lower(), kinds[kind][key].labels["en"], f"programme.{kind}.{key.lower()}")


def _km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    a, b = radians(latitude), radians(to_latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))  # rounding may lift it above 1 on the other side of the earth
