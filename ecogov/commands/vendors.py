"""Commands on vendors: add, list. They serve all projects."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ecogov.commands.terminal.declaring import command, group
from ecogov.commands.terminal.options import ChineseNameOption, CodeOption, IsArchived, NameOption

if TYPE_CHECKING:
    from ecogov.commands.terminal.session import Terminal

app: Final = typer.Typer()
_vendor: Final = group("vendor", "Vendors and in-house teams: who does the work.")
app.add_typer(_vendor)


@command(_vendor, "add")
def add(
    terminal: "Terminal",
    *,
    code: CodeOption,
    name: NameOption = "",
    name_zh: ChineseNameOption = "",
    is_inhouse: Annotated[bool, typer.Option("--in-house", help="It is a team of ours.")] = False,
) -> None:
    """Create a vendor; a name in one language is enough."""
    from ecogov.domain.projects import VendorDraft
    from ecogov.services.vendors import add_vendor

    told = {"code": code, "name_en": name, "name_zh": name_zh, "is_inhouse": is_inhouse}
    draft = VendorDraft.model_validate(told)
    vendor_id = add_vendor(terminal.db, draft, actor=terminal.actor)
    terminal.say(terminal.t("command.vendor.added", code=draft.code))
    if terminal.is_json:
        terminal.answer({"id": vendor_id, "code": draft.code})


@command(_vendor, "list")
def list_(terminal: "Terminal", *, is_archived: IsArchived = False) -> None:
    """List the vendors."""
    from ecogov.commands.terminal.plain import records, rows_of
    from ecogov.commands.terminal.session import table
    from ecogov.i18n.formats import shown
    from ecogov.services.vendors import list_vendors

    t, found = terminal.t, list_vendors(terminal.db, archived=is_archived)
    headings = [t("vendor.code"), t("project.name"), t("vendor.is_inhouse")]
    rows = [
        (row.code, terminal.name_of(row), shown(t, bool(row.is_inhouse))) for row in rows_of(found)
    ]
    terminal.answer(records(found), table(headings, rows))
