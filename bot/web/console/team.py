"""The team: who has which role; a role is given by a link that works once, and taken back at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.services import entering, staff, team_desk, volunteers
from bot.services.staff import MAY
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Sitting, Wrong
from storage import roles
from storage.roles import Role

LONGEST = 60


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    grant = team_desk.grant(sitting.by, sitting.office.speech.programme)
    words, reader = sitting.office.speech.words, (sitting.language, sitting.country)

    def named(kind: str, keys: Any) -> list[tuple[str, str]]:
        return [
            (key, words.text(f"programme.{kind}.{key.lower()}", key, *reader) if key else sitting.say("common.all"))
            for key in keys
        ]

    return {
        "held": team_desk.held(connection, sitting.by),
        "kinds": [(name, sitting.say(f"team.role.{name}")) for name in MAY],
        "organisations": named("organisation", grant.organisations),
        "countries": named("country", grant.countries),
        "made": sitting.made,
    }


def _give(connection: Connection, sitting: Sitting) -> Done:
    programme, label = sitting.office.speech.programme, sitting.word("label")
    name = sitting.chosen("role", tuple(MAY))
    organisation, country = sitting.word("organisation"), sitting.word("country")
    if not name or not 0 < len(label) <= LONGEST:
        raise Wrong("team.not_whole", "label" if name else "role")
    if (organisation and organisation not in programme.organisation) or (country and country not in programme.country):
        raise Wrong("common.not_done")
    number = staff.add(connection, sitting.by, name, organisation, country, label, sitting.now)
    payload = staff.invite(connection, sitting.by, number, sitting.now, sitting.office.token)
    return Done("/team", made=("chat", payload))


def _link(connection: Connection, sitting: Sitting) -> Done:
    one = _role(connection, sitting)
    if one.person_id is None or sitting.word("to") == "chat":
        payload = staff.invite(connection, sitting.by, one.id, sitting.now, sitting.office.token)
        return Done("/team", made=("chat", payload))
    path = entering.link(connection, sitting.by, one.id, sitting.now, sitting.office.token)
    return Done("/team", made=("console", f"{sitting.office.address}{path}"))


def _end(connection: Connection, sitting: Sitting) -> Done:
    programme = sitting.office.speech.programme
    volunteers.end(connection, sitting.by, programme, _role(connection, sitting).id, sitting.now)
    return Done("/team", "team.ended")


def _role(connection: Connection, sitting: Sitting) -> Role:
    found = roles.get(connection, sitting.number("role"))
    if found is None or found.ended_at or not sitting.by.may(team_desk.GIVE, found.organisation, found.country):
        raise NotThere("role")
    return found


ENTRIES: tuple[Entry, ...] = (
    Page("team", "/team", team_desk.GIVE, _show, place=90),
    Act("/team/give", team_desk.GIVE, "team", _give),
    Act("/team/{role:int}/link", team_desk.GIVE, "team", _link),
    Act("/team/{role:int}/end", team_desk.GIVE, "team", _end),
)
