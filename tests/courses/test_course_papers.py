"""Certificates and brochures: their words can be copied in every language, no sign is a box, and long names fit."""

from functools import partial
from io import BytesIO
from typing import Any

import font_roboto
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from bot.catalog import load
from bot.languages import LANGUAGES, told
from bot.paper_brochure import brochure_pdf
from bot.paper_canvas import PdfCanvas, PictureCanvas
from bot.paper_certificate import HEIGHT, WIDTH, certificate_pdf, certificate_png
from bot.paper_check import defect, labels
from bot.paper_fit import fitted, wrapped
from bot.programme import load as load_programme
from bot.services import courses
from bot.services.prints import Diploma, Leaflet
from bot.settings import SAMPLE
from flows.core.asides import ASIDES
from flows.core.parsers import PAPER_LETTER, PaperName
from tests.flows.readers import READERS
from tests.services.paper import text_of

_fonts: Any = font_roboto
COURSE = courses.read_file(courses.FOLDER / "circular.csv")
NAMES = (
    "Ana",
    "Đulijana Đorđević-Šećerović",
    "Љиљана Ђорђевић Џамбазовска",
    "Ümit Şahin",
    "Щ" * 60,
    "Ж" * 29 + " " + "Š" * 30,
)
WORDS = load()


def diploma(name: str, language: str, country: str) -> Diploma:
    """Return a certificate in the words of a reader."""

    def word(key: str) -> str:
        return WORDS.text(f"common.{key}", ASIDES[key], language, country)

    return Diploma(
        heading=word("paper_certificate"),
        name=name,
        sentence=word("paper_finished"),
        course=told(COURSE.title, language, country),
        organisation="Sample NGO",
        date=f"{word('paper_date')}: 15.06.2026",
        number=f"{word('paper_number')}: 00012-3456",
    )


def leaflet(language: str, country: str) -> Leaflet:
    """Return the page of the course in the words of a reader."""

    def words(texts: Any) -> str:
        return told(texts, language, country)

    lessons = [(one.picture, words(one.words), words(one.reason)) for one in COURSE.lessons]
    return Leaflet(words(COURSE.title), lessons)


