"""The catalogues' upkeep: template, merge and report behind ``drom messages``; it never knows a conversation's state.

Translators edit the .po files of ``EDITED``. English and Latin Serbian are generated. Babel's own ``update`` is not
used: it does not know Romani, and it matches by likeness where we match by context.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import pofile
from bot.catalog import LOCALES, NOTES, Source, header, path_of, sources
from bot.languages import LANGUAGES, SOURCE, to_latin
from bot.lint import defects_of_entry
from bot.pofile import CHAIN, DRAFT, Entry
from flows.core.flow import Book

EDITED = ("sq", "sr_Cyrl", "mk", "rom")
"""The languages that people translate into."""

CHAINED = "rom"
"""The only language that may leave an entry to the country's language."""

CHAINED_SHARE = 0.15
"""How much of it, at most; the console, which only staff read, is not counted."""

START, END = "<!-- counts -->\n", "<!-- end of counts -->\n"
"""Between these lines of REVIEW.md stands the report's table."""


@dataclass(frozen=True, slots=True)
class Count:
    """The state of one language: numbers of entries, and what is wrong, each with its key."""

    language: str
    total: int
    translated: int
    chained: int
    draft: int
    wrong: tuple[str, ...]

    @property
    def reviewed(self) -> int:
        """How many texts a native reader has confirmed."""
        return self.translated - self.draft


def extract(book: Book, folder: Path = LOCALES) -> tuple[int, str]:
    """Write the template ``messages.pot``; returns exit code 0 and a sentence."""
    found = sources(book)
    (folder / "messages.pot").write_bytes(template(found))
    return 0, f"{len(found)} messages in messages.pot"


def template(found: Sequence[Source]) -> bytes:
    """Return the template's content."""
    return pofile.rendered(header(""), (_blank(source) for source in found))


def update(book: Book, folder: Path = LOCALES) -> tuple[int, str]:
    """Bring every catalogue and REVIEW.md up to the flows; returns exit code 0 and what translators must do.

    Texts and comments stay. Where the English has changed, the text is marked ``fuzzy``. A new entry takes the
    text that the same English has elsewhere in that language, as a draft. Entries that nothing says any more go.
    """
    found = sources(book)
    extract(book, folder)
    for language in EDITED:
        entries = merged(found, pofile.read(path_of(language, folder)))
        pofile.write(path_of(language, folder), header(language), entries)
    for language, entries in generated(found, pofile.read(path_of("sr_Cyrl", folder))).items():
        pofile.write(path_of(language, folder), header(language), entries)
    counts = count(found, folder)
    _write_review(folder / "REVIEW.md", counts)
    return 0, "\n".join(line for each in counts for line in each.wrong) or "every entry is translated"


def merged(found: Iterable[Source], old: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """Return a language's entries in the order of the flows."""
    memory = {entry.english: entry.text for entry in old.values() if entry.text and not entry.stale}
    return tuple(_merge(source, old.get(source.key), memory) for source in found)


def _merge(source: Source, old: Entry | None, memory: Mapping[str, str]) -> Entry:
    new = _blank(source)
    if old is None:
        return replace(new, text=memory.get(source.english, ""), comments=(DRAFT,))
    if not old.text and not old.chained:
        return replace(new, text=memory.get(source.english, ""), comments=old.comments)
    if old.english == source.english:
        return replace(old, notes=new.notes)
    return replace(old, english=source.english, notes=new.notes, stale=bool(old.text))


def generated(found: Iterable[Source], cyrillic: Mapping[str, Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of the languages that nobody edits: English, and Serbian in Latin letters."""
    found = tuple(found)
    latin = (_in_latin(source, cyrillic.get(source.key)) for source in found)
    return {SOURCE: tuple(replace(_blank(source), text=source.english) for source in found), "sr_Latn": tuple(latin)}


def _in_latin(source: Source, entry: Entry | None) -> Entry:
    if entry is None:
        return _blank(source)
    # A text that equals its English is a name (Македонски, Ћирилица) and stands as it is in both scripts.
    text = entry.text if entry.text == source.english else to_latin(entry.text)
    return replace(entry, text=text, notes=_blank(source).notes)


def _blank(source: Source) -> Entry:
    return Entry(source.key, source.english, notes=(NOTES[source.kind],))


def count(found: Sequence[Source], folder: Path = LOCALES) -> tuple[Count, ...]:
    """Return the state of every language."""
    return tuple(_count(language, found, folder) for language in LANGUAGES)


def _count(language: str, found: Sequence[Source], folder: Path) -> Count:
    path = path_of(language, folder)
    entries, chains = pofile.read(path), language == CHAINED
    said = {source.key for source in found}
    wrong = [
        f"{language} {source.key} {defect} ({_place(path.relative_to(folder.parent), entries.get(source.key))})"
        for source in found
        for defect in defects_of_entry(source, entries.get(source.key), chains)
    ]
    gone = [f"{language} {key} is said nowhere any more" for key in entries if key not in said]
    chained = sum(entry.chained for entry in entries.values())
    wrong += _too_many_chained(language, found, entries)
    return Count(
        language,
        total=len(found),
        translated=sum(bool(entry.text) for entry in entries.values()),
        chained=chained,
        draft=sum(entry.draft and bool(entry.text) for entry in entries.values()),
        wrong=(*wrong, *gone),
    )


def _place(path: Path, entry: Entry | None) -> str:
    """Return where an entry stands, or should stand."""
    return f"{path.as_posix()}, line {entry.line}" if entry else path.as_posix()


def _too_many_chained(language: str, found: Sequence[Source], entries: Mapping[str, Entry]) -> list[str]:
    """Say so where members and mentors would meet too much of another language; staff read the console in any."""
    said = [source.key for source in found if source.kind != "page"]
    chained = sum(entries[key].chained for key in said if key in entries)
    if chained <= CHAINED_SHARE * len(said):
        return []
    return [f"{language}: {chained} of {len(said)} entries have the comment {CHAIN}, more than 15 %"]


def report(book: Book, folder: Path = LOCALES) -> tuple[int, str]:
    """Return the state of every language as a table and what is wrong; the code is 1 where anything is."""
    counts = count(sources(book), folder)
    wrong = [line for each in counts for line in each.wrong]
    return int(bool(wrong)), "\n".join([table(counts), *wrong])


def table(counts: Iterable[Count]) -> str:
    """Return the counts as a Markdown table, one language a line."""
    lines = [
        "| language | entries | translated | chained | draft | reviewed |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in counts:
        share = f" ({each.chained / max(each.total, 1):.0%})" if each.language == CHAINED else ""
        source = each.language == SOURCE
        states = ("source", "source") if source else (str(each.draft), str(each.reviewed))
        cells = (LANGUAGES[each.language].name, each.total, each.translated, f"{each.chained}{share}", *states)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _write_review(path: Path, counts: Iterable[Count]) -> None:
    """Replace the table in REVIEW.md; the prose around it is people's."""
    before, _, rest = path.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    path.write_text(before + START + table(counts) + END + after, "utf-8", newline="\n")
