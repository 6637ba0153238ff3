"""A status report as slides: tables, and charts that stay editable in PowerPoint."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Final

from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Content, Picture, Scale, Section
from ecogov.reports.status.slides import (
    ACCENT,
    INK,
    LATIN,
    LIGHTS,
    MUTED,
    Box,
    Writing,
    chinese_face,
    column_widths,
    put_table,
    row_height,
    write,
)

_WIDTH, _HEIGHT = 13.333, 7.5
_LEFT, _ROOM = 0.55, 12.23
_TOP, _BOTTOM = 1.15, 6.95
_HEADING: Final = 0.4
_HEAD_ROW: Final = 0.26
_LINE: Final = 0.24
_GAP: Final = 0.22
_PICTURE: Final = 2.9
_COLOURS: Final = (ACCENT, "C2571A", "5F4BB6", "3D7A34", "B3306B", "8A6D00", MUTED, INK)
_SMALLEST_SERIES: Final = 2


def pptx(_t: Translator, content: Content) -> bytes:
    """Write a report as a deck for wide screens."""
    from pptx import Presentation  # noqa: PLC0415 - only downloads need it
    from pptx.util import Inches  # noqa: PLC0415 - as above

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    stamp = datetime.combine(content.as_of, datetime.min.time(), UTC)
    told = deck.core_properties
    told.title, told.author, told.created, told.modified = content.title, "EcoGov", stamp, stamp
    told.language = content.language
    writer = _Deck(deck, content)
    for section in content.sections:
        writer.section(section)
    target = BytesIO()
    deck.save(target)
    return target.getvalue()


class _Deck:
    """Slides in the making: a section goes where there is room, else on the next slide."""

    def __init__(self, deck: Any, content: Content) -> None:  # noqa: ANN401 - pptx is untyped
        self._deck = deck
        self._content = content
        self._slide: Any = None
        self._top = 0.0
        self._count = 0
        self._next()
        self._cover()

    def section(self, section: Section) -> None:
        """Put a section: its table in as many pieces as it takes, its lines, its charts."""
        self._reach(_HEIGHT if section.starts_page else self._needed(section))
        self._text(section.title, Writing(14, INK, is_bold=True), _HEADING)
        if section.grid is not None and section.has_rows:
            self._table(section)
        elif section.empty:
            self._text(section.empty, Writing(11, MUTED), _LINE)
        for line in section.lines:
            self._reach(_LINE)
            self._text(line, Writing(11), _LINE)
        self._pictures(section.pictures)
        self._top += _GAP

    def _needed(self, section: Section) -> float:
        """Say how much room the beginning of a section takes: three rows are not torn off."""
        if section.grid is None or not section.has_rows:
            return _HEADING + _LINE * (1 + len(section.lines))
        widths = column_widths(section.grid, _ROOM)
        rows = sum(row_height(row, widths) for row in section.grid.rows[:3])
        return _HEADING + _HEAD_ROW + rows

    def _table(self, section: Section) -> None:
        grid = section.grid
        if grid is None:
            return
        widths = column_widths(grid, _ROOM)
        left = list(grid.rows)
        while left:
            fitting, height = 0, _HEAD_ROW
            while fitting < len(left):
                more = row_height(left[fitting], widths)
                if fitting and self._top + height + more > _BOTTOM:
                    break
                height, fitting = height + more, fitting + 1
            put_table(self._slide, grid, left[:fitting], Box(_LEFT, self._top, _ROOM, height))
            self._top += height + 0.08
            left = left[fitting:]
            if left:
                self._next()

    def _pictures(self, pictures: tuple[Picture, ...]) -> None:
        if not pictures:
            return
        self._reach(_PICTURE + 0.1)
        width = (_ROOM - 0.3) / 2
        for place, picture in enumerate(pictures):
            box = Box(_LEFT + place * (width + 0.3), self._top, width, _PICTURE)
            put_chart(self._slide, picture, box)
        self._top += _PICTURE + 0.1

    def _reach(self, needed: float) -> None:
        if self._top + needed > _BOTTOM:
            self._next()

    def _text(self, text: str, how: Writing, height: float) -> None:
        from pptx.util import Inches  # noqa: PLC0415 - only downloads need it

        shape = self._slide.shapes.add_textbox(
            Inches(_LEFT - 0.1), Inches(self._top), Inches(_ROOM + 0.2), Inches(height)
        )
        shape.text_frame.word_wrap = True
        shape.text_frame.margin_top = shape.text_frame.margin_bottom = 0
        write(shape.text_frame.paragraphs[0], text, how)
        self._top += height

    def _next(self) -> None:
        """Begin a slide: its title is the report's, so that outlines and readers find it."""
        from pptx.util import Inches  # noqa: PLC0415 - only downloads need it

        layout = self._deck.slide_layouts[5]
        self._slide = self._deck.slides.add_slide(layout)
        self._count += 1
        title = self._slide.shapes.title
        title.left, title.top = Inches(_LEFT - 0.1), Inches(0.3)
        title.width, title.height = Inches(_ROOM), Inches(0.6)
        frame = title.text_frame
        frame.word_wrap = True
        paragraph = frame.paragraphs[0]
        paragraph.alignment = 1
        write(paragraph, f"{self._content.title} ", Writing(20, INK, is_bold=True))
        colour = LIGHTS[self._content.light]
        write(paragraph, self._content.light_word, Writing(16, colour, is_bold=True))
        self._top = 7.08
        foot = " · ".join((*self._content.facts[:1], *self._content.marks, str(self._count)))
        self._text(foot, Writing(9, MUTED), 0.25)
        self._top = _TOP

    def _cover(self) -> None:
        content = self._content
        self._text(content.verdict, Writing(16, INK, is_bold=True), 0.62)
        if content.note:
            self._text(content.note, Writing(13), 0.5)
        self._text(" · ".join(content.facts), Writing(10, MUTED), 0.35)


