"""A status report as Markdown, for chats and wikis: tables, no pictures."""

import re
from typing import Final

from ecogov.i18n.translator import Translator
from ecogov.reports.status.content import Content, Grid, Section

_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BREAKS: Final = re.compile(r"\s*[\r\n]+\s*")


def markdown(_t: Translator, content: Content) -> bytes:
    """Write a report as Markdown; words of people are never read as marks."""
    head = [
        f"# {plain(content.title)}",
        f"**{plain(content.light_word)}** {plain(content.verdict)}",
    ]
    if content.note:
        head.append(plain(content.note))
    head.append(" · ".join(plain(fact) for fact in content.facts))
    parts = [*head, *(_section(one) for one in content.sections)]
    if content.marks:
        parts.append(" · ".join(plain(mark) for mark in content.marks))
    return ("\n\n".join(parts) + "\n").encode()


def plain(text: str) -> str:
    """Write words so that Markdown shows them as they are, on one line."""
    return _MARKS.sub(r"\\\1", _BREAKS.sub(" ", text))


def _section(section: Section) -> str:
    parts = [f"## {plain(section.title)}"]
    if section.grid is not None and section.has_rows:
        parts.append(_grid(section.grid))
    elif section.empty:
        parts.append(plain(section.empty))
    if section.lines:
        parts.append("\n".join(f"- {plain(line)}" for line in section.lines))
    return "\n\n".join(parts)


def _grid(grid: Grid) -> str:
    rule = ["---:" if place in grid.numbers else "---" for place in range(len(grid.columns))]
    lines = [_row(grid.columns), f"| {' | '.join(rule)} |"]
    lines += [_row(tuple(cell.said for cell in row)) for row in grid.rows]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(plain(cell) for cell in cells)} |"
