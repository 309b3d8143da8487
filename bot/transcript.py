"""A conversation as a text that people read and a test replays; it never knows a flow, a database or a vendor.

    transcript 1
    # Sample people: nobody here is real.
    start: 2027-03-01 09:00 UTC
    phone: Ana, sim-telegram, sq

    Ana:
      | Hello

    Drom to Ana:
      | Choose your language 🗣️
      [Shqip] registration.language.sq

    Ana:
      press sq

    Later: 1 day 2 hours

With a line ``speaks: yes`` above Drom speaks and shows cards: what a voice says and what stands on a card is compared.
With ``speaks: left out``, which a demo with a voice writes, it does so too, but neither is written down: whether a note
was ready is chance, what Drom asks because it has a voice is not.
A line ``| ...`` is a line of a message's text. What else stands under a person is one of ``ACTS``; what stands under
Drom is compared word for word, and never interpreted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ACTS = ("press", "voice", "photo", "document", "location", "contact", "block", "unblock")
"""What a person can do beside writing: ``press VALUE``, ``voice SECONDS s``, ``location LATITUDE LONGITUDE``, ..."""

FIRST_LINE = "transcript 1"
SAMPLE = "# Sample people: nobody here is real."
_SPEAKS = "speaks: "
ALOUD, LEFT_OUT = "yes", "left out"
"""What may stand under ``speaks``: what a voice says is written down, or left out."""
_START = "%Y-%m-%d %H:%M UTC"
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60}
_LATER = re.compile(r"(?:(\d+) days?)? ?(?:(\d+) hours?)? ?(?:(\d+) minutes?)?")
_SPECIAL = re.compile("[\\\\\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


class BadTranscript(Exception):
    """A text is no transcript; the message names the line."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody who takes part: their name, their simulated messenger and what ``storage.phones`` calls a hint."""

    name: str
    channel: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did: one of ``ACTS`` with its ``detail``, or (empty ``kind``) wrote ``text``."""

    name: str
    kind: str = ""
    detail: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of Drom to a person, as the lines that are compared."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """Time went by: whole minutes, at least one."""

    by: timedelta


Step = Act | Heard | Later


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who, from when on, and what happened, in order.

    ``start`` is a whole minute in UTC; ``speaks`` is empty where Drom has no voice, else ``ALOUD`` or ``LEFT_OUT``.
    """

    start: datetime
    cast: tuple[Cast, ...]
    steps: tuple[Step, ...]
    speaks: str = ""


def quote(text: str) -> tuple[str, ...]:
    """Return a message's text as lines of a transcript; line breaks but the usual one are written as ``\\u2028``."""
    shown = _SPECIAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return tuple(f"| {line}" if line else "|" for line in shown.split("\n"))


def _unquote(lines: Sequence[str]) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "\n".join(line[2:] for line in lines))


def dump(transcript: Transcript) -> str:
    """Return the text of a transcript; ``load`` reads it back."""
    head = [FIRST_LINE, SAMPLE, f"start: {transcript.start.astimezone(UTC).strftime(_START)}"]
    head += [f"{_SPEAKS}{transcript.speaks}"] if transcript.speaks else []
    head += ["phone: " + ", ".join(filter(None, (who.name, who.channel, who.hint))) for who in transcript.cast]
    blocks = ["\n".join(head)]
    for step in transcript.steps:
        match step:
            case Later(by):
                blocks.append(f"Later: {_spoken(by)}")
            case Heard(name, lines):
                blocks.append(_block(f"Drom to {name}:", lines))
            case Act():
                blocks.append(_block(f"{step.name}:", _act_lines(step)))
    return "\n\n".join(blocks) + "\n"


def _block(head: str, lines: Sequence[str]) -> str:
    return "\n".join([head, *(f"  {line}" for line in lines)])


