"""A course's file: read, checked line by line, brought in whole or not at all, and out again without loss."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.languages import LANGUAGES, told
from bot.services import courses
from bot.services.course_preview import screens
from bot.services.staff import OPERATOR, Actor, Denied
from flows.content import course as form
from flows.content.form import COLUMNS, ContentDefect
from storage import courses as rows
from storage import tables
from storage.store import Store
from tests.flows.readers import LIMITS, READERS
from tests.meetings.guests import NOON
from tests.meetings.hall import speech

SHIPPED = courses.FOLDER / "circular.csv"
QUIZ = """lesson,part,value,en,sq,sr_Cyrl,mk,rom,reviewed
,status,live,,,,,,
,gives,,,,,,,
,title,,Quiz,Kuiz,Квиз,Квиз,,
one,question,,Which is green?,Cila është e gjelbër?,Шта је зелено?,Што е зелено?,,en
one,right,leaf,🍃 Leaf,🍃 Gjethe,🍃 Лист,🍃 Лист,,
one,wrong,stone,🧱 Stone,🧱 Gur,🧱 Камен,🧱 Камен,,
one,reason,,Leaves are green.,Gjethet janë të gjelbra.,Лишће је зелено.,Лисјата се зелени.,,
"""


def read(text: str) -> form.Course:
    """Read a file called quiz.csv."""
    return form.parse(text.encode(), "quiz", "quiz.csv")


def test_the_course_that_comes_with_drom_has_seven_lessons() -> None:
    found = courses.read_file(SHIPPED)
    assert [lesson.key for lesson in found.lessons] == ["circle", "less", "again", "repair", "sort", "share", "tell"]
    assert found.gives == form.GIFTS
    assert {choice.tip for choice in found.lessons[-1].choices} == {"ALL3", "ALL4", "ALL5", "ALL6", "ALL7"}


def test_out_and_in_again_nothing_is_lost() -> None:
    for found in (courses.read_file(SHIPPED), read(QUIZ)):
        again = form.parse(form.dump(found), found.key, "again.csv")
        assert again.lessons == found.lessons
        assert form.dump(again) == form.dump(found)


@pytest.mark.parametrize("end", [";", "\t"])
def test_what_a_spreadsheet_makes_of_it_is_read_the_same(end: str) -> None:
    assert form.parse(b"\xef\xbb\xbf" + QUIZ.replace(",", end).encode(), "quiz", "x").lessons == read(QUIZ).lessons


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",status,live", ",status,hidden", "quiz.csv:2: the status must be one of draft, live, retired"),
        (",gives,,", ",gives,money,", "quiz.csv:3: a course may give certificate, brochure, offer"),
        (",gives,,,,,,,\n", "", "quiz.csv:1: there is no line of the course whose part is gives"),
        (",title,,Quiz,Kuiz", ",title,,Quiz,", "quiz.csv:4: there are no words in sq"),
        ("one,right,leaf", "one,best,leaf", "quiz.csv:6: the part must be one of"),
        ("one,right,leaf", "one,wrong,leaf", "quiz.csv:8: the lesson one needs one right answer"),
        ("one,wrong,stone", "one,wrong,leaf", "quiz.csv:7: two answers are called leaf"),
        ("🍃 Leaf,", "Leaf,", "quiz.csv:6: 'Leaf' must begin with a pictogram"),
        ("🧱 Stone,", "🧱 Very many stones,", "quiz.csv:8: the lesson one has a label of 18 characters in en (line 7)"),
        ("one,reason", "two,reason", "quiz.csv:7: the lesson one has no reason"),
        ("Which is green?", "a b c d e f g h i j k l m", "quiz.csv:5: there are 13 words in en, at most 12"),
        ("Which is green?", "What is {x}?", "quiz.csv:5: the words in en hold a brace"),
        (",,en\n", ",,de\n", "quiz.csv:5: reviewed names de, which is no column"),
        ("one,question", "One,question", "quiz.csv:5: 'One' cannot be the name of a lesson"),
        ("lesson,part", "lesson,piece", "quiz.csv:1: the column part is missing"),
        ("Kuiz,Квиз,Квиз,,\n", "Kuiz,Квиз\n", "quiz.csv:4: there are 6 cells for 9 columns"),
        (",title,,Quiz", ",status,live,\n,title,,Quiz", "quiz.csv:4: there are 4 cells for 9 columns"),
        ("one,wrong,stone,🧱 Stone", "one,choice,stone,🧱 Stone", "quiz.csv:8: the lesson one mixes a choice"),
    ],
)
def test_one_sentence_names_the_file_the_line_and_what_is_wrong(old: str, new: str, said: str) -> None:
    assert old in QUIZ
    with pytest.raises(ContentDefect) as told:
        read(QUIZ.replace(old, new, 1))
    assert str(told.value).startswith(said), str(told.value)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'"', b"lesson\n"])
def test_what_is_no_course_at_all_is_refused_too(data: bytes) -> None:
    with pytest.raises(ContentDefect, match=r"x\.csv:1: "):
        form.parse(data, "x", "x.csv")


def test_a_picture_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quiz.csv"
    path.write_text(QUIZ.replace("one,question", "one,words,sun,A,A,А,А,,\none,question"), encoding="utf-8")
    with pytest.raises(ContentDefect, match=r"quiz\.csv:5: there is no picture 'sun'"):
        courses.read_file(path)


def test_latin_serbian_is_measured_too(tmp_path: Path) -> None:
    """It follows from the Cyrillic, of which one letter may become two."""
    path, just = tmp_path / "quiz.csv", "🍃 " + 14 * "л"
    path.write_text(QUIZ.replace("🍃 Лист,🍃 Лист", f"{just},🍃 Лист"), encoding="utf-8")
    assert len(courses.read_file(path).lessons[0].choices[0].label["sr_Cyrl"]) == 16
    path.write_text(QUIZ.replace("🍃 Лист,🍃 Лист", f"{just[:-1]}љ,🍃 Лист"), encoding="utf-8")
    with pytest.raises(ContentDefect, match=r"quiz\.csv:6: '🍃 l{13}lj', as Latin letters make it, has 17 characters"):
        courses.read_file(path)


async def test_a_broken_file_leaves_what_was_there(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "quiz.csv"

    async def load() -> None:
        found = courses.read_folder(tmp_path)
        await store.run(lambda connection: courses.load(connection, found, NOON))

    path.write_text(QUIZ, encoding="utf-8")
    await load()
    path.write_text(QUIZ.replace("one,right", "one,rigth"), encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        await load()
    assert f"{path}:6: the part must be one of" in caplog.text
    found = await store.read(rows.every)
    assert [(one.key, one.version) for one in found] == [("quiz", 1)]
    path.write_text(QUIZ.replace("Leaves are green.", "Leaves are green!"), encoding="utf-8")
    await load()
    [changed] = await store.read(rows.every)
    [lesson] = await store.read(lambda connection: rows.lessons(connection, changed.id))
    assert (changed.version, lesson.texts["reason"]["en"]) == (2, "Leaves are green!")
    assert told(lesson.texts["reason"], "sr_Latn") == "Lišće je zeleno."


async def test_what_staff_brought_in_stays_after_a_start(store: Store) -> None:
    def work(connection: Connection) -> None:
        courses.load(connection, [read(QUIZ)], NOON)
        courses.put(connection, OPERATOR, read(QUIZ.replace(",status,live", ",status,retired")), NOON)
        courses.load(connection, [read(QUIZ)], NOON)
        [found] = rows.every(connection)
        assert (found.status, found.loaded_by, found.version) == ("retired", "operator", 2)

    await store.run(work)


async def test_a_lesson_that_is_gone_is_retired_and_not_deleted(store: Store) -> None:
    second = QUIZ.replace("one,", "two,").partition("Квиз,Квиз,,\n")[2]

    def work(connection: Connection) -> None:
        courses.put(connection, OPERATOR, read(QUIZ + second), NOON)
        courses.put(connection, OPERATOR, read(QUIZ), NOON)
        found = connection.execute(tables.lesson.select().order_by(tables.lesson.c.id)).all()
        assert [(one.key, one.status) for one in found] == [("one", "live"), ("two", "retired")]

    await store.run(work)


async def test_a_question_reads_its_course_once_and_never_its_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    by_key = rows.by_key

    def noted(connection: Connection, key: str) -> rows.Course | None:
        asked.append(key)
        return by_key(connection, key)

    def work(connection: Connection) -> None:
        courses.load(connection, [read(QUIZ)], NOON)
        monkeypatch.setattr(rows, "by_key", noted)
        here, gone = (
            ("quiz.title", "quiz.one.question", "quiz.one.leaf"),
            ("quiz.one.twig", "quiz.two.leaf", "no.title"),
        )
        found = courses.texts_of(connection, [f"{courses.CONTENT}{name}" for name in (*here, *gone)])
        assert [found[f"lesson.{name}"]["en"] for name in here] == ["Quiz", "Which is green?", "🍃 Leaf"]
        assert len(found) == 3
        assert sorted(asked) == ["no", "quiz"]

    await store.run(work)
    assert "source" not in rows.Course.__slots__


async def test_whoever_has_no_right_changes_no_course(store: Store) -> None:
    def work(connection: Connection) -> None:
        with pytest.raises(Denied):
            courses.put(connection, Actor("somebody"), read(QUIZ), NOON)

    await store.run(work)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_course_fits_both_messengers(language: str) -> None:
    found = courses.read_file(SHIPPED)
    for reader in (reader for reader in READERS if reader.language == language):
        for channel in ("telegram", "whatsapp"):
            lines = list(screens(found, speech(), language, reader.country, channel))
            assert len(lines) == 46
            assert not any("{" in line for line in lines)
            assert all(len(line) <= LIMITS[channel].text for line in lines)


def test_how_far_it_is_translated_is_told_truly() -> None:
    found = courses.review(courses.read_file(SHIPPED))
    print(f"course: {found.texts} texts, Romani {found.there['rom']}")
    assert all(found.there[language] == found.texts for language in COLUMNS if language != "rom")
    assert set(found.confirmed.values()) == {0}
