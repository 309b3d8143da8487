"""`drom pictures build`: how far it is, what there is at its end, and what could not be drawn."""

from pathlib import Path

import pytest

from bot.commands import pictures as commands
from bot.picture_cards import PictureCard
from bot.picture_files import path_of

SIGNS = ("📅", "🌱", "🎓", "❓", "🙋")


class Context:
    """A command's context: the real data."""

    obj = False


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, tuple[PictureCard, str]]:
    """Make the command know five cards and tell after every second one; return the cards, which a test may change."""
    found = {card.name: (card, "en menu.member") for sign in SIGNS if (card := PictureCard(((1, sign, "Word"),)))}
    monkeypatch.setattr(commands, "every_card", lambda *_: found)
    monkeypatch.setattr(commands, "EVERY", 2)
    monkeypatch.setenv("DROM_DATA_DIR", str(tmp_path))
    return found


def test_it_tells_how_far_it_is_and_what_there_is_in_the_end(
    cards: dict[str, tuple[PictureCard, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.build(Context())  # type: ignore[arg-type]
    first, second, end = capsys.readouterr().out.splitlines()
    assert (first, second) == ("2 of 5 …", "4 of 5 …")
    assert end.startswith("5 cards in ")
    assert "5 of them new" in end
    assert all(path_of(tmp_path / "pictures", name).is_file() for name in cards)
    commands.build(Context())  # type: ignore[arg-type]
    assert "0 of them new" in capsys.readouterr().out


def test_what_cannot_be_drawn_is_told_with_its_screen(
    cards: dict[str, tuple[PictureCard, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    odd = PictureCard(((1, "📅", "日本"),))
    cards[odd.name] = (odd, "en ask.topic")
    with pytest.raises(SystemExit) as ended:
        commands.build(Context())  # type: ignore[arg-type]
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert told.err.startswith("en ask.topic: the font has no 日 本")
    assert "5 cards in " in told.out
