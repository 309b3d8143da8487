"""Tips as a sheet: in and out without loss, one clear error with file and line, and what came before stays."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.channels.limits import LIMITS, SIM_WHATSAPP
from bot.clock import SetClock
from bot.languages import LANGUAGES
from bot.layout import layout
from bot.render import render
from bot.services import tip_cards, tip_content
from bot.services.staff import OPERATOR, Actor, Denied
from flows.content import form, sheet
from flows.content.form import ContentDefect
from flows.content.tips import COLUMNS, Line, Tip, dump, parse
from flows.core.values import Reply
from storage import tips as rows
from storage.contacts import Contact
from storage.store import Store
from tests.flows.readers import READERS
from tests.meetings.hall import speech
from tests.services.sample import programme, words
from tests.tips.garden import lines

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
DATA = tip_content.FILE.read_bytes()
TIPS = [line.tip for line in lines()]
HEAD = ",".join(COLUMNS)
GOOD = "A1,live,all,,,💡,Save.,Kurse.,Штеди.,Штеди.,,,A fact,A source,,,,,"
"""A row that is right."""


def of(*rows_: str, head: str = HEAD, mark: str = "") -> bytes:
    """Return a file of these lines."""
    return (mark + "\n".join([head, *rows_]) + "\n").encode()


def test_there_are_forty_and_three_that_a_course_leads_to() -> None:
    assert len(TIPS) == 43
    assert {tip.status for tip in TIPS} == {"live"}
    assert {tip.trade for tip in TIPS} == {"", *programme().trade}
    assert all(tip.fact and tip.source for tip in TIPS)


def test_the_file_is_as_it_would_be_written() -> None:
    assert dump(TIPS) == DATA


def test_nothing_says_that_a_native_reader_has_confirmed_it() -> None:
    """The texts are drafts; whoever confirms one writes the language into its row."""
    assert {language for tip in TIPS for language in tip.reviewed} == set()
    assert [line for line in tip_content.state(TIPS) if line.startswith("rom")] == [
        "rom: 1 written, 1 drafts, 42 left to the language of the country"
    ]


def test_the_sheet_has_every_language_that_is_edited() -> None:
    assert {*form.COLUMNS, "sr_Latn"} == set(LANGUAGES)


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.key)
def test_every_tip_stands_on_one_screen_of_every_reader(tip: Tip) -> None:
    row = rows.Tip(1, **{**_fields(tip), "version": 1})  # type: ignore[arg-type]
    for reader in READERS:
        for channel, limits in LIMITS.items():
            contact = Contact(0, channel, "", language=reader.language, country=reader.country)
            reply = tip_cards.say("shown", row, contact)
            parts = layout(render(reply, words(), reader.language, reader.country, {}), limits)
            assert len(parts) == 1
            assert len(parts[0].buttons) == 3
            assert parts[0].text.startswith(f"{tip.pictogram} ")
            _one_script(reply, reader.language)


def _fields(tip: Tip) -> dict[str, object]:
    return {name: getattr(tip, name) for name in Tip.__slots__}


def _one_script(reply: Reply, language: str) -> None:
    """Check that a reader of one script is not shown the other."""
    said = str(reply.values["tip"])
    cyrillic = any("\u0400" <= char <= "\u04ff" for char in said)
    if language in {"en", "sq", "sr_Latn"}:
        assert not cyrillic, said
    if language in {"sr_Cyrl", "mk"}:
        assert cyrillic, said


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}"), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text and text != ""
)


@given(st.lists(TEXT, min_size=6, max_size=6), st.sampled_from(["draft", "retired"]))
def test_whatever_is_written_comes_back(texts: list[str], status: str) -> None:
    english, romani, fact, source, story, other = texts
    tip = replace(
        TIPS[0],
        status=status,
        words={"en": english, "rom": romani},
        story={"sq": story, "en": other},
        fact=fact,
        source=source,
        seasons=("summer", "winter"),
        countries=("AL",),
        reviewed=("rom",),
    )
    assert [line.tip for line in parse(dump([tip]), "x.csv")] == [tip]


@pytest.mark.parametrize("start", ["=1+1", "+355", "-x", "@sum", "'quoted", "＝1", "''"])
def test_no_cell_is_a_formula(start: str) -> None:
    data = sheet.write(["a"], [{"a": start}])
    [line] = data.decode("utf-8-sig").splitlines()[1:]
    assert line.startswith("'")
    assert [row.cells for row in sheet.read(data, ["a"], "x.csv")] == [{"a": start}]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_spreadsheet_is_understood(mark: str, delimiter: str) -> None:
    data = of(GOOD.replace(",", delimiter), head=HEAD.replace(",", delimiter), mark=mark)
    for written in (data, data.replace(b"\n", b"\r\n")):
        assert [line.tip.key for line in parse(written, "x.csv")] == ["A1"]


def test_columns_may_stand_in_another_order_and_lines_may_be_empty() -> None:
    head, row = ",".join(reversed(COLUMNS)), ",".join(reversed(GOOD.split(",")))
    empty = "," * (len(COLUMNS) - 1)
    assert parse(of("", empty, row, head=head), "x.csv")[0] == Line(4, parse(of(GOOD), "x.csv")[0].tip)


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"", 1, "the column key is missing"),
        (of(GOOD, head=HEAD.replace("fact", "fakt")), 1, "the column fact is missing"),
        (of(GOOD + ",x", head=HEAD + ",colour"), 1, "'colour' is no column"),
        (of(GOOD, GOOD + ",more"), 3, "there are 20 cells for 19 columns"),
        (of(GOOD, GOOD), 3, "the key A1 is written twice"),
        (of(GOOD, "", GOOD.replace("A1", "1A")), 4, "'1A' cannot be the key of a tip"),
        (of(GOOD.replace("live", "alive")), 2, "the status must be one of draft, live, retired, it is 'alive'"),
        (of(GOOD.replace("💡", "bulb")), 2, "the pictogram must be one pictogram, it is 'bulb'"),
        (of(GOOD.replace("💡", "💡🔌")), 2, "the pictogram must be one pictogram, it is '💡🔌'"),
        (of(GOOD.replace("Kurse.", "")), 2, "a live tip needs words in sq"),
        (of(GOOD.replace("A fact", "")), 2, "a live tip needs the fact behind it"),
        (of(GOOD.replace("Save.", "save " * 26)), 2, "there are 26 words in en, at most 25"),
        (of(GOOD.replace("Save.", "s" * 201)), 2, "there are 201 characters in en, at most 200"),
        (of(GOOD.replace("Save.", "{x}")), 2, "the words in en hold a brace or a new line"),
        (of(GOOD, GOOD.replace("A1", "A2").replace("Save.", '"a\nb"')), 3, "the words in en hold a brace"),
        (of(GOOD.replace("Save.", "a\tb")), 2, "the words in en hold a brace"),
        (of(GOOD.replace("A fact", '"a\nb"')), 2, "the fact holds a new line or another control sign"),
        (of(GOOD.replace("A source", "a\x00b")), 2, "the source holds a new line or another control sign"),
        (of('A0,"x', GOOD), 2, "unexpected end of data"),
        (of(GOOD.replace(",,,A fact", ",,sq fr,A fact")), 2, "reviewed names fr, in which there are no words"),
        (of(GOOD.replace(",all,", ",fishing,")), 2, "[trade.fishing] is not in the programme file"),
        (of(GOOD.replace("all,,", "all,monsoon,")), 2, "[season.monsoon] is not in the programme file"),
        (of(GOOD.replace("all,,,", "all,,ZZ,")), 2, "[country.ZZ] is not in the programme file"),
        (of(GOOD) + b"\nA2,\xff", 4, "this is not UTF-8"),
    ],
)
def test_an_error_names_file_and_line(data: bytes, line: int, why: str) -> None:
    with pytest.raises(ContentDefect) as raised:
        tip_content.parse(data, "tips.csv", programme())
    assert str(raised.value).startswith(f"tips.csv:{line}: {why}")


def test_a_sheet_that_no_spreadsheet_makes_is_refused_unread() -> None:
    data = of(GOOD, " " * tip_content.MOST)
    with pytest.raises(
        ContentDefect, match=rf"tips\.csv:1: the file has {len(data)} bytes, at most {tip_content.MOST}"
    ):
        tip_content.parse(data, "tips.csv", programme())


async def test_a_sheet_comes_in_and_goes_out_as_it_was(store: Store) -> None:
    found = await store.run(lambda connection: tip_content.bring(connection, OPERATOR, lines(), NOW))
    assert (found.new, found.changed, found.same, found.unnamed) == (43, 0, 0, 0)
    assert await store.read(tip_content.take_out) == DATA
    again = await store.run(lambda connection: tip_content.bring(connection, OPERATOR, lines(), NOW))
    assert (again.new, again.changed, again.same) == (0, 0, 43)


async def test_what_does_not_fit_the_programme_begins_as_a_draft(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Tips that come with Drom for a trade that nobody has there: staff take all out, mend one and bring all in."""
    ours = programme()
    fewer = ours.model_copy(update={"trade": {key: one for key, one in ours.trade.items() if key != "sewing"}})
    await tip_content.begin(store, SetClock(NOW), fewer)
    found = await store.read(rows.every)
    assert {tip.key for tip in found if tip.status == "draft"} == {tip.key for tip in TIPS if tip.trade == "sewing"}
    assert caplog.text.count("tips for [trade.sewing] are drafts") == 1
    data = await store.read(tip_content.take_out)
    assert len(tip_content.parse(data, "x.csv", fewer)) == 43


