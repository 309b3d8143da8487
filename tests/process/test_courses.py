"""Courses as an operator brings them in, looks at them and counts them; a certificate that is none."""

from pathlib import Path

import pytest

from bot.services.courses import FOLDER
from tests.courses.test_course_content import QUIZ
from tests.process.programs import Done, Teller

pytestmark = pytest.mark.process


def test_a_course_goes_in_and_comes_out_the_same(teller: Teller, common: dict[str, str], tmp_path: Path) -> None:
    assert teller.run(common, "migrate").code == 0
    file = tmp_path / "quiz.csv"
    file.write_text(QUIZ, encoding="utf-8")
    told = teller.run(common, "courses", "import", str(file))
    assert (told.code, told.out) == (0, "The course quiz has 1 lesson and is live.\n"), told
    out = tmp_path / "out" / "quiz.csv"
    out.parent.mkdir()
    assert teller.run(common, "courses", "export", str(out)).code == 0
    first = out.read_bytes()
    assert teller.run(common, "courses", "import", str(out)).code == 0
    assert teller.run(common, "courses", "export", str(out)).code == 0
    assert out.read_bytes() == first
    listed = teller.run(common, "courses", "list").out
    assert listed == "quiz  live  version 2  en 5/5  sq 5/5  sr_Cyrl 5/5  mk 5/5  rom 0/5  15 drafts\n"
    assert teller.run(common, "courses", "count").out.startswith("Nobody has begun a course.")


def test_a_title_that_another_course_has_is_told_with_file_and_line(
    teller: Teller, common: dict[str, str], tmp_path: Path
) -> None:
    assert teller.run(common, "migrate").code == 0
    first, second = tmp_path / "quiz.csv", tmp_path / "other.csv"
    first.write_text(QUIZ, encoding="utf-8")
    second.write_text(QUIZ.replace(",title,,Quiz,Kuiz", ",title,,QUIZ,Tjetër"), encoding="utf-8")
    for _ in range(2):
        assert teller.run(common, "courses", "import", str(first)).err == ""
    told = teller.run(common, "courses", "import", str(second))
    assert told == Done(
        0,
        "The course other has 1 lesson and is live.\n",
        f"{second}:4: the course quiz has the same title in en, sr_Cyrl, mk: nobody can tell them apart.\n",
    )


def test_a_broken_course_is_named_by_file_and_line(teller: Teller, common: dict[str, str], tmp_path: Path) -> None:
    assert teller.run(common, "migrate").code == 0
    file = tmp_path / "quiz.csv"
    file.write_text(QUIZ.replace("one,right", "one,rigth"), encoding="utf-8")
    told = teller.run(common, "courses", "import", str(file))
    assert told.code == 1
    assert told.err.startswith(f"{file}:6: the part must be one of")
    assert teller.run(common, "courses", "list").out.startswith("There is no course.")


def test_a_course_is_seen_as_on_both_phones(teller: Teller, common: dict[str, str]) -> None:
    told = teller.run(common, "courses", "preview", str(FOLDER / "circular.csv"), "--language", "sr_Latn")
    assert told.code == 0
    assert "Jakna sa pokvarenim rajsferšlusom. Šta prvo?" in told.out
    assert "  [🔧 Popravi]" in told.out
    assert told.out.startswith("telegram:\n")
    assert "\nwhatsapp:\n" in told.out


def test_a_number_that_is_none_is_told_so(teller: Teller, common: dict[str, str]) -> None:
    assert teller.run(common, "migrate").code == 0
    told = teller.run(common, "certificates", "find", "00001-0000")
    assert (told.code, told.err) == (1, "There is no certificate 00001-0000.\n")
