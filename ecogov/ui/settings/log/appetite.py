"""How much risk a project takes on by category: the score that is wanted, the one that is borne."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.risks.appetite import AppetiteDraft
from ecogov.i18n import formats
from ecogov.services.log.risks import change_appetites
from ecogov.ui.feedback import reported
from ecogov.ui.forms.conflicts import bring_into_view, differences
from ecogov.ui.page import Page
from ecogov.ui.settings.confirmation import Done, say
from ecogov.ui.settings.log import reads
from ecogov.ui.settings.place import generation, go

_LIMITS: Final = ("appetite", "tolerance")
_REFUSAL: Final = "settings-refusal"
_CATEGORIES: Final[tuple[str, ...]] = next(
    spec.choices for spec in KINDS[RecordKind.RISK].fields if spec.name == "category"
)

Limits = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stood in the table when it was opened, and the versions that were seen since."""

    limits: Mapping[str, Limits]
    versions: Mapping[str, int]


def appetite_form(page: Page, project_id: int) -> None:
    """Draw the table of the categories; all that was typed is stored at once, or nothing."""
    t = page.t
    key = f"settings.risk_appetite.{project_id}.{generation()}"
    stored = _stored(reads.appetites(page.db, project_id))
    if f"{key}.save" not in st.session_state:
        st.session_state[f"{key}.seen"] = stored
    seen: _Seen = st.session_state[f"{key}.seen"]
    with st.form(key):
        typed = _editor(page, key, seen)
        if st.form_submit_button(t("settings.save"), type="primary", key=f"{key}.save"):
            changed = {one: told for one, told in typed.items() if told != seen.limits[one]}
            with st.container(key=_REFUSAL):
                _save(page, project_id, changed, (key, seen, stored))
            bring_into_view(_REFUSAL)


def _stored(rows: pd.DataFrame) -> _Seen:
    columns = (rows[name].tolist() for name in ("category", *_LIMITS, "version"))
    told = {
        category: (limits, version) for category, *limits, version in zip(*columns, strict=True)
    }
    return _Seen(
        {one: tuple(told[one][0]) if one in told else (None, None) for one in _CATEGORIES},
        {one: version for one, (_, version) in told.items()},
    )


def _editor(page: Page, key: str, seen: _Seen) -> dict[str, Limits]:
    t, columns = page.t, st.column_config
    rows = [seen.limits[one] for one in _CATEGORIES]
    table = pd.DataFrame(rows, columns=list(_LIMITS)).astype("Int64")
    table.insert(0, "category", [t(f"risk.category.{one}") for one in _CATEGORIES])
    edited = st.data_editor(
        table,
        hide_index=True,
        placeholder="",
        disabled=["category"],
        column_config={
            "category": columns.TextColumn(t("risk_appetite.category"), width=220),
            **{
                name: columns.NumberColumn(
                    t(f"risk_appetite.{name}"),
                    step=1,
                    help=t(f"settings.log.{name}_tip"),
                    width=180,
                )
                for name in _LIMITS
            },
        },
        height="content",
        key=f"{key}.table",
        alt=t("settings.log.appetite_title"),
    )
    told = zip(_CATEGORIES, edited["appetite"], edited["tolerance"], strict=True)
    return {one: (_whole(wanted), _whole(borne)) for one, wanted, borne in told}


def _whole(cell: Any) -> int | None:  # noqa: ANN401 - a cell of the table
    return None if pd.isna(cell) else int(cell)


def _save(
    page: Page, project_id: int, changed: dict[str, Limits], seen: tuple[str, _Seen, _Seen]
) -> None:
    t = page.t
    key, opened, stored = seen
    cleared = [one for one, limits in changed.items() if limits == (None, None)]
    with reported(t, {name: t(f"risk_appetite.{name}") for name in _LIMITS}):
        drafts = [_draft(one, limits) for one, limits in changed.items() if one not in cleared]
        try:
            change_appetites(
                page.db,
                project_id,
                drafts,
                cleared=cleared,
                versions=opened.versions,
                actor=page.actor,
            )
        except DomainError:
            _show_both(page, stored, changed)
            # Whoever has read that and saves again means it.
            st.session_state[f"{key}.seen"] = _Seen(opened.limits, stored.versions)
            raise
        say(Done("settings.log.saved", {"what": t("settings.log.part.appetite")}))
        go("log")
        st.rerun()


def _draft(category: str, limits: Limits) -> AppetiteDraft:
    told = {"category": category, "appetite": limits[0], "tolerance": limits[1]}
    return AppetiteDraft.model_validate(told)


def _show_both(page: Page, stored: _Seen, changed: Mapping[str, Limits]) -> None:
    other = {one: limits for one, limits in changed.items() if limits != stored.limits[one]}
    differences(
        page,
        "risk.category",
        {one: _said(stored.limits[one]) for one in other},
        {one: _said(limits) for one, limits in other.items()},
    )


def _said(limits: Limits) -> str:
    return " / ".join(formats.NOTHING if one is None else str(one) for one in limits)
