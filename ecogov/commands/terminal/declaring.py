"""How a command is declared: its own options, then those that every command takes."""

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, Final

import typer

_EVERYWHERE: Final = "Everywhere"


class Language(StrEnum):
    """What ``--language`` takes."""

    EN = "en"
    ZH = "zh"
    ZH_HANS = "zh-Hans"


DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; by default"
        " ECOGOV_DATABASE_URL, else data/ecogov.db.",
        rich_help_panel=_EVERYWHERE,
    ),
]
IsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Answer with one JSON document on standard output; a refusal is {error: {code,"
        " message}}.",
        rich_help_panel=_EVERYWHERE,
    ),
]
ChosenLanguage = Annotated[
    Language | None,
    typer.Option(
        "--language",
        help="Language of the answer; by default ECOGOV_LANGUAGE, else that of the terminal.",
        rich_help_panel=_EVERYWHERE,
    ),
]
_COMMON: Final[dict[str, tuple[Any, Any]]] = {
    "database_url": (DatabaseUrl, None),
    "is_json": (IsJson, False),
    "language": (ChosenLanguage, None),
}

Work = Callable[..., None]


def group(name: str, about: str) -> typer.Typer:
    """Make a group of commands; without a name they stand at the top."""
    return typer.Typer(name=name or None, help=about or None, no_args_is_help=bool(name))


def command(app: typer.Typer, name: str) -> Callable[[Work], Work]:
    """Declare a function as a command of `app`.

    Its first parameter is the `Terminal` that it speaks through, the others are its options.
    Whatever it raises as a refusal is told there, and exits with 1. An option of its own wins
    over the one of the same name that every command has.
    """

    def declare(work: Work) -> Work:
        own = list(inspect.signature(work).parameters.values())[1:]
        names = {one.name for one in own}
        common = [one for one in _common_parameters() if one.name not in names]

        @wraps(work)
        def run(**options: object) -> None:
            from ecogov.commands.terminal.session import Terminal

            terminal = Terminal.told({one.name: options.pop(one.name) for one in common})
            with terminal.telling_refusals():
                work(terminal, **options)

        both = [*own, *common]
        run.__signature__ = inspect.Signature(both)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in both}
        app.command(name)(run)
        return work

    return declare


def _common_parameters() -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for name, (annotation, default) in _COMMON.items()
    ]
