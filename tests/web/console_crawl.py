"""The console as somebody finds it who follows every link: its pages, and every field of every form on them.

It never knows a page or a field by name: a new one is found where it is linked to.
"""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx
from starlette.routing import BaseRoute, Match, Route

from tests.web.console_house import ORIGIN
from tests.web.forms import Field, Form, Sheet

ALIKE, MOST = 9, 20
"""How many pages of one kind are read, and how many at most where each list leads to one: words are thousands."""
Key = tuple[str, str, str]
"""A field: how its form is sent, the route that it goes to, and its name."""


@dataclass(frozen=True)
class Place:
    """A field where it stands: its form, the page, and who sees it."""

    form: Form
    field: Field
    page: str
    who: str


@dataclass
class Crawl:
    """What was found: pages with their routes, fields, and forms by where they go."""

    routes: list[BaseRoute]
    pages: dict[str, str] = field(default_factory=dict)
    fields: dict[Key, Place] = field(default_factory=dict)
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    _alike: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def route(self, address: str, method: str = "GET") -> str:
        """Return the path of the route that answers an address, "" for none."""
        scope = {"type": "http", "path": urlsplit(address).path, "method": method.upper(), "headers": []}
        found = [one.path for one in self.routes if isinstance(one, Route) and one.matches(scope)[0] is Match.FULL]
        return found[0] if found else ""

    async def walk(self, browser: httpx.AsyncClient, who: str, *first: str) -> None:
        """Read pages from some on, and whatever they lead to."""
        waiting, seen = list(first), set(first)
        self._alike.clear()
        whence: dict[str, str] = {}
        while waiting:
            address = waiting.pop(0)
            answer = await browser.get(address)
            if answer.status_code != 200:
                self.dead[address] = whence.get(address, "")
                continue
            self.pages.setdefault(address, self.route(address))
            if "html" not in answer.headers["content-type"]:
                continue
            sheet = Sheet(address, answer.text)
            self._keep(sheet, address, who)
            there = dict.fromkeys(urldefrag(urljoin(f"{ORIGIN}{address}", one))[0] for one in sheet.links)
            new = [one.removeprefix(ORIGIN) for one in there if one.startswith(f"{ORIGIN}/console")]
            waiting += [one for one in new if one not in seen and self._wanted(one, address, who)]
            seen.update(new)
            whence.update({one: address for one in new if one not in whence})

    def _wanted(self, address: str, page: str, who: str) -> bool:
        """Tell whether a page is read: not where enough of its kind were; what its address asks is a field too."""
        route, asked = self.route(address), parse_qsl(urlsplit(address).query, keep_blank_values=True)
        assert route, f"a link leads nowhere: {address}"
        kind = (route, *sorted(name for name, _ in asked))
        first, read = self._alike[*kind, page] == 0, self._alike[kind]
        wanted = read < ALIKE or (first and read < MOST)
        self._alike[*kind, page] += 1
        self._alike[kind] += wanted
        form = Form("get", address, fields={name: Field(name, "address", value) for name, value in asked})
        for name, one in form.fields.items():
            self.fields.setdefault(("get", route, name), Place(form, one, address, who))
        return wanted

    def _keep(self, sheet: Sheet, address: str, who: str) -> None:
        """Keep each field that was not found before."""
        for form in sheet.forms:
            form.action = form.action.removeprefix(ORIGIN)
            route = self.route(form.action, form.method)
            assert route, f"a form leads nowhere: {form.method} {form.action}"
            self.forms.setdefault((form.method, route), form)
            for one in form.fields.values():
                known = self.fields.get((form.method, route, one.name))
                if known is None or (known.field.kind == "address" and one.kind != "address"):
                    self.fields[form.method, route, one.name] = Place(form, one, address, who)
