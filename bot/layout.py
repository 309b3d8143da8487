"""From words to a channel's messages: buttons, a list or numbered lines; it never knows which channel, or a person.

Nothing is cut: what does not fit one style takes the next, and a long text becomes several parts in order. Labels that
are too long, or look alike, are written out, each with its number, and the buttons bear the numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.channels.port import Button, Limits, Part, Style
from bot.pieces import pieces
from bot.render import Choice, Rendered
from flows.core.states import NO_NUMBER

FEW = 3
"""Up to so many choices are a decision, which needs no numbers (``conversations.md`` 1, rule 7)."""


def layout(rendered: Rendered, limits: Limits) -> tuple[Part, ...]:
    """Return the messages that say it, the choices on the last; none where there is nothing to say."""
    body = rendered.text.strip()
    style, buttons, named = _carried(rendered, limits) if body else _NOT
    if not buttons:
        return tuple(map(Part, _joined(body, rendered.choices, limits.text, limits.text)))
    written = () if named and not rendered.lines else rendered.choices
    *before, last = _joined(body, written, limits.text, min(limits.text, limits.body_with_choices))
    opener = rendered.opener if style == "list" else ""
    return (*map(Part, before), Part(last, style, buttons, opener))


_Carried = tuple[Style, tuple[Button, ...], bool]
"""How choices are carried: the buttons, and whether they name their choices, which else are written out."""
_NOT: _Carried = ("text", (), True)


def _carried(rendered: Rendered, limits: Limits) -> _Carried:
    """Return the first style that takes every choice whole, else with its number alone; no buttons where none does."""
    choices = rendered.choices
    some = _buttons(choices, numbered=rendered.apart or _needs_numbers(choices))
    found = _styled(rendered, limits, some, _buttons(choices, numbered=True))
    if found[1]:
        return found
    alone = tuple(replace(button, label=str(button.number)) if button.number else button for button in some)
    style, buttons, _ = _styled(rendered, limits, alone, alone)
    return (style, buttons, False) if buttons else _NOT


def _styled(rendered: Rendered, limits: Limits, some: tuple[Button, ...], many: tuple[Button, ...]) -> _Carried:
    """Return the first style that takes ``some`` as buttons, or ``many`` as a list."""
    if len(some) <= limits.buttons and _fits(some, limits.button_label, limits.payload_bytes):
        return "buttons", some, True
    opens = 0 < len(rendered.opener) <= limits.button_label
    if opens and len(many) <= limits.rows and _fits(many, limits.row_label, limits.payload_bytes):
        return "list", many, True
    return _NOT


def _needs_numbers(choices: Sequence[Choice]) -> bool:
    """Tell whether who answers with a digit must see it: many choices, or numbers that are not their places."""
    numbers = [choice.number for choice in choices if choice.number != NO_NUMBER]
    return len(choices) > FEW or numbers != list(range(1, len(numbers) + 1))


def _buttons(choices: Iterable[Choice], *, numbered: bool) -> tuple[Button, ...]:
    return tuple(
        Button(choice.payload, _label(choice, " ") if numbered else choice.label, choice.number) for choice in choices
    )


def _label(choice: Choice, after: str) -> str:
    return choice.label if choice.number == NO_NUMBER else f"{choice.number}{after}{choice.label}"


def _fits(buttons: Sequence[Button], longest: int, payload_bytes: int) -> bool:
    """Tell whether a platform takes all of them: labels of one line, all different, and short payloads."""
    return len({button.label for button in buttons}) == len(buttons) and all(
        len(button.label) <= longest
        and len(button.label.strip().splitlines()) == 1
        and len(button.payload.encode()) <= payload_bytes
        for button in buttons
    )


def _joined(body: str, written: Sequence[Choice], longest: int, longest_last: int) -> list[str]:
    """Return the text in pieces, with the choices that are written out together on the last where they fit there."""
    lines = "\n".join(_label(choice, ". ") for choice in written).strip()
    *before, last = pieces(body, longest) or [""]
    whole = "\n\n".join(filter(None, (last, lines)))
    if len(whole) <= longest_last:
        return [*before, whole] if whole else before
    if not lines:
        return [*before, *pieces(last, longest_last)]
    return [*before, *filter(None, (last,)), *pieces(lines, longest_last)]
