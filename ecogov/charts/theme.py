"""One look for every chart, light and dark: colours and the Vega-Lite configuration.

The colours match ``.streamlit/config.toml``. Pages draw specifications without Streamlit's own
chart theme, so that reports and pages show the same picture.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

Theme = Literal["light", "dark"]

FONT: Final = "Source Sans, EcoGov Sans SC, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme.

    Parameters
    ----------
    accent : str
        The series that the chart is about.
    ink, muted, grid, surface : str
        Text, secondary text, grid lines, background.
    good, warning, bad, unknown : str
        Status only, never alone: always beside an icon and a word.
    categories : tuple of str
        Series of equal rank, told apart by colour-blind eyes in this order.
    """

    accent: str
    ink: str
    muted: str
    grid: str
    surface: str
    good: str
    warning: str
    bad: str
    unknown: str
    categories: tuple[str, ...]


PALETTES: Final[dict[Theme, Palette]] = {
    "light": Palette(
        accent="#0b6574",
        ink="#15181c",
        muted="#5b6770",
        grid="#e6eaec",
        surface="#ffffff",
        good="#1f7a3d",
        warning="#9a5b00",
        bad="#b42318",
        unknown="#5b6770",
        categories=(
            "#0b6574",
            "#c2571a",
            "#5f4bb6",
            "#3d7a34",
            "#b3306b",
            "#8a6d00",
            "#5b6770",
        ),
    ),
    "dark": Palette(
        accent="#4fb8c9",
        ink="#e8ebed",
        muted="#9aa7b0",
        grid="#262e33",
        surface="#101417",
        good="#62c486",
        warning="#e5b455",
        bad="#ff8a7a",
        unknown="#9aa7b0",
        categories=(
            "#4fb8c9",
            "#f0965a",
            "#a99cf0",
            "#86c27a",
            "#ef85b4",
            "#d6b84a",
            "#9aa7b0",
        ),
    ),
}


def vega_config(theme: Theme, language: str = "en") -> dict[str, Any]:
    """Give the ``config`` block of a Vega-Lite specification; a new dictionary each time.

    Parameters
    ----------
    theme : {"light", "dark"}
        Which palette.
    language : str
        Of the names of months and days on time axes: a key of `LANGUAGES`.
    """
    colours = PALETTES[theme]
    return {
        "locale": {"time": _time_names(language)} if language == "zh-Hans" else {},
        "font": FONT,
        "background": "transparent",
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 2},
        "view": {"stroke": "transparent"},
        "range": {"category": list(colours.categories)},
        "mark": {"color": colours.accent},
        "line": {"strokeWidth": 2, "color": colours.accent},
        "point": {"size": 30, "filled": True, "color": colours.accent},
        "bar": {"color": colours.accent},
        "rule": {"color": colours.muted},
        "text": {"color": colours.ink, "fontSize": 12},
        "title": _title(colours),
        "axis": _axis(colours),
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False, "titlePadding": 10},
        "legend": _legend(colours),
        "header": {"labelColor": colours.ink, "labelFontSize": 12, "title": None},
    }


def _title(colours: Palette) -> dict[str, Any]:
    return {
        "anchor": "start",
        "frame": "group",
        "offset": 10,
        "fontSize": 15,
        "fontWeight": 700,
        "color": colours.ink,
        "subtitleColor": colours.muted,
        "subtitleFontSize": 12.5,
        "subtitlePadding": 4,
    }


def _axis(colours: Palette) -> dict[str, Any]:
    return {
        "labelColor": colours.muted,
        "labelFontSize": 12,
        "titleColor": colours.muted,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "gridColor": colours.grid,
        "domainColor": colours.grid,
        "tickColor": colours.grid,
        "labelOverlap": True,
    }


def _legend(colours: Palette) -> dict[str, Any]:
    return {
        "orient": "top",
        "direction": "horizontal",
        "labelColor": colours.ink,
        "labelFontSize": 12,
        "labelLimit": 240,
        "titleColor": colours.muted,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "symbolSize": 80,
    }


def _time_names(language: str) -> dict[str, Any]:
    from babel import Locale  # noqa: PLC0415 - English charts never need it

    names = Locale.parse(language.replace("-", "_"))
    months, days = names.months["format"], names.days["format"]
    sunday_first = [6, 0, 1, 2, 3, 4, 5]
    return {
        "dateTime": "%Y年%-m月%-d日 %H:%M:%S",
        "date": "%Y/%m/%d",
        "time": "%H:%M:%S",
        "periods": ["上午", "下午"],
        "days": [days["wide"][index] for index in sunday_first],
        "shortDays": [days["abbreviated"][index] for index in sunday_first],
        "months": [months["wide"][index] for index in range(1, 13)],
        "shortMonths": [months["abbreviated"][index] for index in range(1, 13)],
    }