def put_chart(slide: Any, picture: Picture, box: Box) -> None:  # noqa: ANN401 - pptx is untyped
    """Put a picture on a slide as a line chart with its own data sheet."""
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415 - only downloads need it
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION  # noqa: PLC0415 - as above
    from pptx.util import Inches, Pt  # noqa: PLC0415 - as above

    days = sorted({day for line in picture.series for day, _ in line.points})
    data = CategoryChartData(number_format=_number_format(picture))  # type: ignore[no-untyped-call]
    data.categories = days
    for line in picture.series:
        points = dict(line.points)
        data.add_series(line.name, [_height(points.get(day)) for day in days])  # type: ignore[no-untyped-call]
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE,
        Inches(box.left),
        Inches(box.top),
        Inches(box.width),
        Inches(box.height),
        data,
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", picture.alt)  # noqa: SLF001 - no other way
    chart = frame.chart
    chart.has_title = True
    write(
        chart.chart_title.text_frame.paragraphs[0],
        picture.finding,
        Writing(12, INK, is_bold=True),
    )
    chart.has_legend = len(picture.series) >= _SMALLEST_SERIES
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    chart.font.size, chart.font.name = Pt(10), LATIN
    chinese_face(chart.font._element)  # noqa: SLF001 - the library has no way to set it
    chart.value_axis.tick_labels.number_format = _number_format(picture)
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.tick_labels.number_format = "yyyy-mm-dd"
    chart.category_axis.tick_labels.number_format_is_linked = False
    _gaps_bridged(chart)
    for place, (series, line) in enumerate(zip(chart.plots[0].series, picture.series, strict=True)):
        _draw(series, _COLOURS[place % len(_COLOURS)], is_plan=line.is_plan)


def _number_format(picture: Picture) -> str:
    return "yyyy-mm-dd" if picture.scale is Scale.DAYS else "#,##0"


def _height(value: float | date | None) -> float | None:
    """Give a day as spreadsheets count it."""
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return value


def _gaps_bridged(chart: Any) -> None:  # noqa: ANN401 - pptx is untyped
    from pptx.oxml.ns import qn  # noqa: PLC0415 - only downloads need it

    element = chart._chartSpace.chart  # noqa: SLF001 - the library has no way to set it
    found = element.find(qn("c:dispBlanksAs"))
    if found is None:
        found = element.makeelement(qn("c:dispBlanksAs"), {})
        element.append(found)
    found.set("val", "span")


def _draw(series: Any, colour: str, *, is_plan: bool) -> None:  # noqa: ANN401 - pptx is untyped
    from pptx.dml.color import RGBColor  # noqa: PLC0415 - only downloads need it
    from pptx.enum.dml import MSO_LINE  # noqa: PLC0415 - as above
    from pptx.util import Pt  # noqa: PLC0415 - as above

    series.smooth = False
    series.marker.style = None
    line = series.format.line
    line.width = Pt(1.5 if is_plan else 2.25)
    line.color.rgb = RGBColor.from_string(MUTED if is_plan else colour)  # type: ignore[no-untyped-call]
    if is_plan:
        line.dash_style = MSO_LINE.DASH
