"""The commands about tips: a sheet is checked, brought in whole or not at all, taken out as it was, and looked at."""

from pathlib import Path

import pytest

from bot.services.tip_content import FILE
from tests.process.programs import Done, Teller, database

pytestmark = pytest.mark.process


@pytest.fixture
def made(teller: Teller, polling: dict[str, str]) -> dict[str, str]:
    """Return settings that lead to a database without tips."""
    assert teller.run(polling, "migrate").code == 0
    return polling


def test_in_and_out_without_loss(teller: Teller, made: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert teller.run(made, "tips", "import", str(FILE)) == Done(0, "43 new, 0 changed, 0 as before.\n", "")
    assert teller.run(made, "tips", "export", str(out)) == Done(0, f"The tips are in {out}.\n", "")
    assert out.read_bytes() == FILE.read_bytes()
    some = FILE.read_bytes().replace(b"LED.", b"LED lamps.", 1)
    out.write_bytes(b"\r\n".join(some.split(b"\r\n")[:3]) + b"\r\n")
    told = teller.run(made, "tips", "import", str(out)).out
    assert told == (
        "0 new, 1 changed, 1 as before.\n"
        "41 more that the file does not name stay as they are; retire one by its status.\n"
    )


def test_a_broken_sheet_changes_nothing(teller: Teller, made: dict[str, str], tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.csv", tmp_path / "out.csv"
    assert teller.run(made, "tips", "import", str(FILE)).code == 0
    broken.write_bytes(FILE.read_bytes().replace(b"LED.", b"LED lamps.", 1).replace(b",live,hair,", b",life,hair,", 1))
    line = next(at for at, text in enumerate(broken.read_text(encoding="utf-8").splitlines(), 1) if ",life," in text)
    for command in ("import", "check"):
        told = teller.run(made, "tips", command, str(broken))
        why = f"{broken}:{line}: the status must be one of draft, live, retired, it is 'life'\n"
        assert told == Done(1, "", why)
    assert teller.run(made, "tips", "export", str(out)).code == 0
    assert out.read_bytes() == FILE.read_bytes()
    assert teller.run(made, "tips", "check", str(tmp_path / "none.csv")).err == (
        f"No such file or directory: {tmp_path / 'none.csv'}.\n"
    )


def test_what_drom_comes_with_is_told_and_shown(teller: Teller, made: dict[str, str]) -> None:
    told = teller.run(made, "tips", "check").out.splitlines()
    assert told[:2] == ["43 tips: 43 live", "en: 43 written, 0 drafts"]
    shown = teller.run(made, "tips", "check", "--preview", "CAF1", "--language", "sq", "--country", "AL").out
    screen = "  🍲 Gatuaj me kapak. Mbaje flakën më të vogël se tenxherja.\n  A do ta provosh?\n"
    assert shown.startswith(f"telegram:\n{screen}  [💪 Do ta provoj]\n")
    assert f"whatsapp:\n{screen}" in shown
    assert teller.run(made, "tips", "check", "--preview", "CAF9").err == f"There is no tip CAF9 in {FILE}.\n"
    assert "choose of en, sq" in teller.run(made, "tips", "check", "--preview", "CAF1", "--language", "fr").err


def test_nothing_was_seen_yet(teller: Teller, made: dict[str, str]) -> None:
    assert teller.run(made, "tips", "count").out == f"No tip was seen. The database is {database(made)}.\n"
