"""Options that several commands share."""

from datetime import date
from typing import Annotated

import typer


def _day(text: str) -> date:
    return date.fromisoformat(text)


ProjectOption = Annotated[str, typer.Option("--project", metavar="CODE", help="Project.")]
CodeOption = Annotated[str, typer.Option("--code", help="Code, as exports name it.")]
NameOption = Annotated[str, typer.Option("--name", help="Name in English.")]
ChineseNameOption = Annotated[str, typer.Option("--name-zh", help="Name in Chinese.")]
IsArchived = Annotated[bool, typer.Option("--archived", help="Those that were put away instead.")]
FirstDay = Annotated[
    date | None,
    typer.Option("--from", parser=_day, metavar="YYYY-MM-DD", help="First day, included."),
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=_day, metavar="YYYY-MM-DD", help="Last day, included."),
]


def day_option(flag: str, about: str) -> object:
    """Make an option that takes one day."""
    return typer.Option(flag, parser=_day, metavar="YYYY-MM-DD", help=about)


def listed(given: list[str]) -> tuple[str, ...]:
    """Split values that were given by several options, by commas, or both."""
    parts = (part.strip() for text in given for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
