"""What tells people apart whose names look alike in a list: town, trade, role, else a number; it gives no name."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection

from bot.languages import chain
from bot.programme import Programme
from storage import people, roles
from storage.contacts import Contact

ROLES: Mapping[str, str] = {
    **{"mentor": "👩‍🏫", "helper": "🙋"},
    **dict.fromkeys(("coordinator", "administrator"), "🔑"),
}
"""The picture of each role, by its name."""


def labels(
    connection: Connection, programme: Programme, names: Mapping[int, str], reader: Contact, room: int
) -> tuple[dict[int, str], list[str]]:
    """Return each name, by person, as it has room in a choice, and a line about each of those who look alike.

    Who looks alike stands with their town where that tells them apart and has room, else with their number.
    """
    often = Counter(name.casefold() for name in names.values())
    alike = {one: name for one, name in names.items() if often[name.casefold()] > 1}
    known = {one: _known(connection, programme, one, reader) for one in alike}
    beside = {one: f"{name}, {known[one][0]}" for one, name in alike.items()}
    clear = Counter(label.casefold() for label in beside.values())
    shown = dict(names)
    for one, name in alike.items():
        fits = known[one][0] and clear[beside[one].casefold()] == 1 and len(beside[one]) <= room
        shown[one] = beside[one] if fits else f"{name[: room - len(f' #{one}')].rstrip()} #{one}"
    return shown, [f"{shown[one]}: {' · '.join(filter(None, known[one])) or '–'}" for one in alike]


def _known(connection: Connection, programme: Programme, person_id: int, reader: Contact) -> tuple[str, str, str]:
    """Return somebody's town, trade and roles, each "" where it is not known."""
    person = people.get(connection, person_id)
    held = "".join(sorted({ROLES[one.name] for one in roles.of_person(connection, person_id) if one.name in ROLES}))
    if person is None:
        return "", "", held
    town, trade = programme.town.get(person.town), programme.trade.get(person.trade)
    return _label(town.labels if town else {}, reader), _label(trade.labels if trade else {}, reader), held


def _label(labels: Mapping[str, str], reader: Contact) -> str:
    """Return the programme's word for a town or a trade in the reader's language, "" for one that it does not know."""
    codes = (*chain(reader.language, reader.country), "en")
    return next((labels[code] for code in codes if labels.get(code)), "")
