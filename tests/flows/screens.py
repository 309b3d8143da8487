"""Every different screen of Drom, and what is wrong with one in a reader's words on a channel."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.catalog import BUTTONS
from bot.channels.port import Limits, Part
from bot.layout import layout
from bot.lint import LABEL_LENGTH, WORDS_IN_PROMPT, longest
from bot.render import Rendered, render
from flows import BOOK
from flows.core.asides import ASIDES
from flows.core.explore import VARIABLE, Found
from flows.core.parsers import NAME_LENGTH
from flows.core.screens import aside, pages, screen
from flows.core.session import Frame
from flows.core.states import Do, Pick
from flows.core.values import Reply
from tests.flows.readers import WORDS, Reader, real_offers

LONG = "Đ" * NAME_LENGTH
"""The longest name that anybody may give."""
PAYLOAD = 64


def different(found: Found) -> tuple[Reply, ...]:
    """Return every reply of a walk once, told apart by what a reader would see; answers as long as they may be."""
    replies = [reply for _, _, step in found.steps for reply in step.replies]
    seen = {(reply.key, reply.say, reply.options, reply.lines, _filled(reply)): reply for reply in replies}
    return tuple(replace(reply, values=dict.fromkeys(reply.values, LONG)) for reply in seen.values())


def _filled(reply: Reply) -> tuple[str, ...]:
    """Name the values that a reply has for its variables: nothing else of an answer shows."""
    return tuple(sorted(set(VARIABLE.findall(reply.say)) & set(reply.values)))


def asides() -> Iterator[Reply]:
    """Yield everything that may be said in any state."""
    for name, words in ASIDES.items():
        yield replace(aside(name), values=dict.fromkeys(VARIABLE.findall(words), LONG))


def real_picks() -> Iterator[Reply]:
    """Yield every page of every Pick with the sample programme's countries, towns and trades."""
    lists = real_offers()
    for flow in BOOK.pages:
        for state in flow.states:
            if isinstance(state, Pick):
                source = flow.by_name[flow.offered_by[state.name]]
                assert isinstance(source, Do)
                for offers in lists[source.action]:
                    told = dict.fromkeys(VARIABLE.findall(state.say), LONG)
                    frame = Frame(flow.name, flow.version, state.name, answers=told, offers=offers)
                    yield from (screen(BOOK, replace(frame, page=page)) for page in range(pages(state, frame)))


def unsaid(reply: Reply, reader: Reader) -> Iterator[str]:
    """Name the words of a reply that the reader would not get in a language meant for them."""
    keys = [reply.key, *(option.key for option in reply.options if option.key)]
    for key in keys:
        hit = WORDS.find(key, reader.language, reader.country)
        if hit is None or hit[1] not in reader.may_read():
            yield f"{reader.language}: {key} is said in {hit[1] if hit else 'nothing'}"


def too_long(reply: Reply, reader: Reader) -> Iterator[str]:
    """Name a prompt of too many words and labels of too many characters."""
    said = WORDS.text(reply.key, reply.say, reader.language, reader.country)
    flow = BOOK.flows.get(reply.key.partition(".")[0])
    if longest(said) > WORDS_IN_PROMPT and not (flow and flow.signed):
        yield f"{reader.language} {reply.key}: {longest(said)} words"
    kind = "row" if len(reply.options) > BUTTONS else "label"
    for option in reply.options:
        label = WORDS.text(option.key, option.label, reader.language, reader.country)
        if len(label) > LABEL_LENGTH[kind]:
            yield f"{reader.language} {option.key}: {label} has {len(label)} characters"


def rendered(reply: Reply, reader: Reader) -> Rendered:
    """Return a reply in the reader's words."""
    return render(reply, WORDS, reader.language, reader.country, {"organisation": reader.organisation()})


def misfits(shown: Rendered, limits: Limits) -> Iterator[str]:
    """Name what a channel would cut, drop or refuse, or what would stand in a second message."""
    parts = layout(shown, limits)
    if len(parts) != 1:
        yield f"{shown.key}: {len(parts)} messages"
    said = " ".join(part.text for part in parts).split()
    if said[: len(shown.text.split())] != shown.text.split() or "{" in shown.text:
        yield f"{shown.key}: words are missing"
    carried = [button.payload for part in parts for button in part.buttons]
    written = "\n".join(part.text for part in parts).splitlines()
    for choice in shown.choices:
        line = f"{choice.number}. {choice.label}" if choice.number else choice.label
        if choice.payload not in carried and line not in written:
            yield f"{shown.key}: {choice.label} is missing"
    if carried and carried != [choice.payload for choice in shown.choices]:
        yield f"{shown.key}: choices are in another order"
    yield from (f"{shown.key}: {text}" for part in parts for text in _oversized(part, limits))


def _oversized(part: Part, limits: Limits) -> Iterable[str]:
    if not part.text.strip():
        yield "nothing is said"
    if len(part.text) > (limits.body_with_choices if part.buttons else limits.text):
        yield f"{len(part.text)} characters"
    if len(part.buttons) > (limits.rows if part.style == "list" else limits.buttons):
        yield f"{len(part.buttons)} choices"
    longest = limits.row_label if part.style == "list" else limits.button_label
    for button in part.buttons:
        if not 0 < len(button.label) <= longest:
            yield f"{button.label!r} has {len(button.label)} characters"
        if len(button.payload.encode()) > min(PAYLOAD, limits.payload_bytes):
            yield f"{button.payload} is too long"
