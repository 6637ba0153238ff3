"""Tables and texts on slides, with a face for Chinese beside the one for Latin letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from ecogov.domain.lights.words import Light
from ecogov.reports.status.content import Cell, Grid

LATIN: Final = "Segoe UI"
CHINESE: Final = "Microsoft YaHei"
INK, MUTED, ACCENT, HAIR = "15181C", "5B6770", "0B6574", "D9DFE2"
LIGHTS: Final = {
    Light.GREEN: "1F7A3D",
    Light.AMBER: "9A5B00",
    Light.RED: "B42318",
    Light.GREY: "5B6770",
}
_POINT: Final = 11.0
_LINE: Final = 0.2
_ROW_MARGIN: Final = 0.09
_COLUMN_MARGIN: Final = 0.16
_CHINESE_FROM: Final = 0x2E80
_WIDEST_SHORT: Final = 2.3


@dataclass(frozen=True, slots=True)
class Writing:
    """How a text is written; sizes in points, colours in hexadecimal."""

    size: float = _POINT
    colour: str = INK
    is_bold: bool = False


def write(paragraph: Any, text: str, how: Writing) -> None:  # noqa: ANN401 - pptx is untyped
    """Write a text into a paragraph, with both faces: the library itself knows Latin only."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415 - only downloads need it
    from pptx.util import Pt  # noqa: PLC0415 - as above

    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(how.size)
    run.font.bold = how.is_bold
    run.font.name = LATIN
    run.font.color.rgb = RGBColor.from_string(how.colour)  # type: ignore[no-untyped-call]  # pptx has no types
    chinese_face(run.font._element)  # noqa: SLF001 - the library has no way to set it


def chinese_face(properties: Any) -> None:  # noqa: ANN401 - an element of XML
    """Name the face of Chinese letters in the properties of a text."""
    from pptx.oxml.ns import qn  # noqa: PLC0415 - only downloads need it

    for old in properties.findall(qn("a:ea")):
        properties.remove(old)
    face = properties.makeelement(qn("a:ea"), {"typeface": CHINESE})
    latin = properties.find(qn("a:latin"))
    if latin is None:
        properties.append(face)
    else:
        latin.addnext(face)


def text_width(text: str, size: float = _POINT) -> float:
    """Estimate how many inches a text takes on one line."""
    per_letter = size / 72
    return sum(per_letter if ord(letter) >= _CHINESE_FROM else per_letter * 0.54 for letter in text)


def column_widths(grid: Grid, room: float) -> list[float]:
    """Give short columns what they need, and share the rest among those of long texts."""
    widths = []
    for place, name in enumerate(grid.columns):
        said = [name, *(row[place].said for row in grid.rows)]
        needed = max(text_width(text) for text in said) + _COLUMN_MARGIN
        widths.append(needed if place in grid.wide else min(needed, _WIDEST_SHORT))
    short = sum(width for place, width in enumerate(widths) if place not in grid.wide)
    long = sum(widths[place] for place in grid.wide)
    if not grid.wide:
        return [width * min(room / short, 1.0) for width in widths]
    rest = max(room - short, 1.2 * len(grid.wide))
    squeeze = room / (short + rest)
    return [
        (rest * width / long if place in grid.wide else width) * squeeze
        for place, width in enumerate(widths)
    ]


def row_height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    """Estimate how many inches a row takes when its texts are wrapped."""
    lines = max(
        ceil(text_width(cell.said) / max(width - _COLUMN_MARGIN, 0.2))
        for cell, width in zip(row, widths, strict=True)
    )
    return max(lines, 1) * _LINE + _ROW_MARGIN


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


def put_table(slide: Any, grid: Grid, rows: Sequence[Sequence[Cell]], box: Box) -> None:  # noqa: ANN401
    """Put a table with its heading on a slide."""
    from pptx.util import Inches  # noqa: PLC0415 - only downloads need it

    widths = column_widths(grid, box.width)
    shape = slide.shapes.add_table(
        len(rows) + 1,
        len(grid.columns),
        Inches(box.left),
        Inches(box.top),
        Inches(sum(widths)),
        Inches(box.height),
    )
    table = shape.table
    _plain(shape)
    for place, width in enumerate(widths):
        table.columns[place].width = Inches(width)
        _cell(table.cell(0, place), grid.columns[place], Writing(9, MUTED), place in grid.numbers)
    for line, row in enumerate(rows, 1):
        table.rows[line].height = Inches(row_height(row, widths))
        for place, cell in enumerate(row):
            how = Writing() if cell.light is None else Writing(_POINT, LIGHTS[cell.light], True)  # noqa: FBT003 - bold
            _cell(table.cell(line, place), cell.said, how, place in grid.numbers)


def _cell(cell: Any, text: str, how: Writing, is_number: bool) -> None:  # noqa: ANN401, FBT001 - as above
    from pptx.enum.text import PP_ALIGN  # noqa: PLC0415 - only downloads need it
    from pptx.util import Inches  # noqa: PLC0415 - as above

    cell.fill.background()
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    cell.text_frame.word_wrap = True
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    write(paragraph, text, how)
    _underline(cell)


def _underline(cell: Any) -> None:  # noqa: ANN401 - pptx is untyped
    from pptx.oxml.ns import qn  # noqa: PLC0415 - only downloads need it

    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the library has no borders
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": HAIR}))
    line.append(fill)
    properties.insert(0, line)


def _plain(shape: Any) -> None:  # noqa: ANN401 - pptx is untyped
    """Take the banded look of tables off."""
    table = shape.table
    table.first_row = True
    table.horz_banding = False
