"""Paste many rows from a spreadsheet: see what each would become, log the good ones together."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.log.fields import Shape
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.formats import shown as shown_value
from ecogov.i18n.refusals import invalid, refusal
from ecogov.i18n.translator import Translator
from ecogov.services.log.pasting import Paste, PastedRow, read_paste
from ecogov.services.log.records import archive_records, log_records
from ecogov.ui.feedback import reported
from ecogov.ui.forms.focus import put_focus
from ecogov.ui.literal import literal
from ecogov.ui.log import cached
from ecogov.ui.log.done import Done, field_labels, forget, say
from ecogov.ui.log.form.dialog import is_open as form_is_open
from ecogov.ui.log.place import project_id
from ecogov.ui.page import Page
from ecogov.ui.visitors import rechecked

_KIND: Final = "log.paste.kind"
_TEXT: Final = "log.paste.text"
_NOTE: Final = "log.paste.note"
_ERROR: Final = "log.paste.error"
_COUNT: Final = "log.paste.count"
_PROJECT: Final = "log.paste.project"
_MOST_LETTERS: Final = 100_000
_ROW_HEIGHT: Final = 35
_MOST_ROWS_SHOWN: Final = 8


def begin_paste(kind: RecordKind) -> None:
    """Open the dialog in which rows are pasted."""
    _close()
    st.session_state[_KIND] = kind


def is_pasting(page: Page) -> bool:
    """Tell whether the dialog stands open on this page."""
    return page.key == "log" and _KIND in st.session_state


def standing_paste(page: Page, kind: RecordKind) -> None:
    """Draw the dialog where it is open, unless another one is in front of it."""
    if st.session_state.get(_KIND) is kind and not form_is_open():
        title = page.t(f"log.paste.title.{kind.value}")
        st.dialog(title, width="large", on_dismiss=_close)(rechecked(_paste))(page, kind)


def _close() -> None:
    for key in (_KIND, _TEXT, _NOTE, _ERROR):
        st.session_state.pop(key, None)


def _paste(page: Page, kind: RecordKind) -> None:
    t = page.t
    project = _project(page)
    st.text_area(
        t("log.paste.label"),
        key=_TEXT,
        height=180,
        max_chars=_MOST_LETTERS,
        placeholder=_example(t, kind),
        help=t("log.paste.help"),
    )
    _notes(page)
    # The button that was pressed may be gone, and the keyboard with it: Escape would do nothing.
    put_focus(_TEXT, again=st.session_state.get(_COUNT, 0))
    text = st.session_state[_TEXT]
    if project is None or not text.strip():
        st.button(t("log.paste.look"), key="log.paste.look", icon=":material/table_view:")
        return
    with reported(t):
        vendors = {code: vendor for vendor, code in cached.vendors(page.db).items()}
        paste = read_paste(kind, text, project_id=project, vendors=vendors)
        _preview(page, kind, paste)
        st.button(
            t("log.paste.log", count=len(paste.drafts)),
            key="log.paste.log",
            type="primary",
            icon=":material/add:",
            disabled=not paste.drafts,
            on_click=_log,
            args=(page, kind, text, paste),
        )


def _project(page: Page) -> int | None:
    chosen = project_id(page)
    if chosen is not None:
        return chosen
    names = dict(zip(page.projects["id"], page.projects["code"], strict=True))
    picked = st.selectbox(
        page.t("shell.project"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        key=_PROJECT,
        placeholder=page.t("log.paste.project"),
    )
    return None if picked is None else int(picked)


def _notes(page: Page) -> None:
    note: tuple[int, int] | None = st.session_state.get(_NOTE)
    error: DomainError | None = st.session_state.get(_ERROR)
    if error is not None:
        st.error(literal(refusal(page.t, error)), icon=":material/block:")
    elif note is not None:
        logged, bad = note
        said = [page.t("log.paste.logged", count=logged)]
        said += [page.t("log.paste.kept", count=bad)] if bad else []
        st.success("  \n".join(said), icon=":material/check_circle:")


def _preview(page: Page, kind: RecordKind, paste: Paste) -> None:
    t = page.t
    labels = field_labels(t, kind)
    told = [t("log.paste.good", count=len(paste.drafts))]
    told += [t("log.paste.bad", count=len(paste.bad))] if paste.bad else []
    st.markdown(" · ".join(told))
    if paste.left_out:
        lost = t("value.list_separator").join(literal(name) for name in paste.left_out)
        key = "log.paste.left_out" if paste.headings else "log.paste.no_headings"
        st.warning(t(key, names=lost), icon=":material/playlist_remove:")
    names = [name for name in paste.fields if name is not None]
    rows = [_shown(page, kind, row, paste.fields) for row in paste.rows]
    columns = [t("log.paste.row"), t("log.paste.wrong"), *(labels[name] for name in names)]
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        height=(min(len(rows), _MOST_ROWS_SHOWN) + 1) * _ROW_HEIGHT + 3,
        column_config={
            columns[0]: st.column_config.NumberColumn(width=50),
            columns[1]: st.column_config.TextColumn(width=220 if paste.bad else 70),
        },
        alt=" · ".join(told),
        key="log.paste.table",
    )
    if paste.bad:
        told = [f"**{row.number}** {literal(_wrong(t, kind, row))}" for row in paste.bad]
        st.error("  \n".join(told[:_MOST_ROWS_SHOWN]), icon=":material/edit_off:")


def _shown(
    page: Page, kind: RecordKind, row: PastedRow, fields: Sequence[str | None]
) -> list[object]:
    names = [name for name in fields if name is not None]
    if row.draft is None:
        cells = dict(zip(fields, row.cells, strict=False))
        return [row.number, _wrong(page.t, kind, row), *(cells.get(name, "") for name in names)]
    told = (_value(page, kind, name, getattr(row.draft, name)) for name in names)
    return [row.number, "", *told]


def _value(page: Page, kind: RecordKind, name: str, value: object) -> str:
    """Show a value of a draft as it will stand in the list."""
    spec = KINDS[kind].field(name)
    if value is None or value == "":
        return ""
    if spec.shape is Shape.CHOICE:
        return page.t(f"{kind.value}.{name}.{value}")
    if spec.shape is Shape.VENDOR:
        return cached.vendors(page.db).get(int(str(value)), str(value))
    return shown_value(page.t, value)


def _wrong(t: Translator, kind: RecordKind, row: PastedRow) -> str:
    labels = field_labels(t, kind)
    told = [
        t("invalid.in_field", field=labels[name], reason=refusal(t, error))
        for name, error in row.refused.items()
    ]
    if row.invalid is not None:
        told += [line for line in invalid(t, row.invalid, labels) if line not in told]
    return " ".join(told)


def _log(page: Page, kind: RecordKind, shown: str, paste: Paste) -> None:
    """Log the good rows, all or none; the bad ones stay in the box to be mended.

    Rows that were mended in the moment of the click are shown first: nobody has seen what they
    become.
    """
    if st.session_state[_TEXT] != shown:
        return
    for key in (_NOTE, _ERROR):
        st.session_state.pop(key, None)
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    try:
        logged = log_records(page.db, kind, paste.drafts, actor=page.actor)
    except DomainError as error:
        st.session_state[_ERROR] = error
        return
    ids = tuple(one.id for one in logged)
    forget()
    say(
        Done(
            kind,
            "log.paste.logged",
            {"count": len(ids)},
            lambda: archive_records(page.db, kind, ids, actor=page.actor),
        )
    )
    st.session_state[_NOTE] = (len(logged), len(paste.bad))
    st.session_state[_TEXT] = paste.text_of_bad()


def _example(t: Translator, kind: RecordKind) -> str:
    spec = KINDS[kind]
    names = ("title", "owner", spec.due)
    headings = "\t".join(t(f"{kind.value}.{name}") for name in names)
    return f"{headings}\n{t('log.paste.example')}\t…\t2026-05-01"
