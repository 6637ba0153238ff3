"""The root cause page as a whole, once it is settled what is looked at."""

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.i18n import formats
from ecogov.i18n.refusals import refusal
from ecogov.services.rootcause.explaining import Explained
from ecogov.ui.rootcause import reads
from ecogov.ui.rootcause.along import along
from ecogov.ui.rootcause.causes import causes
from ecogov.ui.rootcause.choices import CUT, VIEW, VIEWS, picker
from ecogov.ui.rootcause.control import control
from ecogov.ui.rootcause.drill import drill
from ecogov.ui.rootcause.summary import summary
from ecogov.ui.rootcause.suspects import suspects
from ecogov.ui.rootcause.view import Case


def desk(case: Case) -> None:
    """Draw what was found, the slices, what happened around it, and the rows that are open."""
    _views(case)
    if case.asked.view == "chart":
        control(case)
        return
    _cuts(case)
    found = _explained(case)
    if found is None:
        return
    summary(case, found)
    causes(case, found)
    along(case, found)
    suspects(case, found)
    drill(case, found)


def _views(case: Case) -> None:
    t = case.page.t
    st.session_state["rootcause.view"] = case.asked.view
    st.segmented_control(
        t("rootcause.view"),
        VIEWS,
        format_func=lambda name: t(f"rootcause.view.{name}"),
        key="rootcause.view",
        required=True,
        label_visibility="collapsed",
        on_change=picker(VIEW),
    )


def _explained(case: Case) -> Explained | None:
    """Explain the change; where a period holds nothing, say which days do."""
    t = case.page.t
    try:
        return reads.explained(case.page, case.question)
    except DomainError as error:
        span = reads.span(case.page, case.question.project_id)
        st.info(refusal(t, error), icon=":material/search_off:")
        if span is not None:
            st.caption(t("rootcause.days_known", days=formats.days(t, *span)))
        return None


def _cuts(case: Case) -> None:
    t = case.page.t
    offered = reads.offered(case.page, case.question)
    st.session_state["rootcause.cut"] = [name for name in case.question.cuts if name in offered]
    st.pills(
        t("rootcause.cut"),
        offered,
        selection_mode="multi",
        format_func=lambda name: t(f"dimension.{name}"),
        key="rootcause.cut",
        on_change=picker(CUT),
        help=t("rootcause.cut_help"),
    )
