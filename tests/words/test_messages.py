"""The upkeep of the catalogues: fresh files, careful merging, and a report that finds what is wrong."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import messages, pofile
from bot.catalog import LOCALES, Source, header, load, path_of, sources
from bot.languages import LANGUAGES
from bot.lint import defects, defects_of_entry, pictograms, variables, words
from bot.messages import EDITED
from bot.pofile import Entry
from flows import BOOK

SOURCES = sources(BOOK)
PROMPT = Source("a.b", "Hello {name} 👍", "prompt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogues."""
    shutil.copytree(LOCALES, tmp_path / "locales")
    return tmp_path / "locales"


def edit(folder: Path, language: str, key: str, **changes: object) -> None:
    """Change one entry of a catalogue, or drop it where there are no changes."""
    path = path_of(language, folder)
    entries = pofile.read(path)
    entry = entries.pop(key)
    if changes:
        entries[key] = replace(entry, **changes)  # type: ignore[arg-type]
    pofile.write(path, header(language), entries.values())


def test_the_template_is_fresh() -> None:
    assert (LOCALES / "messages.pot").read_bytes() == messages.template(SOURCES)


def test_every_file_is_as_an_update_leaves_it(folder: Path) -> None:
    assert messages.update(BOOK, folder) == (0, "every entry is translated")
    for path in sorted(path for path in LOCALES.rglob("*") if path.is_file() and path.suffix != ".ogg"):
        assert (folder / path.relative_to(LOCALES)).read_bytes() == path.read_bytes(), f"{path.name} is not fresh"


def test_nothing_is_wrong_today() -> None:
    code, text = messages.report(BOOK)
    assert code == 0, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_say_their_language_and_plural_rule_but_no_date(language: str) -> None:
    text = path_of(language).read_text("utf-8")
    assert f'"Language: {language}\\n"' in text
    assert f'"Plural-Forms: {LANGUAGES[language].forms}\\n"' in text
    assert not re.search(r"-Date:|\d{4}-\d{2}-\d{2}", text)


def test_a_new_entry_takes_what_the_same_english_says_elsewhere(folder: Path) -> None:
    before = {language: pofile.read(path_of(language, folder)) for language in EDITED}
    for language in EDITED:
        edit(folder, language, "welcome.push.yes")
    messages.update(BOOK, folder)
    assert {language: pofile.read(path_of(language, folder)) for language in EDITED} == before


def test_an_entry_that_nobody_has_translated_is_missing(folder: Path) -> None:
    edit(folder, "sq", "welcome.hello")
    code, said = messages.update(BOOK, folder)
    assert code == 0
    assert re.fullmatch(r"sq welcome\.hello is missing \(locales/sq/LC_MESSAGES/messages\.po, line \d+\)", said)
    assert messages.report(BOOK, folder)[0] == 1


def test_a_text_without_words_is_an_error_with_file_line_and_context(folder: Path) -> None:
    wrong = (
        ("sq", "welcome.consent.yes", "", "is missing"),
        ("sq", "welcome.consent.no", "  ", "is empty"),
        ("mk", "welcome.consent.yes", "👍 ", "has no word"),
        ("rom", "welcome.hello", "\n", "is empty"),
        ("sr_Cyrl", "welcome.consent", "Име.\n\nНе.\n—\nДа?", "has a line without a word"),
    )
    for language, key, text, _ in wrong:
        edit(folder, language, key, text=text)
    code, said = messages.report(BOOK, folder)
    assert code == 1
    for language, key, _, defect in wrong:
        lines = path_of(language, folder).read_text("utf-8").splitlines()
        begins = lines.index(f'msgctxt "{key}"')
        line = 1 + next(n for n, one in enumerate(lines) if n > begins and one.startswith("msgstr"))
        named = f"{language} {key} {defect} (locales/{language}/LC_MESSAGES/messages.po, line {line})"
        assert named in said.splitlines()


def test_a_text_without_words_is_never_said(folder: Path) -> None:
    for key, text in (("welcome.consent.yes", "  "), ("welcome.hello", " \n")):
        edit(folder, "sq", key, text=text)
    found = load(folder)
    assert (found.text("welcome.consent.yes", "", "sq"), found.text("welcome.hello", "", "sq")) == (
        "👍 Yes",
        "Hi! I am a robot helper from {organisation}.",
    )


def test_a_review_survives_an_update(folder: Path) -> None:
    edit(folder, "mk", "welcome.push.yes", comments=("reviewed: Skopje", "a remark"))
    messages.update(BOOK, folder)
    assert pofile.read(path_of("mk", folder))["welcome.push.yes"].comments == ("reviewed: Skopje", "a remark")
    assert f"| Македонски | {len(SOURCES)} | {len(SOURCES)} | 0 | {len(SOURCES) - 1} | 1 |" in (
        (folder / "REVIEW.md").read_text("utf-8")
    )


