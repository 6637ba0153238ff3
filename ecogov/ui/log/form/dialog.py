"""Logging from any page: a title and Enter are enough, the rest can follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NoReturn

import streamlit as st

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.links import LinkDraft, Outside, Relation
from ecogov.domain.log.register import KINDS
from ecogov.services.log.links import link_records
from ecogov.services.log.records import Logged as Stored
from ecogov.services.log.records import archive_records, log_record
from ecogov.ui.forms.conflicts import bring_into_view
from ecogov.ui.forms.fields import Fields
from ecogov.ui.forms.focus import put_focus
from ecogov.ui.forms.refusals import attempted, forget, is_refused, refusal_at
from ecogov.ui.links import link_to
from ecogov.ui.literal import literal
from ecogov.ui.log.done import field_labels
from ecogov.ui.log.form.inputs import typed
from ecogov.ui.log.form.layout import FIRST, form_inputs
from ecogov.ui.log.form.offers import offers_of
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.page import Page
from ecogov.ui.redraw import DIALOG, redraw_records
from ecogov.ui.visitors import rechecked

_KIND: Final = "log.dialog.kind"
_COUNT: Final = "log.dialog.count"
_LAST_PROJECT: Final = "log.dialog.last_project"
_PROJECT: Final = "log.dialog.project"
_BEFORE: Final = "log.dialog.before"
_SAVED: Final = "log.dialog.saved"
_GIVEN: Final = "log.dialog.given"
_SLOT: Final = "log-dialog-refusal"

# Only a run of the whole page takes a dialog away, which is slow; Escape is quick. The dialog
# opens itself once more after its content was drawn, so the key may have to be pressed again; and
# the next dialog begins with what this one holds, so the number lets each press for itself only.
_ESCAPE: Final = """<span class="log-saved"></span><script>
(() => {{
  if (window.ecogovSaved === {count}) return;
  window.ecogovSaved = {count};
  const saved = '[data-testid="stDialog"]:has(.log-saved) [role="dialog"]';
  const press = (left, gone) => {{
    const dialog = document.querySelector(saved);
    dialog?.dispatchEvent(new KeyboardEvent("keydown", {{key: "Escape", bubbles: true}}));
    const again = dialog ? 0 : gone + 1;
    if (left && again < 2) setTimeout(press, 20, left - 1, again);
  }};
  setTimeout(press, 0, 10, 0);
}})()
</script>"""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the form of a new record at first.

    Parameters
    ----------
    values : Mapping[str, Any]
        By field.
    metric : str or None
        The KPI that the record will point at.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    metric: str | None = None


_NOTHING_GIVEN: Final = Given()


def prepare(kind: RecordKind, given: Given = _NOTHING_GIVEN) -> None:
    """Let the form of a new record stand open from the next run on, until saved or closed."""
    st.session_state[_KIND] = kind.value
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_GIVEN] = given
    st.session_state.pop(_BEFORE, None)
    forget(_SLOT)


def open_dialog(kind: RecordKind) -> NoReturn:
    """Open the form of a new record, and draw nothing else anew. For callbacks."""
    prepare(kind)
    st.rerun(DIALOG)


@st.fragment(key=DIALOG)
@rechecked
def standing_dialog(page: Page) -> None:
    """Draw the dialog where one is open: a run of the whole page does not close it."""
    kind: str | None = st.session_state.get(_KIND)
    saved: str | None = st.session_state.pop(_SAVED, None)
    if kind is not None:
        _framed(page, kind)(_body)(page, RecordKind(kind))
    elif saved is not None:
        _framed(page, saved)(_shut)()


def _framed(page: Page, kind: str) -> Callable[..., Any]:
    t, code = page.t, page.scope.project
    name = t(f"new.{kind}")
    title = t("record.new", kind=name)
    if code is not None:
        title = t("record.new_in", kind=name, project=literal(code))
    framed = st.dialog(title, width="medium", on_dismiss=_dismissed)
    return lambda draw: framed(rechecked(draw))


def _shut() -> None:
    """Leave nothing in the dialog but what closes it."""
    script = _ESCAPE.format(count=st.session_state[_COUNT])
    st.html(script, unsafe_allow_javascript=True, width="content")


def is_open() -> bool:
    """Tell whether the dialog stands open; there is room for one dialog only."""
    return _KIND in st.session_state


def _dismissed() -> None:
    if is_open():
        _close()
        st.rerun()  # the page too: another dialog may have waited behind this one


def _given() -> Given:
    given: Given = st.session_state.get(_GIVEN, _NOTHING_GIVEN)
    return given


def _close() -> None:
    st.session_state.pop(_KIND, None)
    forget(_SLOT)


def _body(page: Page, kind: RecordKind) -> None:
    t = page.t
    if page.projects.empty:
        st.info(t("record.no_project_yet"), icon=":material/info:")
        link_to("settings", t("settings.project.new"), icon=":material/add:", section="projects")
        return
    before: str | None = st.session_state.get(_BEFORE)
    if before is not None:
        st.success(t("record.logged", ref=before), icon=":material/check_circle:")
    project_id = _project(page)
    key = f"log.new.{kind.value}.{st.session_state[_COUNT]}"
    with st.form(key, border=False):
        fields = Fields(t, kind.value, key, _given().values)
        form_inputs(fields, offers_of(page, project_id), first=FIRST[kind])
        with st.container(key=_SLOT):
            refusal_at(t, _SLOT, field_labels(t, kind))
        _buttons(page, kind, key, project_id)
    if is_refused(_SLOT):
        bring_into_view(_SLOT)
    else:
        put_focus(f"{key}.title")


def _buttons(page: Page, kind: RecordKind, key: str, project_id: int | None) -> None:
    t = page.t
    log = partial(_log, page, kind, key, project_id)
    with st.container(horizontal=True, gap="small"):
        st.form_submit_button(t("record.save"), type="primary", key=f"{key}.save", on_click=log)
        st.form_submit_button(
            t("record.save_and_next"), key=f"{key}.next", on_click=log, kwargs={"goes_on": True}
        )


def _project(page: Page) -> int | None:
    """Give the project to log into: the one of the header, else the one that is picked."""
    projects = page.projects
    names = dict(zip(projects["code"], projects["name"], strict=True))
    code = page.scope.project
    if code not in names:
        last = st.session_state.get(_LAST_PROJECT)
        code = st.selectbox(
            page.t("shell.project"),
            list(names),
            index=list(names).index(last) if last in names else None,
            format_func=lambda one: page.t("shell.project_option", code=one, name=names[one]),
            key=_PROJECT,
            placeholder=page.t("settings.choose_project"),
            icon=":material/folder_open:",
        )
    found = projects.loc[projects["code"] == code, "id"]
    return None if found.empty else int(found.iloc[0])


def _log(
    page: Page, kind: RecordKind, key: str, project_id: int | None, *, goes_on: bool = False
) -> None:
    values = typed(kind, key)
    stored: list[Stored] = []
    if not attempted(_SLOT, lambda: stored.append(_stored(page, kind, project_id, values))):
        return
    _tell(page, kind, stored[0], project_id)
    if goes_on:
        prepare(kind)
        st.session_state[_BEFORE] = stored[0].ref
    else:
        _close()
        st.session_state[_SAVED] = kind.value
    redraw_records(page)


def _stored(page: Page, kind: RecordKind, project_id: int | None, values: dict[str, Any]) -> Stored:
    if project_id is None:
        raise DomainError("record.project_missing")
    draft = KINDS[kind].draft(project_id=project_id, **values)
    stored = log_record(page.db, kind, draft, actor=page.actor)
    metric = _given().metric
    if metric is not None:
        link = LinkDraft(
            from_kind=kind, from_id=stored.id, relation=Relation.RELATES, to_kind=Outside.KPI,
            to_key=metric,
        )  # fmt: skip
        link_records(page.db, link, actor=page.actor)
    return stored


def _tell(page: Page, kind: RecordKind, stored: Stored, project_id: int | None) -> None:
    projects = page.projects
    code = str(projects.loc[projects["id"] == project_id, "code"].iloc[0])
    st.session_state[_LAST_PROJECT] = code
    undo = partial(archive_records, page.db, kind, (stored.id,), actor=page.actor)
    say(Logged("record.logged", {"ref": stored.ref}, opens=(stored.ref, code), undo=undo))
