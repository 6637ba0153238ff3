"""What a command speaks through: the database, the reader's language, the two streams."""

import getpass
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import invalid, refusal
from ecogov.i18n.translator import Translator, language_of, translator
from ecogov.settings import Settings, load, terminal_locale
from ecogov.storage.addresses import check_reachable
from ecogov.storage.database import Database
from ecogov.storage.migrate import prepare

_PIPED_COLUMNS: Final = 240
"""Wide enough that a record keeps to its line where other programs read it."""

_FLAGS: Final = {
    "name_en": "--name",
    "content_domain": "--domain",
    "locales": "--locale",
    "start_on": "--start",
    "due_on": "--due",
    "vendor_id": "--vendor",
    "queue_id": "--queue",
}


@dataclass(frozen=True)
class Terminal:
    """One run of a command: what its common options say, and how it answers.

    Answers go to standard output, everything else to standard error. With `is_json` the answer
    is exactly one JSON document in UTF-8.
    """

    database_url: str | None = None
    is_json: bool = False
    language: str | None = None

    @classmethod
    def told(cls, common: Mapping[str, Any]) -> "Terminal":
        """Take what the options that every command has say."""
        return cls(**common)

    @cached_property
    def t(self) -> Translator:
        """The reader's language."""
        locale = terminal_locale()
        asked = "zh-Hans" if self.language == "zh" else self.language
        return translator(asked or _configured_language() or language_of(locale), locale)

    @cached_property
    def settings(self) -> Settings:
        """The settings, with the database that this command was given."""
        given = {"database_url": self.database_url} if self.database_url else {}
        return load().model_copy(update=given)

    @cached_property
    def db(self) -> Database:
        """The database, brought up to date first where it is embedded.

        Raises
        ------
        DomainError
            ``database.address``, ``database.unreachable``, ``database.newer`` or
            ``database.behind``.
        """
        url = self.settings.database_url
        check_reachable(url)
        prepare(url)
        return Database.open(url)

    @cached_property
    def actor(self) -> str:
        """Who sits here, as the audit trail names them."""
        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            return "local"

    def name_of(self, record: object) -> str:
        """Choose the name of a record in the reader's language, else in the other one."""
        names = [str(getattr(record, f"name_{one}", "") or "") for one in ("en", "zh")]
        first, second = names if self.t.language == "en" else reversed(names)
        return first or second

    def say(self, text: str) -> None:
        """Tell a person something that is not the answer."""
        typer.echo(text, err=True)

    def answer(self, told: object, *shown: Table | str) -> None:
        """Give the answer: `told` to programs, what is `shown` to people."""
        if self.is_json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2).encode())
            return
        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, width=_PIPED_COLUMNS)
        for one in shown:
            console.print(one, markup=False)

    @contextmanager
    def telling_refusals(self) -> Iterator[None]:
        """Turn a refusal inside the block into its sentence and exit status 1; then tidy up."""
        try:
            yield
        except DomainError as error:
            self.refuse(error.code, refusal(self.t, error))
        except ValidationError as error:
            self.refuse(_first_code(error), "\n".join(invalid(self.t, error, _labels(error))))
        finally:
            if "db" in vars(self):
                self.db.close()

    def refuse(self, code: str, message: str) -> None:
        """Say why something was not done, and end with exit status 1.

        Raises
        ------
        Exit
            Always.
        """
        self.say(message)
        if self.is_json:
            self.answer({"error": {"code": code, "message": message}})
        raise typer.Exit(1)

    @contextmanager
    def progress(self, *, has_share: bool) -> Iterator[Callable[[float | None, str], None]]:
        """Draw on standard error how far the work is, where a person can see it.

        Yields
        ------
        callable
            Takes the share that is done, 0 to 1 (None while unknown), and words for the step.
        """
        console = Console(stderr=True)
        share = [BarColumn(), TaskProgressColumn()] if has_share else []
        columns = [SpinnerColumn(), *share, TextColumn("{task.description}", markup=False)]
        with Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as bar:
            task = bar.add_task("", total=1.0 if has_share else None)
            yield lambda share, text: bar.update(task, completed=share, description=text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: int = 0) -> Table:
    """Lay out rows of texts; the last `numbers` columns are aligned to the right."""
    made = Table(box=None, pad_edge=False, header_style="bold", show_header=any(headings))
    first_number = len(headings) - numbers
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if place >= first_number else "left")
    for row in rows:
        made.add_row(*(Text(str(cell)) for cell in row))
    return made


def _configured_language() -> str | None:
    """Read the language that was set; settings that cannot be read are refused elsewhere."""
    try:
        language = load().language
    except (DomainError, ValidationError):
        return None
    return None if language == "auto" else language


def _first_code(error: ValidationError) -> str:
    kind = error.errors(include_url=False, include_input=False)[0]["type"]
    return kind if "." in kind else f"invalid.{kind}"


def _labels(error: ValidationError) -> Mapping[str, str]:
    """Name the fields as a person gave them: flags, or variables of the environment."""
    places = {str(item["loc"][0]) for item in error.errors(include_url=False) if item["loc"]}
    if error.title == Settings.__name__:
        return {name: f"ECOGOV_{name.upper()}" for name in places}
    return {name: _FLAGS.get(name, f"--{name.replace('_', '-')}") for name in places}
