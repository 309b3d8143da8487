"""Tips as content: loaded at first, brought in from a sheet and out again, looked at as on a phone; all or nothing.

A sheet that is wrong changes nothing: what is live stays so.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.clock import Clock
from bot.emoji import is_newer, take_apart
from bot.layout import layout
from bot.programme import Programme
from bot.render import render
from bot.services import tip_cards
from bot.services.conversation import Speech
from bot.services.staff import Actor
from flows.content import tips as sheet
from flows.content.form import CHAINED, COLUMNS, ContentDefect
from flows.content.tips import Line
from storage import bringing, facts, log
from storage import tips as rows
from storage.contacts import Contact
from storage.store import Store
from storage.tips import Tip

FILE = Path(sheet.__file__).with_name("tips.csv")
"""The tips that Drom comes with."""
MOST = 1024 * 1024
"""How many bytes a sheet may have: a thousand tips."""
LOADED = "tips_loaded"
"""The fact under which it is kept how each tip was when Drom brought it: by key, a digest of its row."""
SOURCE = "en"
"""The language that needs no reader: the others are translated from it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a sheet changed: how many tips are new, other than before, the same, and how many it does not name."""

    new: int
    changed: int
    same: int
    unnamed: int


async def begin(store: Store, clock: Clock, programme: Programme) -> None:
    """Load the tips that Drom comes with; a defect is told in the log, and what was there stays. Raises StorageDown.

    A newer release brings its words along, but to no tip that staff have changed since. Those that do not fit the
    programme file are drafts: nobody would see them, and staff decide.
    """
    try:
        lines = await asyncio.to_thread(read_file)
    except (OSError, ContentDefect) as error:
        _log.error("the tips that Drom comes with are not loaded: %s", error)
        return
    found = [replace(line, tip=replace(line.tip, status=_standing(line.tip, programme))) for line in lines]
    if not await store.read(lambda connection: _behind(connection, found)):
        return
    if strange := sorted({key for line in lines for key in strangers(line.tip, programme)}):
        _log.warning("tips for %s are drafts: the programme file does not have these", ", ".join(strange))
    await store.run(lambda connection: _begin(connection, found, clock.now()))


def read_file() -> tuple[Line, ...]:
    """Return the tips that Drom comes with; raises OSError, ``ContentDefect``."""
    return sheet.parse(FILE.read_bytes(), str(FILE))


def parse(data: bytes, where: str, programme: Programme) -> tuple[Line, ...]:
    """Read a sheet and check it against the programme; raises ``ContentDefect`` with the file, the line and why.

    What is not live may be for a trade, season or country that is not in the programme file yet, or no longer.
    """
    if len(data) > MOST:
        raise ContentDefect(f"{where}:1: the file has {len(data)} bytes, at most {MOST}")
    lines = sheet.parse(data, where)
    for line in lines:
        if defect := next(_defects(line.tip, programme), ""):
            raise ContentDefect(f"{where}:{line.at}: {defect}")
    return lines


def strangers(tip: sheet.Tip | Tip, programme: Programme) -> Iterator[str]:
    """Say what of a tip is not in the programme file, as the names of its sections."""
    named: tuple[tuple[str, Sequence[str], Container[str]], ...] = (
        ("trade", [tip.trade] if tip.trade else [], programme.trade),
        ("season", tip.seasons, programme.season),
        ("country", tip.countries, programme.country),
    )
    for kind, keys, known in named:
        yield from (f"[{kind}.{key}]" for key in keys if key not in known)


def bring(connection: Connection, by: Actor, lines: Sequence[Line], now: datetime) -> Brought:
    """Bring in what a sheet says; tips that it does not name stay as they are. Raises ``Denied``."""
    by.check("announce")
    bringing.wait(connection)
    found = _put(connection, lines, now)
    detail = {"new": found.new, "changed": found.changed}
    log.write(connection, at=now, actor=by.name, act="tips_imported", detail=detail)
    return found


def stand(connection: Connection, by: Actor, programme: Programme, number: int, live: bool, now: datetime) -> None:
    """Put a tip live or take it back from everybody; raises ``Denied``, LookupError, ValueError where it cannot be."""
    by.check("announce")
    bringing.wait(connection)
    found = rows.get(connection, number)
    if found is None:
        raise LookupError(f"there is no tip {number}")
    if (found.status == "live") == live:
        raise ValueError(f"tip {number} is {found.status} already")
    if live and any(strangers(found, programme)):
        raise ValueError(f"tip {number} is for what the programme file does not have")
    rows.change(connection, found, now, status="live" if live else "retired")
    detail = {"status": "live" if live else "retired"}
    log.write(connection, at=now, actor=by.name, act="tip_changed", subject=f"tip:{found.key}", detail=detail)


def take_out(connection: Connection) -> bytes:
    """Return every tip as a sheet that ``parse`` reads without loss."""
    return sheet.dump(map(_as_written, rows.every(connection)))


def state(tips: Sequence[sheet.Tip]) -> list[str]:
    """Tell how many tips there are of each status, and how far each language has come."""
    statuses = Counter(tip.status for tip in tips)
    found = [f"{len(tips)} tips: " + ", ".join(f"{number} {name}" for name, number in sorted(statuses.items()))]
    for language in COLUMNS:
        said = sum(language in tip.words for tip in tips)
        drafts = sum(language in tip.words and language not in tip.reviewed for tip in tips)
        left = f", {len(tips) - said} left to the language of the country" if language == CHAINED else ""
        found.append(f"{language}: {said} written, {0 if language == SOURCE else drafts} drafts{left}")
    return found


def preview(tip: sheet.Tip | Tip, speech: Speech, language: str, country: str, channel: str) -> list[str]:
    """Return the lines of the screen on which somebody reads a tip, with its buttons in brackets."""
    as_row = tip if isinstance(tip, Tip) else Tip(1, **{**asdict(tip), "version": 1})
    whom = Contact(0, channel, "", language=language, country=country)
    story = tip_cards.story(as_row, whom)
    said = [*([story] if story else []), tip_cards.say("shown", as_row, whom)]
    shown: list[str] = []
    for reply in said:
        for part in layout(render(reply, speech.words, language, country, {}), speech.limits[channel]):
            shown += [*part.text.splitlines(), *(f"[{button.label}]" for button in part.buttons)]
    return shown


def _begin(connection: Connection, lines: Sequence[Line], now: datetime) -> None:
    """Bring in what is ours, after any other process that does so just now."""
    bringing.wait(connection)
    ours = _ours(connection, lines)
    _put(connection, ours, now)
    facts.put(connection, LOADED, {line.tip.key: _digest(line.tip) for line in ours})


def _behind(connection: Connection, lines: Sequence[Line]) -> bool:
    """Tell whether any tip that is ours is not as it comes with Drom, or not known to be ours."""
    loaded = _loaded(connection)
    return any(loaded.get(line.tip.key) != _digest(line.tip) for line in _ours(connection, lines))


def _ours(connection: Connection, lines: Sequence[Line]) -> list[Line]:
    """Return the tips that are new, or as they were when Drom brought them: staff have not changed them."""
    known = {tip.key: _as_written(tip) for tip in rows.every(connection)}
    loaded, found = _loaded(connection), []
    for line in lines:
        old = known.get(line.tip.key)
        if old is None or old == line.tip or loaded.get(line.tip.key) == _digest(old):
            found.append(line)
    return found


def _loaded(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = facts.get(connection, LOADED, {})
    return found


def _digest(tip: sheet.Tip) -> str:
    return hashlib.sha256(sheet.dump([tip])).hexdigest()[:16]


def _put(connection: Connection, lines: Sequence[Line], now: datetime) -> Brought:
    known = {tip.key: tip for tip in rows.every(connection)}
    counts: Counter[str] = Counter()
    for line in lines:
        old, values = known.pop(line.tip.key, None), _columns(line.tip)
        if old is None:
            rows.add(connection, now, **values)
            counts["new"] += 1
        elif _as_written(old) != line.tip:
            rows.change(connection, old, now, **values)
            counts["changed"] += 1
        else:
            counts["same"] += 1
    return Brought(counts["new"], counts["changed"], counts["same"], len(known))


def _columns(tip: sheet.Tip) -> dict[str, Any]:
    """Return a tip as its row holds it."""
    lists = {name: list(getattr(tip, name)) for name in ("seasons", "countries", "reviewed")}
    texts = {name: dict(getattr(tip, name)) for name in ("words", "story")}
    plain = ("key", "status", "trade", "pictogram", "fact", "source")
    return {**{name: getattr(tip, name) for name in plain}, **lists, **texts}


def _as_written(row: Tip) -> sheet.Tip:
    """Return a row as its sheet tells it."""
    values: dict[str, Any] = {name: getattr(row, name) for name in sheet.Tip.__slots__}
    values |= {name: tuple(values[name]) for name in ("seasons", "countries", "reviewed")}
    values |= {name: dict(values[name]) for name in ("words", "story")}
    return sheet.Tip(**values)


def _standing(tip: sheet.Tip, programme: Programme) -> str:
    """Return the status with which a tip is loaded at first."""
    return "draft" if tip.status == "live" and any(strangers(tip, programme)) else tip.status


def _defects(tip: sheet.Tip, programme: Programme) -> Iterator[str]:
    """Say what of a live tip is not in the programme file, and what no phone shows as one picture."""
    if tip.status == "live":
        yield from (f"{key} is not in the programme file" for key in strangers(tip, programme))
    if len(take_apart(tip.pictogram)[0]) != 1:
        yield f"the pictogram must be one pictogram, it is {tip.pictogram!r}"
    if is_newer("".join((tip.pictogram, *tip.words.values(), *tip.story.values()))):
        yield "it has a pictogram that Unicode 11 did not have: old phones draw a box"
