"""Twilio's content templates and WhatsApp's limits on them (channels.md 2.4); it never sends one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.emulators.twilio_refusals import Refusal

QUICK, LIST, TEXT, MEDIA = "twilio/quick-reply", "twilio/list-picker", "twilio/text", "twilio/media"
SESSION_BUTTONS, APPROVED_BUTTONS, ROWS = 3, 10, 10
BODY, TITLE, ROW, DESCRIPTION, OPENER, IDENTITY = 1024, 20, 24, 72, 20, 200
VARIABLES, KEY, VALUE = 100, 16, 1600
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_PLACE = re.compile(r"{{\s*(\w+)\s*}}")


@dataclass(slots=True)
class Template:
    """One content template; ``approval`` is WhatsApp's word on it, empty where nobody asked, ``rejection`` why not."""

    sid: str
    name: str
    language: str
    variables: dict[str, str]
    types: dict[str, dict[str, Any]]
    approval: str = ""
    rejection: str = ""
    category: str = ""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self, base: str, account: str) -> dict[str, Any]:
        """Return the Content resource."""
        url = f"{base}/v1/Content/{self.sid}"
        moment = self.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        approvals = f"{url}/ApprovalRequests"
        return {
            "sid": self.sid,
            "account_sid": account,
            "friendly_name": self.name,
            "language": self.language,
            "variables": self.variables,
            "types": self.types,
            "url": url,
            "date_created": moment,
            "date_updated": moment,
            "links": {"approval_create": f"{approvals}/whatsapp", "approval_fetch": approvals},
        }

    def filled(self, given: dict[str, str]) -> dict[str, dict[str, Any]]:
        """Return the types with their variables filled in, from what was given and then from the samples."""
        values = {**self.variables, **given}

        def fill(value: Any) -> Any:
            if isinstance(value, str):
                return _PLACE.sub(lambda match: values.get(match[1], ""), value)
            if isinstance(value, list):
                return [fill(item) for item in value]
            return {name: fill(item) for name, item in value.items()} if isinstance(value, dict) else value

        return {kind: fill(shape) for kind, shape in self.types.items()}


def new_template(sid: str, given: Any) -> Template:
    """Read a template; raises ``Refusal`` for what Twilio would not keep."""
    if not isinstance(given, dict) or not isinstance(given.get("types"), dict) or not given["types"]:
        raise Refusal(400, 20001, "types: required")
    if not given.get("language"):
        raise Refusal(400, 20001, "language: required")
    unknown = set(given["types"]) - {QUICK, LIST, TEXT, MEDIA}
    if unknown:
        raise Refusal(400, 20001, f"types: {sorted(unknown)[0]} is not known")
    quick = given["types"].get(QUICK, {})
    if len(quick.get("actions", [])) > APPROVED_BUTTONS or len(given["types"].get(LIST, {}).get("items", [])) > ROWS:
        raise Refusal(400, 20001, "types: too many items")
    variables = {str(key): str(value) for key, value in (given.get("variables") or {}).items()}
    return Template(sid, str(given.get("friendly_name", "")), given["language"], variables, given["types"])


def ask_approval(template: Template, given: dict[str, Any]) -> dict[str, Any]:
    """Ask WhatsApp to approve a template; raises ``Refusal`` where it cannot be."""
    if not re.fullmatch(r"[a-z0-9_]{1,512}", str(given.get("name", ""))):
        raise Refusal(400, 20001, "name: only small letters, digits and underscores")
    if given.get("category") not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
        raise Refusal(400, 20001, "category: UTILITY, MARKETING or AUTHENTICATION")
    if LIST in template.types:
        raise Refusal(400, 20001, "twilio/list-picker cannot be approved")
    if template.approval:
        raise Refusal(400, 20001, "this template was submitted before")
    template.approval, template.category = "received", str(given["category"])
    return approval(template)


def judge(template: Template, state: str) -> None:
    """Let WhatsApp say its word: a template that breaks its rules is rejected, whatever was meant to be said."""
    defect = next((why for shape in template.types.values() for why in _against_rules(shape)), "")
    template.approval = "rejected" if defect else state
    template.rejection = defect or ("NONE_GIVEN" if state == "rejected" else "")


def _against_rules(shape: dict[str, Any]) -> Iterator[str]:
    """Yield what Meta rejects in a template (its own words for buttons)."""
    body = shape.get("body", "").strip()
    if "\n" in body or body.startswith("{{") or body.endswith("}}") or re.search(r"}}\s*{{", body):
        yield "INVALID_FORMAT"
    for action in shape.get("actions", []):
        if _PLACE.search(action["title"]) or "\n" in action["title"] or _EMOJI.search(action["title"]):
            yield "Buttons can't have any variables, newlines, emojis, or formatting characters."


def approval(template: Template) -> dict[str, Any]:
    """Return what WhatsApp says of a template."""
    status = template.approval or "unsubmitted"
    said = {"name": template.name, "category": template.category, "status": status}
    return {**said, "rejection_reason": template.rejection}


def check_variables(given: Any) -> dict[str, str]:
    """Return the variables of a message; raises ``Refusal`` unless they are a small JSON object of strings."""
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise Refusal(400, 21656, "The ContentVariables parameter is invalid")
    if len(given) > VARIABLES or any(len(key) > KEY or len(value) > VALUE for key, value in given.items()):
        raise Refusal(400, 21656, "The ContentVariables parameter is invalid")
    return given


def fault_of(template: Template, given: dict[str, str], *, open_window: bool) -> int:
    """Return the error code that a message with this template fails with on WhatsApp, 0 where it goes out."""
    approved = template.approval == "approved"
    if not open_window and not approved:
        return 63016
    if approved and any("\n" in value or not value for value in given.values()):
        return 63028
    shapes = template.filled(given)
    if any(_too_long(shape) for shape in shapes.values()):
        return 63013
    return 63021 if len(shapes.get(QUICK, {}).get("actions", [])) > SESSION_BUTTONS and not approved else 0


def _too_long(shape: dict[str, Any]) -> bool:
    """Tell whether a filled type breaks a limit of WhatsApp, or leaves empty what may not be."""
    titles = [action.get("title", "") for action in shape.get("actions", [])]
    rows = shape.get("items", [])
    if not shape.get("body", "").strip() or len(shape["body"]) > BODY or len(shape.get("button", "")) > OPENER:
        return True
    if any(not 1 <= len(title) <= TITLE for title in titles) or len(set(titles)) < len(titles):
        return True
    if any(not 1 <= len(row.get("item", "")) <= ROW or len(row.get("description", "")) > DESCRIPTION for row in rows):
        return True
    return any(not 1 <= len(item.get("id", "")) <= IDENTITY for item in [*shape.get("actions", []), *rows])