GOLDEN = {
    "en": ["Certificate", "for finishing the course", "Short course: circular economy", "Date: 15.06.2026"],
    "sq": ["Certifikatë", "për kursin e përfunduar", "Kurs i shkurtër: ekonomia qarkulluese", "Data: 15.06.2026"],
    "sr_Cyrl": ["Сертификат", "за завршен курс", "Кратак курс: кружна економија", "Датум: 15.06.2026"],
    "sr_Latn": ["Sertifikat", "za završen kurs", "Kratak kurs: kružna ekonomija", "Datum: 15.06.2026"],
    "mk": ["Сертификат", "за завршен курс", "Краток курс: циркуларна економија", "Датум: 15.06.2026"],
    "rom": ["Lil", "bašo sikljovibe", "Tikno sikljovibe", "Dive: 15.06.2026"],
}
"""What the text layer of a certificate says."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_certificate_can_be_copied(language: str) -> None:
    heading, sentence, course, date = GOLDEN[language]
    text = text_of(certificate_pdf(diploma("Љиљана Đurić", language, "AL")))
    number = diploma("", language, "AL").number
    assert text.splitlines() == [heading, "Љиљана Đurić", sentence, course, "Sample NGO", date, number]


@pytest.mark.parametrize("reader", READERS, ids=lambda one: f"{one.language}-{one.country}")
def test_the_words_of_a_brochure_can_be_copied(reader: Any) -> None:
    found = leaflet(reader.language, reader.country)
    paper = brochure_pdf(found)
    text = " ".join(text_of(paper).split())
    for words in (found.title, *(one for lesson in found.lessons for one in lesson[1:])):
        assert words in text
    assert paper.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_name_fits(name: str) -> None:
    found = diploma(name, "sq", "AL")
    for canvas in (PdfCanvas(WIDTH, HEIGHT, ""), PictureCanvas(WIDTH, HEIGHT)):
        lines, size = fitted(name, 225, partial(canvas.measure, bold=True), 46, 8)
        assert max(canvas.measure(line, size, bold=True) for line in lines) <= 225
        assert " ".join(lines) == name
        canvas.written()
    assert name in " ".join(text_of(certificate_pdf(found)).splitlines())
    image = Image.open(BytesIO(certificate_png(found)))
    assert image.size == (1188, 840)
    margin = image.crop((54, 200, 130, 460)).getcolors()
    assert margin == [(76 * 260, (255, 255, 255))], "nothing is written over the edge"


def test_the_widest_letters_that_a_name_may_have_fit() -> None:
    for canvas in (PdfCanvas(WIDTH, HEIGHT, ""), PictureCanvas(WIDTH, HEIGHT)):
        widest = max(_allowed(), key=lambda char: canvas.measure(char, 10, bold=True))
        fitted(widest * 60, 225, partial(canvas.measure, bold=True), 46, 8)
        canvas.written()


def drawn(font: str) -> set[int]:
    """Return every sign that a font can draw."""
    with TTFont(getattr(_fonts, font)) as found:
        return set(found.getBestCmap() or ())


def _allowed() -> list[str]:
    return [chr(code) for code in range(0x2100) if PAPER_LETTER.fullmatch(chr(code))]


@pytest.mark.parametrize("font", ["Roboto", "RobotoBold"])
def test_no_letter_of_a_name_is_a_box(font: str) -> None:
    known = drawn(font)
    assert [char for char in (*_allowed(), *" .'’-") if ord(char) not in known] == []
    assert all(ord(char) in known for name in PaperName().good for char in (PaperName().parse(name) or ""))


@pytest.mark.parametrize("font", ["Roboto", "RobotoBold"])
def test_no_sign_of_the_words_on_papers_is_a_box(font: str) -> None:
    known = drawn(font)
    for reader in READERS:
        found, page = diploma("", reader.language, reader.country), leaflet(reader.language, reader.country)
        words = [found.heading, found.sentence, found.course, found.date, found.number, page.title]
        words += [text for lesson in page.lessons for text in lesson[1:]]
        assert {char for text in words for char in text if ord(char) not in known} == set()


def test_a_long_course_fits_on_one_page() -> None:
    one = ("jar", "word " * 11 + "word", "reason " * 11 + "reason")
    paper = brochure_pdf(Leaflet("A long title of a course that is long", [one] * 12))
    assert paper.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (
            "A small repair keeps",
            "A small → repair keeps",
            "papers cannot show → (rightwards arrow) of the words in en",
        ),
        ("Old for one person is good for another.", "x" * 160, "in en a paper does not take the course: "),
    ],
)
def test_a_course_that_its_papers_cannot_show_is_refused(before: str, after: str, why: str) -> None:
    text = courses.export(COURSE)
    assert defect(COURSE, "here.csv") == ""
    assert before in text
    found = defect(courses.read_text(text.replace(before, after), "here"), "here.csv")
    assert why in found
    assert found.startswith("here.csv:")
    bare = text.replace(",gives,certificate brochure offer,", ",gives,,")
    assert defect(courses.read_text(bare.replace(before, after), "here"), "here.csv") == "", "it prints nothing"


def test_a_name_of_an_organisation_that_no_certificate_can_show_is_told() -> None:
    found = load_programme(SAMPLE)
    assert labels(found) == []
    key, one = next(iter(found.organisation.items()))
    strange = one.model_copy(update={"labels": {**one.labels, "en": "Green 🌱"}})
    changed = found.model_copy(update={"organisation": {**found.organisation, key: strange}})
    assert labels(changed) == [f"[organisation.{key}]: papers cannot show 🌱 (seedling) of its name in en."]


def test_words_are_set_on_lines_without_loss() -> None:
    assert wrapped("a bb ccc dddd", 4, lambda text, _: float(len(text)), 1) == ["a bb", "ccc", "dddd"]
    assert fitted("abcd efgh", 8, lambda text, size: len(text) * size, 4, 1) == (["abcd", "efgh"], 2.0)
    with pytest.raises(ValueError, match="too wide"):
        fitted("x" * 100, 8, lambda text, size: len(text) * size, 4, 1)
