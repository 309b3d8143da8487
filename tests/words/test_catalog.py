"""Words: look-ups, chains and overlays."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import pofile
from bot.catalog import Words, load, path_of
from bot.languages import LANGUAGES
from bot.pofile import Entry
from bot.vocabulary_words import WORDS, alternatives

SMALL = Words(
    {
        "en": {"a.b": "Hello", "a.c": "Bye"},
        "sq": {"a.b": "Përshëndetje"},
        "sr_Cyrl": {"a.b": "Здраво"},
        "sr_Latn": {"a.b": "Zdravo"},
        "mk": {"a.b": "Здраво"},
        "rom": {"a.b": ""},
    }
)


@pytest.mark.parametrize(
    ("country", "expected"),
    [("AL", ("Përshëndetje", "sq")), ("RS", ("Zdravo", "sr_Latn")), ("MK", ("Здраво", "mk")), ("DK", ("Hello", "en"))],
)
def test_a_romani_reader_gets_the_country_s_words(country: str, expected: tuple[str, str]) -> None:
    assert SMALL.find("a.b", "rom", country) == expected
    assert SMALL.text("a.b", "Hello", "rom", country) == expected[0]


def test_the_end_of_every_chain_is_english() -> None:
    assert SMALL.find("a.c", "sq") == ("Bye", "en")
    assert SMALL.text("a.d", "New words", "sq") == "New words"
    assert SMALL.find("a.d", "sq") is None
    assert SMALL.text("a.b", "Hello", "unknown") == "Hello"


def test_an_overlay_stands_over_the_words_and_leaves_them_unchanged() -> None:
    over = SMALL.with_overlay({"a.b": {"sq": "Tungjatjeta"}, "programme.town.nis": {"sr_Latn": "Niš", "en": "Nish"}})
    assert over.text("a.b", "Hello", "sq") == "Tungjatjeta"
    assert over.find("programme.town.nis", "sr_Cyrl") == ("Niš", "sr_Latn")
    assert over.find("programme.town.nis", "mk") == ("Nish", "en")
    assert SMALL.text("a.b", "Hello", "sq") == "Përshëndetje"


def test_an_overlay_in_a_strange_language_is_refused() -> None:
    with pytest.raises(KeyError):
        SMALL.with_overlay({"a.b": {"de": "Hallo"}})


def test_stale_words_are_not_said(tmp_path: Path) -> None:
    entries = [Entry("a.b", "Hello", "Tung"), Entry("a.c", "Bye for now", "Mirupafshim", stale=True)]
    pofile.write(path_of("sq", tmp_path), {"Language": "sq"}, entries)
    words = load(tmp_path)
    assert words.find("a.b", "sq") == ("Tung", "sq")
    assert words.find("a.c", "sq") is None


def test_a_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    entries = [
        Entry("a.b", 'Say "yes"\nor\tno \\ {name} 👍', "Thuaj «po»", ("draft", "seen by a reader"), ("a note",)),
        Entry("a.c", "Same English", "", ("chain",)),
        Entry("a.d", "Same English", "Tjetër", stale=True),
    ]
    pofile.write(tmp_path / "x.po", {"Language": "sq"}, entries)
    assert list(pofile.read(tmp_path / "x.po").values()) == entries
    assert [entry.chained for entry in entries] == [False, True, False]
    assert [entry.draft for entry in entries] == [True, False, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_read_as_babel_reads_it(language: str) -> None:
    with path_of(language).open("rb") as file:
        found = read_po(file, ignore_obsolete=True, abort_invalid=True)
    assert [
        Entry(str(one.context), str(one.id), str(one.string), (*one.user_comments,), (*one.auto_comments,), one.fuzzy)
        for one in found
        if one.id
    ] == list(pofile.read(path_of(language)).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_of_ours_is_read_the_quick_way_and_no_otherwise(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(language)
    slowly = list(pofile._entries(path, path.read_text("utf-8-sig")))
    monkeypatch.delattr(pofile, "_entries")
    quickly = list(pofile.read(path).values())
    assert quickly == slowly
    assert [entry.line for entry in quickly] == [entry.line for entry in slowly]


def test_what_other_editors_write_is_read_too(tmp_path: Path) -> None:
    lines = (
        *('\ufeffmsgid ""', 'msgstr ""', '"Language: sq\\n"', "#. a note", "#: flows/a.py:7", "#, fuzzy, c-format"),
        *('#| msgid "Hallo"', 'msgctxt "a.b"', 'msgid ""', '"Hello "', '"you"', 'msgstr "Tung "', '"ty"', "# draft"),
        *('msgctxt "a.c"', 'msgid "Bye"', 'msgstr ""', '#~ msgctxt "a.d"', '#~ msgid "Gone"', '#~ msgstr "Shkoi"'),
    )
    (tmp_path / "x.po").write_bytes("\r\n".join(lines).encode())
    first, second = pofile.read(tmp_path / "x.po").values()
    assert first == Entry("a.b", "Hello you", "Tung ty", (), ("a note",), stale=True)
    assert second == Entry("a.c", "Bye", "", ("draft",))
    assert (first.line, second.line) == (12, 17)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "Hello"\nmsgstr "Tung"\n', 2),
        ('msgctxt "a.b"\nmsgid "Hello"\nmsgstr "Tung\n', 3),
        ('msgctxt "a.b"\nmsgid "Hello"\nmsgid_plural "Hellos"\nmsgstr[0] "Tung"\n', 3),
        ('\n"Tung"\n', 2),
        ("<<<<<<< ours\n", 1),
    ],
)
def test_what_is_no_entry_is_refused_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "x.po").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=rf"x\.po, line {line}: "):
        pofile.read(tmp_path / "x.po")


def test_every_command_and_number_has_words() -> None:
    assert {"word.menu", "word.back", "word.stop", "word.help", "word.again", "word.language"} <= set(WORDS)
    assert {"word.yes", "word.no", *(f"word.n{number}" for number in range(11))} <= set(WORDS)
    assert alternatives("menu | home|start |") == ("menu", "home", "start")
