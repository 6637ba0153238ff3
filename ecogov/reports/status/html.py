"""A status report as HTML: no script, readable on a phone, on paper, light and dark."""

from html import escape
from typing import Final

from ecogov.domain.lights.words import Light
from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Cell, Content, Grid, Section
from ecogov.reports.status.svg import svg

STYLE: Final = """
.st-report { --ink:#15181c; --muted:#5b6770; --line:#d9dfe2; --soft:#f3f5f6; --accent:#0b6574;
  --green:#1f7a3d; --amber:#9a5b00; --red:#b42318; --grey:#5b6770; --l1:#c2571a; --l2:#5f4bb6;
  --l3:#3d7a34; --l4:#b3306b; --l5:#8a6d00; color:var(--ink); font-size:0.95rem;
  line-height:1.45; font-variant-numeric:tabular-nums lining-nums; }
.st-report.st-dark { --ink:#e8ebed; --muted:#9aa7b0; --line:#313a40; --soft:#1a2024;
  --accent:#4fb8c9; --green:#62c486; --amber:#e5b455; --red:#ff8a7a; --grey:#9aa7b0;
  --l1:#f0965a; --l2:#a99cf0; --l3:#86c27a; --l4:#ef85b4; --l5:#d6b84a; }
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
  grid-template-columns:repeat(auto-fit, minmax(min(100%, 23rem), 1fr)); }
.st-pictures figure { margin:0.4rem 0 0; min-width:0; }
.st-pictures figcaption { font-weight:600; font-size:0.9rem; }
.st-svg { width:100%; height:auto; display:block; font-size:11px; }
.st-svg text { fill:var(--ink); stroke:none; } .st-svg text.st-tick { fill:var(--muted); }
.st-svg text.st-name { font-weight:600; }
.st-grid { stroke:var(--line); stroke-width:1; }
.st-line { fill:none; stroke:var(--accent); stroke-width:2.2; stroke-linejoin:round; }
.st-line.st-plan { stroke:var(--muted); stroke-dasharray:6 4; stroke-width:1.5; }
.st-line.st-l1 { stroke:var(--l1); } .st-line.st-l2 { stroke:var(--l2); }
.st-line.st-l3 { stroke:var(--l3); } .st-line.st-l4 { stroke:var(--l4); }
.st-line.st-l5, .st-line.st-l6, .st-line.st-l7 { stroke:var(--l5); }
.st-svg text.st-name.st-l0 { fill:var(--accent); } .st-svg text.st-name.st-l1 { fill:var(--l1); }
.st-svg text.st-name.st-l2 { fill:var(--l2); } .st-svg text.st-name.st-l3 { fill:var(--l3); }
.st-svg text.st-name.st-l4 { fill:var(--l4); } .st-svg text.st-name.st-plan { fill:var(--muted); }
.st-date table { max-width:34rem; }
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
}
@media print {
  .st-report, .st-report.st-dark { --ink:#000; --muted:#444; --line:#bbb; --accent:#0b6574;
    --green:#1f7a3d; --amber:#9a5b00; --red:#b42318; --grey:#555; font-size:9.5pt; }
  .st-report h2 { margin:0.7rem 0 0.2rem; break-after:avoid; }
  .st-report tr, .st-report figure { break-inside:avoid; }
  .st-report td { padding:0.12rem 0.5rem 0.12rem 0; }
}
"""

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


def fragment(t: Translator, content: Content, *, is_dark: bool = False, serial: str = "st") -> str:
    """Write a report for a page that brings its own frame; put `STYLE` beside it.

    Parameters
    ----------
    serial : str
        Names its pictures apart from those of another report on the same page.
    """
    facts = " · ".join(escape(fact) for fact in content.facts)
    note = f'<p class="st-note">{escape(content.note)}</p>' if content.note else ""
    head = (
        f'<div class="st-head st-{content.light}"><h1>{escape(content.title)}</h1>'
        f'<p class="st-verdict">{_light(content.light, content.light_word)} '
        f"{escape(content.verdict)}</p>{note}"
        f'<p class="st-facts">{facts}</p></div>'
    )
    sections = "".join(_section(t, one, serial) for one in content.sections)
    theme = " st-dark" if is_dark else ""
    return f'<article class="st-report{theme}" lang="{content.language}">{head}{sections}</article>'


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


def _section(t: Translator, section: Section, serial: str) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in section.lines)
    grid = _grid(section.grid) if section.grid is not None and section.has_rows else ""
    empty = f'<p class="st-empty">{escape(section.empty)}</p>' if not grid and section.empty else ""
    pictures = "".join(
        f"<figure><figcaption>{escape(one.finding)}</figcaption>"
        f"{svg(t, one, f'{serial}-{section.key}-{place}')}</figure>"
        for place, one in enumerate(section.pictures)
    )
    drawn = f'<div class="st-pictures">{pictures}</div>' if pictures else ""
    return (
        f'<section class="st-{section.key}"><h2>{escape(section.title)}</h2>'
        f"{grid}{empty}{lines}{drawn}</section>"
    )


def _grid(grid: Grid) -> str:
    numbers = [
        all(row[place].is_number or row[place].value is None for row in grid.rows)
        and any(row[place].is_number for row in grid.rows)
        for place in range(len(grid.columns))
    ]
    kinds = ["st-number" if is_number else "" for is_number in numbers]
    heads = "".join(
        f'<th scope="col" class="{kind}">{escape(name)}</th>'
        for name, kind in zip(grid.columns, kinds, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(cell, grid.columns[place], _kind(grid, place, is_number=numbers[place]))
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
