"""Charts are the same for the same numbers, hold only what was given, and every bar says what it is."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.charts import HEIGHT, WIDTH, Bar, so_far


def _drawn(bars: list[Bar], goal: int, name: str = "Over time") -> ElementTree.Element:
    text = str(so_far(bars, goal, name, f"Target {goal}"))
    assert text == str(so_far(bars, goal, name, f"Target {goal}"))
    return ElementTree.fromstring(text)


def test_bars_stand_side_by_side_below_the_target() -> None:
    found = _drawn([Bar("01.2026", "January: 5", 5), Bar("02.2026–04.2026", "to April: 12", 12, 3)], 60)
    first, second = found.findall("rect")
    assert [one.findtext("title") for one in (first, second)] == ["January: 5", "to April: 12"]
    assert float(second.attrib["width"]) > 2.5 * float(first.attrib["width"]), "three months are three times as wide"
    assert float(second.attrib["y"]) < float(first.attrib["y"]), "more is higher"
    line = next(one for one in found.findall("line") if one.get("class") == "goal")
    assert float(line.attrib["y1"]) < float(second.attrib["y"])
    assert "Target 60" in [one.text for one in found.findall("text")]


def test_without_a_target_there_is_no_line() -> None:
    found = _drawn([Bar("01.2026", "January: 5", 5)], 0)
    assert [one for one in found.iter() if one.get("class") == "goal"] == []


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 12)), min_size=1, max_size=40), st.integers(0, 9000))
def test_everything_is_inside_the_picture(bars: list[tuple[int, int]], goal: int) -> None:
    found = _drawn([Bar("01.2026", "x", height, width) for height, width in bars], goal)
    for rect in found.findall("rect"):
        x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert width > 0
        assert height >= 0
        assert x + width <= WIDTH + 0.2
        assert y + height <= HEIGHT


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "</title><img src=x onerror=alert(1)>", "a & b"])
def test_words_are_words(words: str) -> None:
    found = _drawn([Bar(words, words, 5)], 9, words)
    assert {one.tag for one in found.iter()} == {"svg", "line", "text", "rect", "title"}
    assert found.attrib["aria-label"] == words
    assert found.find("rect").findtext("title") == words  # type: ignore[union-attr]
