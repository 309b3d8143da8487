"""My language and my sign-ins, and what Drom is set up for; settings of the server are not changed here."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.languages import LANGUAGES
from bot.services import entering
from bot.services.signing import IDLE
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Sitting
from storage import sign_ins


def _show(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    programme = sitting.office.speech.programme
    organisations = [key for key in programme.organisation if _is_mine(sitting, "organisation", key)]
    return {
        "tongues": [(code, language.name) for code, language in LANGUAGES.items()],
        "mine": sign_ins.of_person(connection, sitting.person_id, sitting.now - IDLE),
        "roles": sitting.by.roles,
        "organisations": organisations,
        "programmes": [key for key, one in programme.programme.items() if one.organisation in organisations],
        "countries": [key for key in programme.country if _is_mine(sitting, "country", key)],
        "address": sitting.office.address,
    }


def _is_mine(sitting: Sitting, kind: str, key: str) -> bool:
    """Tell whether somebody has a role for an organisation or a country."""
    return any(getattr(role, kind) in {"", key} for role in sitting.by.roles)


def _language(connection: Connection, sitting: Sitting) -> Done:
    language = sitting.chosen("language", LANGUAGES)
    if sitting.sign_in and language:
        sign_ins.change(connection, sitting.sign_in.id, language=language)
    return Done("/settings", "settings.kept")


def _end(connection: Connection, sitting: Sitting) -> Done:
    if not entering.leave(connection, sitting.person_id, sitting.number("sign_in"), sitting.now):
        raise NotThere("sign_in")
    return Done("/settings", "settings.ended")


ENTRIES: tuple[Entry, ...] = (
    Page("settings", "/settings", "", _show, place=99),
    Act("/settings/language", "", "settings", _language),
    Act("/settings/sign-ins/{sign_in:int}/end", "", "settings", _end),
)