async def test_what_fits_begins_as_it_is(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    await tip_content.begin(store, SetClock(NOW), programme())
    assert await store.read(tip_content.take_out) == DATA
    assert "drafts" not in caplog.text


async def test_a_newer_release_brings_its_words_but_not_over_those_of_staff(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tip_content.begin(store, SetClock(NOW), programme())
    first = await store.read(rows.stamp)
    await tip_content.begin(store, SetClock(NOW), programme())
    assert await store.read(rows.stamp) == first, "the same release changes nothing"

    theirs = Line(2, replace(TIPS[0], status="retired"))
    await store.run(lambda connection: tip_content.bring(connection, OPERATOR, [theirs], NOW))
    new = replace(TIPS[2], key="NEW1")
    newer = [replace(TIPS[0], fact="New"), replace(TIPS[1], fact="New"), *TIPS[2:], new]
    monkeypatch.setattr(tip_content, "FILE", tmp_path / "tips.csv")
    for fact in ("New", "Newer"):
        newer[1] = replace(TIPS[1], fact=fact)
        tip_content.FILE.write_bytes(dump(newer))
        await tip_content.begin(store, SetClock(NOW), programme())
        found = {tip.key: tip for tip in await store.read(rows.every)}
        assert (found[TIPS[0].key].status, found[TIPS[0].key].fact) == ("retired", TIPS[0].fact)
        assert found[TIPS[1].key].fact == fact
        assert found["NEW1"].words == new.words
        assert len(found) == 44


async def test_only_what_changed_is_another_version(store: Store) -> None:
    await store.run(lambda connection: tip_content.bring(connection, OPERATOR, lines(), NOW))
    stamp = await store.read(rows.stamp)
    new = Line(2, replace(TIPS[3], status="retired", words={**TIPS[3].words, "rom": "Gata"}))
    found = await store.run(lambda connection: tip_content.bring(connection, OPERATOR, [new], NOW))
    assert (found.new, found.changed, found.same, found.unnamed) == (0, 1, 0, 42)
    tips = {tip.key: tip for tip in await store.read(rows.every)}
    assert (tips["ALL4"].status, tips["ALL4"].version, tips["ALL4"].words["rom"]) == ("retired", 2, "Gata")
    assert {tip.version for tip in tips.values() if tip.key != "ALL4"} == {1}
    assert await store.read(rows.stamp) == (stamp[0], stamp[1] + 1)


async def test_who_may_not_changes_nothing(store: Store) -> None:
    def work(connection: Connection) -> None:
        with pytest.raises(Denied):
            tip_content.bring(connection, Actor("somebody"), lines(), NOW)

    await store.run(work)
    assert await store.read(rows.every) == []


def test_a_tip_is_looked_at_as_on_a_phone() -> None:
    told = replace(
        next(tip for tip in TIPS if tip.key == "SEW3"),
        story={"en": "I sold twice as much.", "sr_Cyrl": "Продала сам двапут више."},
    )
    shown = tip_content.preview(told, speech(), "sr_Latn", "RS", SIM_WHATSAPP)
    assert shown == [
        "👥 Komšija kaže: Prodala sam dvaput više.",
        "👕 Popravi rajsferšluse i dugmad na polovnoj odeći pre prodaje. Niko ne želi pokvaren rajsferšlus.",
        "Hoćeš li da probaš?",
        "[💪 Probaću]",
        "[✅ Urađeno]",
        "[➡️ Sledeći savet]",
    ]
