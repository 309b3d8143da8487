"""What it costs to understand one message on a screen of ten options; printed (``pytest -s``), not judged."""

from collections.abc import Callable
from timeit import timeit

import pytest

from bot.channels.port import Inbound
from flows.core.values import Answer, Command, Said
from tests.understand.speech import WORK, choice, means, tapped, typed

TIMES = 2000

CASES: list[tuple[str, Inbound, Answer]] = [
    ("tap", tapped("work.ask.hair@3"), choice(WORK, "hair")),
    ("digit", typed("3"), choice(WORK, "hair")),
    ("keycap", typed("3️⃣"), choice(WORK, "hair")),
    ("own label", typed("Hair, beauty"), choice(WORK, "hair")),
    ("Cyrillic label", typed("Коса, лепота"), choice(WORK, "hair")),
    ("pictogram", typed("💇🏽"), choice(WORK, "hair")),
    ("number word", typed("četiri"), choice(WORK, "scrap")),
    ("beginning", typed("transp"), choice(WORK, "transport")),
    ("command", typed("ndihmë"), Command("help")),
    ("near miss", typed("transpotr"), choice(WORK, "transport")),
    ("sentence", typed(sentence := "My neighbour has no papers for the van, what now?"), Said(sentence)),
    ("short nonsense", typed("qwertz"), Said("qwertz")),
    ("huge text", typed(huge := "lorem ipsum " * 10_000), Said(huge)),
]


@pytest.mark.parametrize(("name", "message", "answer"), CASES, ids=[case[0] for case in CASES])
def test_what_one_message_costs(name: str, message: Inbound, answer: Answer) -> None:
    assert means(message, WORK) == answer
    understand: Callable[[], Answer] = lambda: means(message, WORK)  # noqa: E731 - what is measured
    micros = min(timeit(understand, number=TIMES // 5) for _ in range(5)) / (TIMES // 5) * 1e6
    print(f"{name:>16}: {micros:7.1f} µs")
