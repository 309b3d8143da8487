"""What a page of the console is: its address, the right it needs, what it shows and what its forms do.

It never knows a particular page. ``show`` and ``do`` are plain functions of a connection; their services check rights
again, by organisation and country.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import FormData, QueryParams

from bot.console_words import PREFIX, WORDS
from bot.services.staff import Actor
from bot.services.wall import YEARS
from bot.web.console.office import Office
from storage.sign_ins import SignIn

ROOT = "/console"
"""Where the console is."""
LARGEST = 2**63 - 1
"""The largest number that a database knows; a larger one is nobody's."""
_VARIABLE = re.compile(r"\{(\w+)\}")


class NotThere(LookupError):
    """There is no such thing for this member of staff: the same for missing and for foreign ones."""


class Wrong(Exception):
    """A form cannot be taken; the page is shown again with what was written and the sentence under ``key``.

    It stands at the form's ``field``, too, where one is to blame.
    """

    def __init__(self, key: str, field: str = "", **values: str) -> None:
        super().__init__(key)
        self.key, self.field, self.values = key, field, values


@dataclass(frozen=True, slots=True)
class Sitting:
    """A signed-in member of staff before one page, and what they asked for.

    ``label`` is their name as it stands on top. ``asked`` is what the page's ``before`` brought. ``form`` is what was
    sent to the path ``sent``, also where the page is shown again because of ``problem``, a sentence; ``wrong`` is the
    field that is to blame. ``address`` is the path of a page.
    ``too_large``: what was sent was more than is taken, and was thrown away. ``part`` of a file is asked for, "" all.
    """

    office: Office
    by: Actor
    person_id: int
    label: str
    language: str
    country: str
    now: datetime
    sign_in: SignIn | None = None
    path: Mapping[str, Any] = field(default_factory=dict)
    query: QueryParams = field(default_factory=QueryParams)
    form: FormData = field(default_factory=FormData)
    problem: str = ""
    sent: str = ""
    wrong: str = ""
    asked: Any = None
    address: str = ""
    made: Any = None
    too_large: bool = False
    part: str = ""

    @property
    def zone(self) -> tzinfo:
        """Return the clock on this reader's wall."""
        return self.office.speech.programme.zone(self.country)

    def say(self, key: str, **values: object) -> str:
        """Return the words ``console.<key>``, or those of one where ``n`` is 1, in the reader's language.

        Raises KeyError.
        """
        single = f"{PREFIX}{key}.one"
        context = single if str(values.get("n")) == "1" and single in WORDS else f"{PREFIX}{key}"
        text = self.office.speech.words.text(context, WORDS[context], self.language, self.country)
        return _VARIABLE.sub(lambda found: str(values[found[1]]), text)

    def number(self, name: str) -> int:
        """Return a number of the address; raises NotThere for one that nothing can have."""
        found = int(self.path[name])
        if found > LARGEST:
            raise NotThere(name)
        return found

    def word(self, name: str) -> str:
        """Return a field of the form without outer white space, "" where it was not sent."""
        value = self.form.get(name, "")
        return _kept(value) if isinstance(value, str) else ""

    def sought(self, name: str) -> str:
        """Return a part of the address behind the question mark, "" where there is none."""
        return _kept(self.query.get(name, ""))

    @property
    def page_number(self) -> int:
        """Return which page of a long list is asked for; 0 is the first, also where what is asked for is no number."""
        found = self.sought("page")
        return int(found) if found.isascii() and found.isdigit() and len(found) < 6 else 0

    def chosen(self, name: str, choices: Mapping[str, object] | tuple[str, ...]) -> str:
        """Return a field that must be one of the choices, or ""; raises Wrong for anything else."""
        value = self.word(name)
        if value and value not in choices:
            raise Wrong("common.not_done", name)
        return value

    def every(self, name: str, choices: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
        """Return all values of a field, each of the choices; raises Wrong for anything else."""
        found = [value for value in self.form.getlist(name) if value]
        if any(value not in choices for value in found):
            raise Wrong("common.not_done", name)
        return tuple(dict.fromkeys(str(value) for value in found))

    def short(self, name: str, most: int) -> str:
        """Return a field of so many signs at most; raises Wrong for more: nothing is cut."""
        value = self.word(name)
        if len(value) > most:
            raise Wrong("common.too_long", name, most=str(most))
        return value

    def wall(self, name: str) -> datetime:
        """Return a field that is a day and time on some clock's wall, without a zone; raises Wrong for anything else.

        One of a year that no calendar of ours has is none.
        """
        try:
            found = datetime.fromisoformat(self.word(name))
        except ValueError:
            raise Wrong("tickets.no_time", name) from None
        if found.year not in YEARS:
            raise Wrong("tickets.no_time", name)
        return found.replace(tzinfo=None, second=0, microsecond=0)

    def whole(self, name: str) -> int | None:
        """Return a field that is a whole number, None where it is empty; raises Wrong for anything else."""
        value = self.word(name)
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and int(value) <= LARGEST):
            raise Wrong("common.no_number", name)
        return int(value)


