"""A page as a browser reads it: its forms with every field, its links, and what it says; it never knows which page."""

from dataclasses import dataclass, field

from tests.web.reading import Reading

PLAIN = frozenset({"text", "search", "textarea", "url", "number", "date", "datetime-local", "hidden", "file"})
"""Kinds of fields that take anything; those of the others are chosen."""
MODES = {"numeric": "number", "url": "url"}
"""What somebody writes in a field whose keyboard is so."""
WRITTEN = frozenset({"text", "search", "textarea", "url"})
"""Kinds of fields in which staff write words."""


@dataclass
class Field:
    """A field: ``value`` is what it would send as it stands (None: nothing), ``choices`` what else it offers."""

    name: str
    kind: str
    value: str | None = None
    choices: list[str] = field(default_factory=list)
    required: bool = False
    most: int = 0


@dataclass
class Form:
    """A form: where it goes and how, and its fields by name."""

    method: str
    action: str
    files: bool = False
    fields: dict[str, Field] = field(default_factory=dict)


class Sheet(Reading):
    """Reads a page: ``wrong`` as ``Reading``, ``forms``, ``links``, its ``words``, and the ``alert`` on it."""

    def __init__(self, address: str, text: str) -> None:
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.alert = ""
        self._pieces: list[str] = []
        self._told: list[str] = []
        self._address, self._inside, self._alerting = address, False, False
        self._list: Field | None = None
        self._area: Field | None = None
        super().__init__(text)

    @property
    def words(self) -> str:
        """Return all that the page says, also in its fields and attributes."""
        return "\n".join(("".join(self._pieces), *self._told))

    def held(self, form: Form, name: str) -> list[str]:
        """Return what a field of a form holds, of each form that goes where this one does."""
        there = [one.fields[name] for one in self.forms if one.action == form.action and name in one.fields]
        return [one.value or "" for one in there]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        super().handle_starttag(tag, attrs)
        told = {name: value or "" for name, value in attrs}
        self._told += told.values()
        self._alerting = self._alerting or told.get("role") == "alert"
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if action := told.get("formaction"):
            self.forms.insert(len(self.forms) - 1, Form("post", action))
            self._field(tag, told, self.forms[-2])
        elif tag == "form":
            files = told.get("enctype") == "multipart/form-data"
            self.forms.append(Form(told.get("method", "get"), told.get("action") or self._address, files))
            self._inside = True
        elif self._inside and tag in {"input", "textarea", "select", "button"} and told.get("name"):
            self._field(tag, told, self.forms[-1])
        elif tag == "option" and self._list:
            self._offer(self._list, told.get("value", ""), chosen="selected" in told)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag == "select" and self._list:
            one, self._list = self._list, None
            one.value = one.choices[0] if one.value is None and one.choices else one.value
        elif tag == "textarea":
            self._area = None
        elif tag == "form":
            self._inside = False
        elif tag == "p":
            self._alerting = False

    def handle_data(self, data: str) -> None:
        """Keep what is said."""
        self._pieces.append(data)
        if self._area:
            self._area.value = f"{self._area.value or ''}{data}"
        if self._alerting:
            self.alert += data

    def _field(self, tag: str, told: dict[str, str], form: Form) -> None:
        name, kind = told["name"], told.get("type", "text") if tag == "input" else tag
        kind = MODES.get(told.get("inputmode", ""), kind)
        known = form.fields.get(name)
        one = known or Field(name, kind, required="aria-required" in told, most=int(told.get("maxlength") or 0))
        form.fields[name] = one
        if tag == "select":
            self._list = one
        elif tag == "textarea":
            self._area, one.value = one, ""
        elif kind in {"checkbox", "radio", "button"}:
            self._offer(one, told.get("value", "on"), chosen="checked" in told)
        else:
            one.value = told.get("value", "")

    def _offer(self, one: Field, value: str, *, chosen: bool) -> None:
        one.choices.append(value)
        one.value = value if chosen else one.value
