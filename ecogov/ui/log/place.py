"""Where in the log a person is; the link alone knows: ``?kind=risk&open=R-12&status=all``.

``kind`` is a section: a kind of record, or one of the others that `ecogov.ui.log.desk` lists.
``open`` is a reference within the project of the header; while that shows all projects, ``of``
holds the code of the project. Everything else in the link are filters, by the name of the field.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from ecogov.domain.errors import NotFoundError
from ecogov.domain.log.kinds import RecordKind, Reference, parsed_reference
from ecogov.services.log.reading import find_record
from ecogov.ui.header.scope import PERIOD, PROJECT
from ecogov.ui.language import LANGUAGE
from ecogov.ui.links import address
from ecogov.ui.page import Page

KIND: Final = "kind"
OPEN: Final = "open"
OF: Final = "of"
ME: Final = "me"
PAGE: Final = "page"
FIELD: Final = "field"
"""The field that a link asks to look at."""

_KEPT: Final = frozenset({PROJECT, PERIOD, LANGUAGE, ME})


def section() -> str:
    """Tell which section the link asks for; the one of the open record where it asks for none."""
    asked = st.query_params.get(KIND)
    reference = opened()
    if asked is not None:
        return asked
    return RecordKind.RISK.value if reference is None else reference.kind.value


def go(to: str) -> None:
    """Go to a section; filters, and what was open, stay behind."""
    query = st.query_params
    kept = {name: query.get_all(name) for name in query if name in _KEPT}
    query.from_dict({**kept, KIND: to})


def opened() -> Reference | None:
    """Tell which record the link opens."""
    return parsed_reference(st.query_params.get(OPEN, ""))


def asks_to_open() -> bool:
    """Tell whether the link names a record, be it one that exists or not."""
    return OPEN in st.query_params


def open_record(ref: str, project_code: str, field: str = "") -> None:
    """Open a record beside the list, perhaps at one of its fields."""
    st.query_params[OPEN] = ref
    if st.query_params.get(PROJECT) == project_code:
        st.query_params.pop(OF, None)
    else:
        st.query_params[OF] = project_code
    if field:
        st.query_params[FIELD] = field
    else:
        st.query_params.pop(FIELD, None)


def close_record() -> None:
    """Close the record that is open."""
    for name in (OPEN, OF, FIELD):
        st.query_params.pop(name, None)


def opened_id(page: Page) -> int | None:
    """Find the id of the record that the link opens; None where there is no such record."""
    reference = opened()
    code = st.query_params.get(OF) or page.scope.project
    found = page.projects.loc[page.projects["code"] == code, "id"]
    if reference is None or found.empty:
        return None
    try:
        return find_record(page.db, int(found.iloc[0]), reference)
    except NotFoundError:
        return None


def record_query(ref: str, project_code: str) -> dict[str, str]:
    """Give the parameters of a link that opens a record in its project."""
    reference = parsed_reference(ref)
    kind = {} if reference is None else {KIND: reference.kind.value}
    return {PROJECT: project_code, **kind, OPEN: ref}


def record_address(ref: str, project_code: str) -> str:
    """Give the address that opens a record, for tables and texts."""
    return address("log", **record_query(ref, project_code))


def asked(name: str) -> tuple[str, ...]:
    """Give what the link holds under a name."""
    return tuple(dict.fromkeys(st.query_params.get_all(name)))


def ask(name: str, values: Iterable[str]) -> None:
    """Write values under a name into the link; the list starts at its first page again."""
    told = list(values)
    if told:
        st.query_params[name] = told
    else:
        st.query_params.pop(name, None)
    if name != PAGE:
        st.query_params.pop(PAGE, None)


def clear(names: Sequence[str]) -> None:
    """Take filters out of the link."""
    for name in (*names, PAGE):
        st.query_params.pop(name, None)


def project_id(page: Page) -> int | None:
    """Give the id of the project of the header; None where it shows all of them."""
    found = page.projects.loc[page.projects["code"] == page.scope.project, "id"]
    return None if found.empty else int(found.iloc[0])