def paged(rows: Sequence[Any], number: int, length: int) -> Mapping[str, Any]:
    """Return what one page of a long list shows: its rows, the number of all, which page it is, whether more follow."""
    end = (number + 1) * length
    return {"rows": rows[number * length : end], "all": len(rows), "number": number, "more": len(rows) > end}


def _kept(value: str) -> str:
    """Return a text without outer white space, with one sign for the end of a line, without what no database keeps."""
    return value.replace("\r\n", "\n").replace("\0", "\ufffd").strip()


@dataclass(frozen=True, slots=True)
class Done:
    """What a form did: where to go (under ``/console``), and the key of the words that tell so there.

    What was ``made`` and is shown only once is shown at once on the page of the form, as ``Sitting.made``. ``then`` is
    called when the transaction is committed.
    """

    to: str
    said: str = ""
    made: Any = None
    then: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A file that a page gives: its bytes, type and name; ``inline`` for what a browser may show by itself."""

    data: bytes
    content_type: str
    name: str
    inline: bool = False


Show = Callable[[Connection, Sitting], Mapping[str, Any]]
"""Reads what a page shows: the values of its template. ``pulse`` among them: what its ``Pulse`` would read,
where reading that once more takes long."""
Do = Callable[[Connection, Sitting], Done]
"""Does what a form asks, in one transaction; raises Wrong where it cannot be taken."""
Find = Callable[[Connection, Sitting], Any]
"""Reads a file, or what ``Fetch`` needs; raises NotThere."""
Fetch = Callable[[Sitting, Any], Awaitable[Given]]
"""Gets a file that is not in the database; raises NotThere."""
Before = Callable[[Sitting], Awaitable[Any]]
"""Asks what is not in the database; what it returns is ``Sitting.asked``. That of an act may raise Wrong."""
Pulse = Callable[[Connection, Sitting], object]
"""Reads what changes whenever the page would look otherwise; the page is then fetched anew."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``name`` names its template (``console/<name>.html``) and its words (``console.<name>.*``).

    ``right`` is a right of ``staff.MAY`` that somebody must have anywhere, "" for everybody who is signed in. ``place``
    is where it stands in the menu (0: nowhere), under the words ``<name>.menu``; ``under`` is the page whose entry is
    lit instead. ``pulse`` makes it live; ``anew`` where it differs by what ``before`` finds, too.
    """

    name: str
    path: str
    right: str
    show: Show
    place: int = 0
    under: str = ""
    before: Before | None = None
    pulse: Pulse | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What a form posts to: ``back`` is the name of the page that is shown again where something is wrong.

    ``path`` holds every variable of that page's path; the service logs what was done. ``before`` does what takes longer
    than a transaction may; what it returns is ``Sitting.asked``. With ``upload`` signed-in staff may send files.
    """

    path: str
    right: str
    back: str
    do: Do
    before: Before | None = None
    upload: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to save, print or listen to: ``find`` checks rights and reads it, ``fetch`` gets what lies elsewhere.

    Without ``fetch`` what ``find`` returns is a ``Given``.
    """

    path: str
    right: str
    find: Find
    fetch: Fetch | None = None


Entry = Page | Act | Paper
"""What a page's file lists in its ``ENTRIES``."""