def test_changed_english_makes_a_text_stale_until_somebody_looks(folder: Path) -> None:
    edit(folder, "sr_Cyrl", "welcome.why", english="I help people.")
    messages.update(BOOK, folder)
    for language in ("sr_Cyrl", "sr_Latn"):
        entry = pofile.read(path_of(language, folder))["welcome.why"]
        assert entry.stale
        assert entry.text
    code, text = messages.report(BOOK, folder)
    assert code == 1
    assert "sr_Cyrl welcome.why is stale" in text
    edit(folder, "sr_Cyrl", "welcome.why", stale=False)
    messages.update(BOOK, folder)
    assert messages.report(BOOK, folder)[0] == 0


def test_a_changed_name_in_cyrillic_reaches_the_latin_file(folder: Path) -> None:
    edit(folder, "sr_Cyrl", "common.which", text="Шта желиш, {name}?")
    messages.update(BOOK, folder)
    assert pofile.read(path_of("sr_Latn", folder))["common.which"].text == "Šta želiš, {name}?"


def test_what_is_said_no_more_is_named_and_goes(folder: Path) -> None:
    path = path_of("sq", folder)
    entries = [*pofile.read(path).values(), Entry("old.state", "Old words", "Fjalë të vjetra")]
    pofile.write(path, header("sq"), entries)
    code, text = messages.report(BOOK, folder)
    assert code == 1
    assert "sq old.state is said nowhere any more" in text
    messages.update(BOOK, folder)
    assert "old.state" not in pofile.read(path)


def test_only_romani_may_chain_and_only_a_little(folder: Path) -> None:
    edit(folder, "mk", "welcome.why", text="", comments=("chain",))
    assert "mk welcome.why is missing" in messages.report(BOOK, folder)[1]
    edit(folder, "mk", "welcome.why", text="Помагам на мали бизниси: штедат пари, чуваат животна средина.")
    assert messages.report(BOOK, folder)[0] == 0
    path = path_of("rom", folder)
    entries = list(pofile.read(path).values())
    to_members = sum(source.kind != "page" for source in SOURCES)
    few, many = to_members * 15 // 100, to_members * 15 // 100 + 1
    for number, code in ((few, 0), (many, 1)):
        chained = [replace(entry, text="", comments=("chain",)) for entry in entries[:number]]
        rest = [replace(entry, text=entry.text or entry.english, comments=("draft",)) for entry in entries[number:]]
        pofile.write(path, header("rom"), [*chained, *rest])
        assert messages.report(BOOK, folder)[0] == code


@pytest.mark.parametrize(
    ("source", "text", "defect"),
    [
        (PROMPT, "Tung 👍", "variables"),
        (PROMPT, "Tung {emri} 👍", "variables"),
        (PROMPT, "Tung {name} {name} 👍", "variables"),
        (PROMPT, "Tung {name} 👎", "pictograms"),
        (PROMPT, "Tung {name}", "pictograms"),
        (PROMPT, "Një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë tung {name} shumë 👍", "13 words"),
        (Source("a.b.c", "👍 Yes", "label"), "👍 " + "x" * 15, "17 characters"),
        (Source("a.b.c", "👍 Yes", "row"), "👍 " + "x" * 19, "21 characters"),
        (Source("word.menu", "menu", "words"), " | ", "no words"),
    ],
)
def test_a_bad_text_is_found(source: Source, text: str, defect: str) -> None:
    assert any(defect in found.told for found in defects(source, text))
    assert any(defect in found for found in defects_of_entry(source, Entry("a.b", source.english, text), chains=False))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (PROMPT, "Një dy tre katër pesë gjashtë shtatë tetë nëntë dhjetë tung {name} 👍"),
        (Source("a.b.c", "👍 Yes", "label"), "👍 " + "x" * 14),
        (Source("a.b.c", "👍 Yes", "row"), "👍 " + "x" * 18),
    ],
)
def test_a_text_at_its_limit_is_good(source: Source, text: str) -> None:
    assert list(defects(source, text)) == []


def test_words_variables_and_pictograms_are_counted_as_readers_meet_them() -> None:
    assert words("👍 {name}, come at 18:00! 🎤 - ok?") == 5
    assert variables("{b} and {a} and {b}") == ("a", "b", "b")
    assert pictograms("👍 Va – «lačho» ⏭️") == "👍⏭️"
