"""A status report as HTML: no script, readable on a phone, on paper, light and dark."""

from html import escape
from typing import Final

from ecogov.domain.lights.words import Light
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Cell, Content, Grid, Picture, Section
from ecogov.reports.status.looks import COLOURS, PICTURE_STYLE, Theme
from ecogov.reports.status.svg import standalone, svg

_LAYOUT: Final = """
.st-report { color:var(--ink); font-size:0.95rem; line-height:1.45;
  font-variant-numeric:tabular-nums lining-nums; }
.st-report h1 { font-size:1.45rem; margin:0 0 0.2rem; padding:0; line-height:1.25; }
.st-report h2 { font-size:1.08rem !important; margin:1.3rem 0 0.4rem; padding:0 !important;
  line-height:1.3; }
.st-report p { margin:0.25rem 0; }
.st-report .st-verdict { font-size:1.1rem; font-weight:600; max-width:62rem; }
.st-report .st-note { max-width:62rem; }
.st-report .st-facts { color:var(--muted); font-size:0.85rem; }
.st-report .st-head { border-left:6px solid var(--grey); padding:0.1rem 0 0.1rem 0.8rem; }
.st-report .st-head.st-green { border-color:var(--green); }
.st-report .st-head.st-amber { border-color:var(--amber); }
.st-report .st-head.st-red { border-color:var(--red); }
.st-light { font-weight:700; white-space:nowrap; }
.st-light.st-green { color:var(--green); } .st-light.st-amber { color:var(--amber); }
.st-light.st-red { color:var(--red); } .st-light.st-grey { color:var(--grey); }
.st-report table { border-collapse:collapse; width:100%; margin:0.2rem 0; font-size:0.9rem; }
.st-report th { text-align:left; font-weight:600; color:var(--muted); font-size:0.8rem;
  border-bottom:1px solid var(--line); padding:0.25rem 0.7rem 0.25rem 0; vertical-align:bottom; }
.st-report td { border:0; border-bottom:1px solid var(--line); vertical-align:top;
  padding:0.3rem 0.7rem 0.3rem 0; overflow-wrap:anywhere; }
.st-report tr { background:none !important; border:0; }
.st-report td.st-short { white-space:nowrap; overflow-wrap:normal; }
.st-report td.st-number, .st-report th.st-number { text-align:right; white-space:nowrap; }
.st-report .st-empty { color:var(--muted); }
.st-pictures { display:grid; gap:0.6rem 1.4rem;
  grid-template-columns:repeat(auto-fill, minmax(min(100%, 23rem), 1fr)); }
.st-pictures figure { margin:0.4rem 0 0; min-width:0; }
.st-pictures figcaption { font-weight:600; font-size:0.9rem; }
.st-pictures img { width:100%; height:auto; display:block; }
.st-report section p { font-size:0.9rem; margin:0.15rem 0; }
.st-date thead { position:absolute; width:1px; height:1px; overflow:hidden;
  clip-path:inset(50%); }
.st-date tbody { display:grid; gap:0.3rem 1.2rem;
  grid-template-columns:repeat(auto-fill, minmax(min(100%, 12.5rem), 1fr)); }
.st-report .st-date tr { display:flex; flex-direction:column; }
.st-report .st-date td { border:0; padding:0; white-space:normal; text-align:left; }
.st-report .st-date td:first-child { color:var(--muted); font-size:0.8rem; }
.st-report .st-date td:last-child { font-weight:600; font-size:1rem; }
@media (max-width:640px) {
  .st-report table, .st-report tbody, .st-report tr, .st-report td { display:block; width:auto; }
  .st-report thead { position:absolute; width:1px; height:1px; overflow:hidden;
    clip-path:inset(50%); }
  .st-report tr { border-bottom:1px solid var(--line); padding:0.35rem 0; }
  .st-report td { border:0; padding:0.05rem 0; display:flex; gap:0.6rem; }
  .st-report td::before { content:attr(data-name); color:var(--muted); flex:0 0 7.5rem;
    font-size:0.82rem; }
  .st-report td.st-number { text-align:left; white-space:normal; }
  .st-report td.st-short { white-space:normal; }
  .st-report td.st-unsaid { display:none; }
  .st-report .st-date tbody { display:grid; grid-template-columns:1fr 1fr; }
  .st-report .st-lights td:nth-child(3),
  .st-report .st-lights td:nth-child(6) { display:none; }
  .st-report .st-lights td:first-child { font-weight:600; }
  .st-report .st-date tr { border:0; padding:0.1rem 0; }
  .st-report .st-date td::before { content:none; }
}
@media print {
  .st-report, .st-report.st-dark { --ink:#000; --muted:#444; --line:#bbb; --accent:#0b6574;
    --green:#1f7a3d; --amber:#9a5b00; --red:#b42318; --grey:#555; font-size:9.5pt; }
  .st-report h2 { margin:0.7rem 0 0.2rem; break-after:avoid; }
  .st-report tr, .st-report figure { break-inside:avoid; }
  .st-report .st-page { break-before:page; }
  .st-report td { padding:0.12rem 0.5rem 0.12rem 0; }
}
"""

STYLE: Final = f"{COLOURS}{PICTURE_STYLE}{_LAYOUT}"
"""Style sheet of a report, for pages that bring their own frame."""


