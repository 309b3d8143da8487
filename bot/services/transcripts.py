"""Turns what happened on simulated phones into a transcript, and finds what a transcript presses; it sends nothing.

Voice notes and picture cards that Drom makes beside its words are left out unless it is told what they say: whether
they are ready is chance. That Drom has a voice is written down, for it asks newcomers how it shall talk then.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.channels.port import Part
from bot.picture_cards import KIND
from bot.services.phones import choices
from bot.transcript import ALOUD, LEFT_OUT, Act, Cast, Heard, Later, Step, Transcript, quote
from bot.voices.orders import SAY, TELL
from storage.phones import Bubble, Phone

PAUSE = timedelta(minutes=5)
"""A shorter silence is not written down: nothing in Drom depends on it, and reading would get harder."""

BESIDE = tuple(f"{kind}:" for kind in (SAY, TELL, KIND))
"""How the names begin of what is made beside words."""
_UNSAFE = re.compile(r"[^\w .'-]+")
_KINDS = {"blocked": "block", "unblocked": "unblock"}

Said = Callable[[str], str]
"""Gives what is written for the name of a file: the words of a voice note, say."""


def record(
    people: Sequence[Phone], bubbles: Sequence[Bubble], now: datetime, said: Said | None = None, *, speaks: bool = False
) -> Transcript:
    """Return the transcript of some phones; ``bubbles`` are all of theirs, oldest first, ``now`` stands in for none.

    ``said`` gives what is written for the name of a file: the words of a voice note, say. ``speaks``: Drom has a voice.
    """
    names = _names(people)
    start = (bubbles[0].at if bubbles else now).astimezone(UTC).replace(second=0, microsecond=0)
    cast = tuple(Cast(names[each.id], each.channel, each.hint) for each in people)
    how = "" if not speaks else ALOUD if said else LEFT_OUT
    told = [each for each in bubbles if said or each.mine or lines_of(_words_of(each)) != quote("")]
    return Transcript(start, cast, tuple(_steps(told, names, start, said)), how)


def _names(people: Sequence[Phone]) -> dict[int, str]:
    """Return a name of its own for each phone, of letters that a transcript can hold."""
    names: dict[int, str] = {}
    for each in people:
        name = " ".join(_UNSAFE.sub(" ", each.name).split()) or "Somebody"
        names[each.id] = f"{name} {each.id}" if name in names.values() else name
    return names


def _steps(bubbles: Sequence[Bubble], names: dict[int, str], clock: datetime, said: Said | None) -> Iterator[Step]:
    for index, bubble in enumerate(bubbles):
        if bubble.at - clock >= PAUSE:
            by = timedelta(minutes=(bubble.at - clock) // timedelta(minutes=1))
            clock += by
            yield Later(by)
        if bubble.mine:
            yield _act(names[bubble.phone_id], bubble, bubbles[:index])
        else:
            yield Heard(names[bubble.phone_id], _lines(bubble, said))


def _lines(bubble: Bubble, said: Said | None) -> tuple[str, ...]:
    return lines_of(Part.from_json(bubble.body), said) if said else lines_of(_words_of(bubble))


def _words_of(bubble: Bubble) -> Part:
    """Return a message of Drom without what is made beside its words: whether a note is ready in time is chance."""
    part = Part.from_json(bubble.body)
    voice, picture = ("" if name.startswith(BESIDE) else name for name in (part.voice, part.picture))
    return replace(part, voice=voice, picture=picture, spoken=part.spoken and bool(voice))


def _act(name: str, bubble: Bubble, before: Sequence[Bubble]) -> Act:
    body, text = bubble.body, bubble.body.get("text", "")
    match bubble.kind:
        case "text":
            return Act(name, text=text)
        case "tap":
            seen = [each for each in before if each.phone_id == bubble.phone_id]
            return Act(name, "press", _token(body["payload"], seen))
        case "voice":
            return Act(name, "voice", f"{body['seconds']:.0f} s", text)
        case "location":
            return Act(name, "location", f"{body['latitude']} {body['longitude']}")
        case "contact":
            return Act(name, "contact")
        case kind:
            return Act(name, _KINDS.get(kind, kind), text=text)


def lines_of(part: Part, said: Said = str) -> tuple[str, ...]:
    """Return a message of Drom as a transcript holds it: text, media, then what can be pressed."""
    lines = list(quote(part.text))
    lines += ["only heard"] if part.spoken else []
    lines += [f"{kind} {said(value)}" for kind in ("voice", "picture", "document") if (value := getattr(part, kind))]
    if part.style == "list":
        lines.append(f"list {part.opener}")
    elif part.style == "text" and part.buttons:
        lines.append("written out")
    return (*lines, *(f"[{button.label}] {_identity(button.payload)}" for button in part.buttons))


def find_choice(bubbles: Sequence[Bubble], token: str) -> tuple[int, str] | None:
    """Return message and payload of the newest choice that is called ``token``: its payload, identity or value."""
    for bubble in reversed(bubbles):
        for payload in choices(bubble):
            if token in {payload, _identity(payload), _value(payload)}:
                return bubble.id, payload
    return None


def _token(payload: str, seen: Sequence[Bubble]) -> str:
    """Return the shortest name that finds this choice again."""
    for token in (_value(payload), _identity(payload)):
        found = find_choice(seen, token)
        if found is not None and found[1] == payload:
            return token
    return payload


def _identity(payload: str) -> str:
    """Return a payload without its version: a flow that grows does not change what was chosen."""
    return payload.rpartition("@")[0] or payload


def _value(payload: str) -> str:
    return re.split(r"[.:]", _identity(payload))[-1]