def _act_lines(act: Act) -> tuple[str, ...]:
    done = (f"{act.kind} {act.detail}".rstrip(),) if act.kind else ()
    return done + (quote(act.text) if act.text or not act.kind else ())


def _spoken(by: timedelta) -> str:
    left, words = int(by.total_seconds()), []
    for unit, seconds in _UNITS.items():
        count, left = divmod(left, seconds)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words)


def load(text: str) -> Transcript:
    """Read a transcript; raises BadTranscript."""
    lines = text.split("\n")
    if lines[0] != FIRST_LINE:
        raise BadTranscript(f'line 1: a transcript begins with "{FIRST_LINE}"')
    start, cast, speaks = _head(lines)
    heads: dict[str, tuple[type[Act] | type[Heard], str]] = {f"{who.name}:": (Act, who.name) for who in cast}
    heads |= {f"Drom to {who.name}:": (Heard, who.name) for who in cast}
    if len(heads) != 2 * len(cast):
        raise BadTranscript("two people have one name")
    steps: list[Step] = []
    for number, head, body in _blocks(lines):
        if head.startswith("Later: "):
            steps.append(Later(_span(number, head.removeprefix("Later: "))))
        elif head in heads:
            kind, name = heads[head]
            steps.append(Heard(name, body) if kind is Heard else _act(number, name, body))
        else:
            raise BadTranscript(f"line {number}: nobody is called {head.removesuffix(':')!r}")
    return Transcript(start, cast, tuple(steps), speaks)


def _head(lines: Sequence[str]) -> tuple[datetime, tuple[Cast, ...], str]:
    start: datetime | None = None
    speaks = ""
    cast = []
    for number, line in enumerate(lines, 1):
        if line.startswith("start: "):
            try:
                start = datetime.strptime(line.removeprefix("start: "), _START).replace(tzinfo=UTC)
            except ValueError:
                raise BadTranscript(f'line {number}: write the start as "2027-03-01 09:00 UTC"') from None
        elif line.startswith("phone: "):
            parts = line.removeprefix("phone: ").split(", ")
            if len(parts) not in {2, 3}:
                raise BadTranscript(f'line {number}: write a phone as "phone: Ana, sim-telegram, sq"')
            cast.append(Cast(*parts))
        elif line.startswith(_SPEAKS):
            speaks = line.removeprefix(_SPEAKS)
            if speaks not in {ALOUD, LEFT_OUT}:
                raise BadTranscript(f'line {number}: write "{_SPEAKS}{ALOUD}" or "{_SPEAKS}{LEFT_OUT}"')
    if start is None or not cast:
        raise BadTranscript('a transcript needs "start: ..." and "phone: ..."')
    return start, tuple(cast), speaks


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Give each step's line number, first line and indented lines."""
    head, at = "", 0
    body: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("  ") and head:
            body.append(line[2:])
        elif line and not line.startswith(("#", "start: ", "phone: ", _SPEAKS)) and number > 1:
            if head:
                yield at, head, tuple(body)
            head, at, body = line, number, []
    if head:
        yield at, head, tuple(body)


def _act(number: int, name: str, body: Sequence[str]) -> Act:
    text = _unquote([line for line in body if line.startswith("|")])
    done = [line for line in body if not line.startswith("|")]
    if not done:
        return Act(name, text=text)
    kind, _, detail = done[0].partition(" ")
    if len(done) > 1 or kind not in ACTS:
        raise BadTranscript(f"line {number}: a person does one of {', '.join(ACTS)}, or writes")
    return Act(name, kind, detail, text)


def _span(number: int, words: str) -> timedelta:
    found = _LATER.fullmatch(words)
    by = timedelta()
    if found:
        days, hours, minutes = (int(count or 0) for count in found.groups())
        by = timedelta(days=days, hours=hours, minutes=minutes)
    if by <= timedelta():
        raise BadTranscript(f'line {number}: write a time as "1 day 2 hours 5 minutes"')
    return by
