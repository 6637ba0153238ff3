"""Status reports in every format: the figures are the same, nothing is run, no glyph is missing."""

import re
from datetime import UTC, date, datetime
from html import escape
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation
from pptx.util import Emu
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from ecogov.domain.errors import DomainError
from ecogov.domain.status.redaction import redacted
from ecogov.domain.status.report import canonical, fingerprint, parsed
from ecogov.i18n.status import SYMBOLS
from ecogov.i18n.translator import LANGUAGES, catalog, translator
from ecogov.reports.status.content import Publication
from ecogov.reports.status.files import FORMATS, status_file
from ecogov.reports.status.html import fragment
from ecogov.reports.status.markdown import plain
from ecogov.reports.status.pdf import FONTS
from ecogov.reports.status.sections import status_content
from tests.harness.reports import a_report

EN, ZH = translator("en"), translator("zh-Hans")
EACH = pytest.mark.parametrize("language", list(LANGUAGES))
PUBLISHED = Publication(7, datetime(2026, 5, 8, 9, tzinfo=UTC), "ann@example.org", "ab" * 32)
SPACES = re.compile(r"\s+")
SAID = (
    "status.", "light", "metric.", "schedule.", "escalation.", "risk.", "evidence.", "kpi.",
    "burn_up.", "error.",
)  # fmt: skip


def written(name, report=None, language="en"):
    return status_file(translator(language), report or a_report(), name, PUBLISHED)


def squeezed(text):
    return SPACES.sub("", text)


def pdf_text(content):
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def slide_texts(content):
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def said_cells(language, report=None):
    content = status_content(translator(language), report or a_report(), PUBLISHED)
    for section in content.sections:
        if section.has_rows:
            yield from (cell for row in section.grid.rows for cell in row)


@EACH
def test_every_format_says_the_same_figures(language):
    said = [cell.said for cell in said_cells(language)]
    assert len(said) > 100
    texts = {
        "pdf": pdf_text(written("pdf", language=language)),
        "pptx": squeezed("\n".join(slide_texts(written("pptx", language=language)))),
        "html": squeezed(written("html", language=language).decode()),
        "md": squeezed(written("md", language=language).decode()),
    }
    for text in said:
        assert squeezed(text) in texts["pdf"], text
        assert squeezed(text) in texts["pptx"], text
        assert squeezed(plain(text)) in texts["md"], text
        assert squeezed(escape(text)) in texts["html"], text


@EACH
def test_the_workbook_holds_the_values_behind_what_is_said(language):
    book = CalamineWorkbook.from_filelike(BytesIO(written("xlsx", language=language)))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
             for cell in row]  # fmt: skip
    numbers = {round(cell, 6) for cell in cells if isinstance(cell, float | int)}
    days = {cell for cell in cells if isinstance(cell, date)}
    for cell in said_cells(language):
        if isinstance(cell.value, date):
            assert cell.value in days
        elif isinstance(cell.value, int | float):
            assert round(cell.value, 6) in numbers, cell
        elif cell.value is not None:
            assert cell.said in cells


def test_words_of_people_are_never_run():
    hostile = "=cmd|'/c calc'!A1 <script>x</script> [a](javascript:x) $a$ #pagebreak()"
    report = a_report(1, title=hostile)
    book = CalamineWorkbook.from_filelike(BytesIO(written("xlsx", report)))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert any(hostile in row for row in rows)
    assert b"<f>" not in written("xlsx", report)
    assert "<script>" not in written("html", report).decode()
    assert "[a](javascript" not in written("md", report).decode()
    assert squeezed("#pagebreak()") in pdf_text(written("pdf", report))
    assert "<script>" not in fragment(EN, status_content(EN, report), theme="dark")


def test_a_pdf_is_tagged_titled_and_the_same_to_the_last_byte():
    content = written("pdf", language="zh-Hans")
    assert content == written("pdf", language="zh-Hans")
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("zh")
    assert reader.metadata.title == "短视频内容安全审核状态报告"
    assert len(reader.pages) <= 3


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_shipped_faces_have_every_letter_that_the_program_says(weight):
    known = TTFont(FONTS / f"EcoGovSansSC-{weight}.otf").getBestCmap()
    texts = [
        text
        for language in LANGUAGES
        for key, text in catalog(language).items()
        if key.startswith(SAID)
    ]
    missing = {
        letter for text in [*texts, *SYMBOLS.values()] for letter in text if letter > " "
    } - {chr(code) for code in known}
    assert not missing


@pytest.mark.parametrize("n_rows", [0, 1, 500])
def test_any_number_of_rows_fits(n_rows):
    report = a_report(n_rows, title="一个非常非常长的名字 with words that go on and on " * 3)
    pages = PdfReader(BytesIO(written("pdf", report))).pages
    assert len(pages) >= 1 + n_rows // 40
    deck = Presentation(BytesIO(written("pptx", a_report(min(n_rows, 60)))))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width + Emu(10)
            assert shape.top + shape.height <= deck.slide_height
    for name in ("html", "md", "xlsx"):
        assert written(name, report)


def test_charts_of_slides_are_native_and_name_a_chinese_face():
    deck = Presentation(BytesIO(written("pptx", language="zh-Hans")))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 3
    flow = charts[0].plots[0]
    assert list(flow.series[0].values)[-1] == 5000
    faces = [
        run.font._element.find("{http://schemas.openxmlformats.org/drawingml/2006/main}ea")
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert all(face is not None for face in faces)


def test_a_redacted_report_names_nobody_and_no_money():
    report = redacted(a_report())
    content = status_content(EN, report, PUBLISHED, is_redacted=True)
    text = status_file(EN, report, "md", None).decode() + str(content)
    for name in ("Mei", "Li Wei", "何佳怡", "Shen Yutong", "ann@example.org", "CNY", "1.49"):
        assert name not in text, name
    assert "Second lot" in text


def test_the_frozen_text_is_read_back_and_hashes_the_same():
    report = a_report()
    text = canonical(report)
    assert parsed(text) == report
    assert canonical(parsed(text)) == text
    assert fingerprint(text) != fingerprint(canonical(a_report(note="Other")))


def test_an_unknown_format_is_refused():
    with pytest.raises(DomainError, match=r"status\.format"):
        status_file(EN, a_report(), "doc", None)
    assert set(FORMATS) == {"pdf", "pptx", "xlsx", "html", "md"}
