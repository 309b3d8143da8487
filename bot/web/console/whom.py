"""The form that says whom an announcement is for, as an audience and back; it never counts anybody."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from sqlalchemy import Connection
from starlette.datastructures import FormData

from bot.languages import LANGUAGES
from bot.services import audience_choices, audience_words, groups
from bot.services.audience import Audience, Came
from bot.services.proposals import to_json
from bot.web.console.frame import Sitting, Wrong
from storage.contacts import Contact

CAME: tuple[Came, ...] = get_args(Came)
OUT = "out."
"""What the names of fields begin with that say who is left out."""


def chosen(sitting: Sitting, old: Audience, prefix: str = "") -> Audience:
    """Return an audience with what the form says of it; raises Wrong.

    Towns outside a chosen country go: nobody would be both.
    """
    programme = sitting.office.speech.programme
    country = sitting.chosen(f"{prefix}country", programme.country)
    towns = sitting.every(f"{prefix}town", programme.town)
    meeting = sitting.whole(f"{prefix}meeting")
    came = sitting.chosen(f"{prefix}came", CAME) or "answered_yes"
    return replace(
        old,
        country=country,
        towns=tuple(one for one in towns if not country or programme.town[one].country == country),
        trades=sitting.every(f"{prefix}trade", programme.trade),
        languages=sitting.every(f"{prefix}language", LANGUAGES),
        programme=sitting.chosen(f"{prefix}programme", programme.programme),
        mentors=bool(sitting.word(f"{prefix}mentors")),
        meeting_id=meeting,
        came="answered_yes" if meeting is None else cast("Came", came),
        group_id=sitting.whole(f"{prefix}group"),
    )


def again(sitting: Sitting, old: Audience) -> Audience:
    """Return the audience of a form that was refused: what was chosen stays chosen, but for fields that are wrong."""
    try:
        return chosen(sitting, old)
    except Wrong as wrong:
        right = [(name, value) for name, value in sitting.form.multi_items() if name != wrong.field]
        return again(replace(sitting, form=FormData(right)), old)


def left_out(sitting: Sitting) -> Audience:
    """Return the audience that is to be left out; raises Wrong where nothing was chosen."""
    found = chosen(sitting, Audience(), OUT)
    if found == Audience():
        raise Wrong("announcements.choose_some")
    return found


def key_of(meant: Audience) -> str:
    """Return what names an audience among others, also in a page that somebody opened before."""
    return hashlib.sha256(json.dumps(to_json(meant), sort_keys=True).encode()).hexdigest()[:16]


def without(meant: Audience, key: str) -> Audience:
    """Return an audience without the condition, or the exclusion, of that key; raises Wrong where it is gone."""
    also = tuple(one for one in meant.also if key_of(one) != key)
    out = tuple(one for one in meant.without if key_of(one) != key)
    if (len(also), len(out)) == (len(meant.also), len(meant.without)):
        raise Wrong("common.not_done")
    return replace(meant, also=also, without=out)


def words(connection: Connection, sitting: Sitting, meant: Audience) -> str:
    """Return an audience in one line."""
    reader = Contact(0, "", "", language=sitting.language, country=sitting.country)
    return audience_words.told(connection, sitting.office.speech.programme, meant, reader)


def choices(connection: Connection, sitting: Sitting, meant: Audience) -> Mapping[str, Any]:
    """Return what the form offers, and what of it is chosen already."""
    programme = sitting.office.speech.programme
    there = [key for key in programme.country if _may(sitting, key)]
    shown = [meant.country] if meant.country else there
    return {
        "meant": meant,
        "nobody": Audience(),
        "countries": _named(sitting, "country", there),
        "towns": [(key, _named(sitting, "town", programme.towns_of(key))) for key in shown],
        "trades": _named(sitting, "trade", programme.trade),
        "tongues": [(code, one.name) for code, one in LANGUAGES.items()],
        "programmes": _named(sitting, "programme", [key for key in programme.programme if _runs(sitting, key)]),
        "meetings": audience_choices.held(connection, sitting.by, sitting.now),
        "cames": [(came, sitting.say(f"announcements.came.{came}")) for came in CAME],
        "groups": [(one.id, one.name) for one in groups.of_staff(connection, sitting.by)],
        "also": [(key_of(one), words(connection, sitting, one)) for one in meant.also],
        "without": [(key_of(one), words(connection, sitting, one)) for one in meant.without],
    }


def _named(sitting: Sitting, kind: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    told, reader = sitting.office.speech.words, (sitting.language, sitting.country)
    return [(key, told.text(f"programme.{kind}.{key.lower()}", key, *reader)) for key in keys]


def _may(sitting: Sitting, country: str) -> bool:
    """Tell whether somebody looks after people of a country at all."""
    return any(role.country in {"", country} for role in sitting.by.roles)


def _runs(sitting: Sitting, programme: str) -> bool:
    """Tell whether somebody works for who runs a programme."""
    owner = sitting.office.speech.programme.organisation_of(programme)
    return any(role.organisation in {"", owner} for role in sitting.by.roles)