_PAGE_STYLE: Final = """
@font-face { font-family:"EcoGov Sans SC"; src:url("/app/static/EcoGovSansSC-Regular.woff2");
  font-weight:400; unicode-range:U+2E80-9FFF,U+F900-FAFF,U+FF00-FFEF; }
@font-face { font-family:"EcoGov Sans SC"; src:url("/app/static/EcoGovSansSC-Bold.woff2");
  font-weight:700; unicode-range:U+2E80-9FFF,U+F900-FAFF,U+FF00-FFEF; }
* { box-sizing:border-box; }
:root { color-scheme:light dark; }
body { margin:0; background:#fff; font-family:system-ui,-apple-system,"Segoe UI",Roboto,
  "Helvetica Neue",Arial,"PingFang SC","Microsoft YaHei","EcoGov Sans SC",sans-serif; }
main { max-width:72rem; margin:0 auto; padding:1.2rem 1.2rem 3rem; }
nav { max-width:72rem; margin:0 auto; padding:0.6rem 1.2rem 0; text-align:right;
  font-size:0.85rem; }
nav a { color:#0b6574; }
@media (prefers-color-scheme:dark) {
  body { background:#101417; } nav a { color:#62c3d3; }
  main .st-report { --ink:#e8ebed; --muted:#9aa7b0; --line:#313a40; --soft:#1a2024;
    --accent:#4fb8c9; --green:#62c486; --amber:#e5b455; --red:#ff8a7a; --grey:#9aa7b0;
    --l1:#f0965a; --l2:#a99cf0; --l3:#86c27a; --l4:#ef85b4; --l5:#d6b84a; }
}
@page { size:A4; margin:14mm; }
@media print { body { background:#fff; } nav { display:none; } main { padding:0; max-width:none; } }
"""


def fragment(t: Translator, content: Content, *, theme: Theme | None = None) -> str:
    """Write a report for a page that brings its own frame; put `STYLE` beside it.

    Parameters
    ----------
    theme : {"light", "dark"} or None
        With a theme, pictures are images in its colours, for frames that let no SVG through; with
        None they are drawn in the colours of the style sheet.
    """
    facts = " · ".join(escape(fact) for fact in content.facts)
    note = f'<p class="st-note">{escape(content.note)}</p>' if content.note else ""
    head = (
        f'<div class="st-head st-{content.light}"><h1>{escape(content.title)}</h1>'
        f'<p class="st-verdict">{_light(content.light, content.light_word)} '
        f"{escape(content.verdict)}</p>{note}"
        f'<p class="st-facts">{facts}</p></div>'
    )
    sections = "".join(_section(t, one, theme) for one in content.sections)
    dark = " st-dark" if theme == "dark" else ""
    return f'<article class="st-report{dark}" lang="{content.language}">{head}{sections}</article>'


def document(t: Translator, content: Content, links: str = "") -> bytes:
    """Write a report as a page of its own, without any script.

    Parameters
    ----------
    links : str
        HTML of the line above it, such as the way to the other language.
    """
    nav = f"<nav>{links}</nav>" if links else ""
    return (
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow">'
        f"<title>{escape(content.title)}</title><style>{_PAGE_STYLE}{STYLE}</style></head>"
        f"<body>{nav}<main>{fragment(t, content)}</main></body></html>"
    ).encode()


def _section(t: Translator, section: Section, theme: Theme | None) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in section.lines)
    grid = _grid(section.grid) if section.grid is not None and section.has_rows else ""
    empty = f'<p class="st-empty">{escape(section.empty)}</p>' if not grid and section.empty else ""
    pictures = "".join(
        f"<figure><figcaption>{escape(one.finding)}</figcaption>"
        f"{_picture(t, one, f'{section.key}-{place}', theme)}</figure>"
        for place, one in enumerate(section.pictures)
    )
    drawn = f'<div class="st-pictures">{pictures}</div>' if pictures else ""
    page = " st-page" if section.starts_page else ""
    return (
        f'<section class="st-{section.key}{page}"><h2>{escape(section.title)}</h2>'
        f"{grid}{empty}{lines}{drawn}</section>"
    )


def _picture(t: Translator, picture: Picture, serial: str, theme: Theme | None) -> str:
    if theme is None:
        return svg(t, picture, f"st-{serial}")
    source = standalone(t, picture, theme)
    return f'<img alt="{escape(picture.alt)}" src="{source}">'


def _grid(grid: Grid) -> str:
    numbers = grid.numbers
    kinds = ["st-number" if place in numbers else "" for place in range(len(grid.columns))]
    heads = "".join(
        f'<th scope="col" class="{kind}">{escape(name)}</th>'
        for name, kind in zip(grid.columns, kinds, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(cell, grid.columns[place], _kind(grid, place, is_number=place in numbers))
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in grid.rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _kind(grid: Grid, place: int, *, is_number: bool) -> str:
    if is_number:
        return "st-number"
    return "" if place in grid.wide else "st-short"


def _cell(cell: Cell, name: str, kind: str) -> str:
    said = _light(cell.light, cell.said) if cell.light is not None else escape(cell.said)
    unsaid = " st-unsaid" if cell.value is None else ""
    return f'<td class="{kind}{unsaid}" data-name="{escape(name)}">{said}</td>'


def _light(light: Light, word: str) -> str:
    return f'<span class="st-light st-{light}">{escape(word)}</span>'
