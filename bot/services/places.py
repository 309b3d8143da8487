"""Countries, towns and trades of the programme as choices, and the town nearest to a pin."""

from collections.abc import Iterable, Mapping
from math import asin, cos, isfinite, radians, sin, sqrt

from bot import elsewhere
from bot.languages import country_of_phone
from bot.letters import fold
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
    return Outcome("found", offers=homes(turn.programme, _homes(turn)))


def homes(programme: Programme, keys: Iterable[str]) -> tuple[Offer, ...]:
    """Return countries as who does not read knows them: by their flags."""
    found = {key.lower(): programme.country[key].flagged(key).labels["en"] for key in keys}
    return tuple(Offer(key, label, f"programme.home.{key}") for key, label in found.items())


def home_as_shown(programme: Programme, country: str) -> Offer | None:
    """Return the country in which somebody lives as they are shown it; None where nobody knows of one."""
    if country in programme.country:
        return homes(programme, [country])[0]
    found = elsewhere.labels().get(country)
    return Offer(country.lower(), found["en"], f"programme.country.{country.lower()}") if found else None


def offer_towns(turn: Turn, todo: Todo) -> Outcome:
    """Offer the towns of the country that was picked or is known; ``nowhere`` where there is none, or a doubt."""
    picked = todo.answers.get("country")
    country = picked.value.upper() if isinstance(picked, Offer) else _home(turn)
    if country != turn.contact.country and country:
        turn.change(country=country)
    offers = towns(turn.programme, country)
    if not offers:
        return Outcome("nowhere")
    return Outcome("found", offers=offers)


def live_elsewhere(turn: Turn, _todo: Todo) -> Outcome:
    """Keep that somebody lives in none of the countries that were offered: in which one, their number may tell."""
    turn.change(country=_key(turn.programme, elsewhere.code_of_phone(turn.contact.address)))
    return Outcome("kept")


def home_of(programme: Programme, words: str) -> str:
    """Return the key of the country that somebody's words for their town are of, "" where they tell none.

    The name of a country goes before that of a town.
    """
    named = (one.country for one in programme.town.values() if fold(words) in map(fold, one.labels.values()))
    code = next(named, "") or elsewhere.code_of_town(words)
    return _key(programme, code) if code else ""


def move(turn: Turn, todo: Todo, words: str) -> None:
    """Let somebody live in the country that their words for their town tell.

    Where they have tapped their country, only a country's own name changes it.
    """
    picked, here = todo.answers.get("country"), turn.contact.country
    tapped = isinstance(picked, Offer) and picked.value.upper() == here
    if tapped and here in turn.programme.country:
        code = elsewhere.code_of_country(words)
        country = _key(turn.programme, code) if code else ""
    else:
        country = home_of(turn.programme, words)
    if country:
        turn.change(country=country)


def _key(programme: Programme, code: str) -> str:
    """Return the key under which a country of the world is kept (ISO 3166, "" for one that nobody knows)."""
    return code if code in programme.country else "-".join(filter(None, (elsewhere.UNKNOWN, code)))


def offer_trades(turn: Turn, _todo: Todo) -> Outcome:
    """Offer the trades of the programme."""
    return Outcome("found", offers=trades(turn.programme))


def towns(programme: Programme, country: str) -> tuple[Offer, ...]:
    """Return the towns of a country as choices."""
    return tuple(_offer("town", key, programme) for key in programme.towns_of(country))


def trades(programme: Programme) -> tuple[Offer, ...]:
    """Return the trades of the programme as choices."""
    return tuple(_offer("trade", key, programme) for key in programme.trade)


def _homes(turn: Turn) -> tuple[str, ...]:
    """Return the countries in which the contact may live: those of their link's programme, without one of any."""
    contact = turn.contact
    linked = contact.referrer or contact.programme != turn.programme.default
    return (turn.programme.countries_of if linked else turn.programme.homes_of)(contact.programme)


def _home(turn: Turn) -> str:
    """Return the country in which the contact lives, "" where nothing settles it: then only they can tell.

    What settles it, in this order: that they have told, the town of their link, their phone's number, a programme of
    one country, a language of one country among several.
    """
    contact, homes = turn.contact, _homes(turn)
    if contact.town or _has_told(turn):
        return contact.country
    if (by_phone := country_of_phone(contact.address)) in homes:
        return by_phone
    return homes[0] if len(homes) == 1 else _by_language(contact.language, homes, turn.programme)


def _has_told(turn: Turn) -> bool:
    person = people.get(turn.connection, turn.contact.person_id) if turn.contact.person_id else None
    return person is not None and person.registered_at is not None


def _by_language(language: str, homes: Iterable[str], programme: Programme) -> str:
    """Return the one country in which a language is spoken, "" where there are several.

    Drom does not speak the language of a country that falls back on English: whoever uses Drom there may speak any.
    """
    spoken = {home: _base(programme.country[home].language) for home in homes}
    if _base(language) in SPOKEN_ANYWHERE or not set(SPOKEN_ANYWHERE).isdisjoint(spoken.values()):
        return ""
    found = [home for home, one in spoken.items() if one == _base(language)]
    return found[0] if len(found) == 1 else ""


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
        "town": programme.town,
        "trade": programme.trade,
    }
    return Offer(key.lower(), kinds[kind][key].labels["en"], f"programme.{kind}.{key.lower()}")


def _km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    a, b = radians(latitude), radians(to_latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))  # rounding may lift it above 1 on the other side of the earth
