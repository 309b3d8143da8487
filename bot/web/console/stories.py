"""What neighbours tell of tips: heard and read by staff, then published, or given back with a reason.

It decides nothing by itself: ``bot.services.stories`` does, as for the menu in chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.services import stories
from bot.services.spoken import spoken
from bot.services.stories import REASONS, RIGHT
from bot.web.console import files
from bot.web.console.frame import Act, Done, Entry, NotThere, Page, Paper, Sitting, Wrong
from storage import media
from storage import stories as rows
from storage import tips as tip_rows
from storage.media import Media
from storage.stories import OPEN, Story
from storage.tips import Tip

FILES = {"voice": "voice_id", "photo": "photo_id"}
"""What a story may hold beside words, and where its number stands."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as staff see it: its tip, its teller's name ("" where none is shown), and who has got it already.

    ``files`` are those of ``FILES`` that can be opened now; ``whole`` tells whether that is all of it.
    """

    story: Story
    tip: Tip | None
    language: str
    name: str
    heard: int
    files: tuple[str, ...]
    whole: bool


def _list(connection: Connection, sitting: Sitting) -> Mapping[str, Any]:
    chosen = next((one for one in OPEN if one == sitting.sought("state")), OPEN[0])
    found = {state: stories.waiting(connection, sitting.by, state) for state in OPEN}
    return {
        "rows": [_shown(connection, one) for one in found[chosen]],
        "chosen": chosen,
        "counts": [(state, len(found[state])) for state in OPEN],
        "reasons": [(key, sitting.say(f"stories.reason.{key}")) for key in REASONS],
    }


def _shown(connection: Connection, one: Story) -> Shown:
    kept = {name: media.get(connection, number) for name, at in FILES.items() if (number := getattr(one, at))}
    return Shown(
        story=one,
        tip=tip_rows.get(connection, one.tip_id),
        language=spoken(one.language),
        name=stories.teller(connection, one),
        heard=len(rows.hearers(connection, one.id)) if one.state == "published" else 0,
        files=tuple(name for name, file in kept.items() if file is not None and file.state == "kept"),
        whole=stories.is_there(connection, one),
    )


def _pulse(connection: Connection, sitting: Sitting) -> object:
    return [[(one.id, one.version) for one in stories.waiting(connection, sitting.by, state)] for state in OPEN]


def _read(connection: Connection, sitting: Sitting) -> Story:
    found = stories.read(connection, sitting.by, sitting.number("story"))
    if found is None:
        raise NotThere("story")
    return found


def _publish(connection: Connection, sitting: Sitting) -> Done:
    one = _read(connection, sitting)
    if "voice" in _shown(connection, one).files and sitting.word("heard") != "yes":
        raise Wrong("stories.listen_first", "heard")
    if not stories.publish(connection, sitting.by, one.id, sitting.now):
        raise Wrong("common.not_done")
    return Done("/stories", "stories.is_published")


def _reject(connection: Connection, sitting: Sitting) -> Done:
    one, reason = _read(connection, sitting), sitting.chosen("reason", REASONS)
    if not reason:
        raise Wrong("stories.no_reason", "reason")
    if not stories.reject(connection, sitting.by, one.id, reason, sitting.now):
        raise Wrong("common.not_done")
    return Done(f"/stories?state={one.state}", "stories.is_rejected")


def _file(connection: Connection, sitting: Sitting) -> Media:
    """Return what was recorded or photographed for a story that this member of staff may decide about."""
    one, name = _read(connection, sitting), sitting.path["what"]
    number = getattr(one, FILES[name]) if name in FILES else None
    if number is None:
        raise NotThere("file")
    return files.kept(connection, number)


ENTRIES: tuple[Entry, ...] = (
    Page("stories", "/stories", RIGHT, _list, place=24, pulse=_pulse),
    Act("/stories/{story:int}/publish", RIGHT, "stories", _publish),
    Act("/stories/{story:int}/reject", RIGHT, "stories", _reject),
    Paper("/stories/{story:int}/{what}", RIGHT, _file, files.fetch),
)
