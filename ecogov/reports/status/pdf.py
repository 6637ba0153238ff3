"""A status report as PDF: tagged, with its fonts, the same bytes for the same report."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Cell, Content, Picture, Section
from ecogov.reports.status.svg import printed

_HERE: Final = Path(__file__).parent
FONTS: Final = _HERE / "fonts"
_TEMPLATE: Final = _HERE / "status.typ"
_MAKER: Final = "EcoGov"


def pdf(t: Translator, content: Content) -> bytes:
    """Write a report as PDF/UA-1.

    Words of people are handed over as data: none of them is ever read as markup.
    """
    import typst  # noqa: PLC0415 - only downloads need it

    stamp = datetime.combine(content.as_of, datetime.min.time(), UTC)
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(_data(t, content), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=stamp,
    )
    return made


@cache
def _fonts() -> Any:  # noqa: ANN401 - typst is imported late
    import typst  # noqa: PLC0415 - only downloads need it

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _data(t: Translator, content: Content) -> dict[str, Any]:
    language, _, region = content.language.partition("-")
    return {
        "title": content.title,
        "author": _MAKER,
        "lang": language,
        "region": "cn" if region else None,
        "light": content.light.value,
        "word": content.light_word,
        "verdict": content.verdict,
        "note": content.note,
        "facts": content.facts,
        "footer": " · ".join((content.code, *content.facts[:1], *content.marks)),
        "sections": [_section(t, one) for one in content.sections],
    }


def _section(t: Translator, section: Section) -> dict[str, Any]:
    grid = section.grid
    rows = grid.rows if grid is not None else ()
    return {
        "key": section.key,
        "title": section.title,
        "lines": section.lines,
        "breaks": section.starts_page,
        "empty": section.empty,
        "columns": []
        if grid is None
        else [
            {
                "name": name,
                "wide": place in grid.wide,
                "number": place in grid.numbers,
            }
            for place, name in enumerate(grid.columns)
        ],
        "rows": [[_cell(cell) for cell in row] for row in rows],
        "pictures": [_picture(t, one) for one in section.pictures],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"said": cell.said, "light": None if cell.light is None else cell.light.value}


def _picture(t: Translator, picture: Picture) -> dict[str, str]:
    return {"finding": picture.finding, "alt": picture.alt, "svg": printed(t, picture)}
