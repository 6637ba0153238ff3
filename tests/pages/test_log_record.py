"""A record of the log from its first word on: logged, changed, linked, converted, decided."""

from datetime import date

import pytest

from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.services.log.links import links_of
from ecogov.services.log.notes import notes_of
from ecogov.services.log.reading import get_record, list_records
from ecogov.services.log.records import amend_record
from tests.builders import ACTOR, stored_project, stored_record

K = RecordKind


@pytest.fixture
def project(sqlite_db):
    return stored_project(sqlite_db)


def begin(app, kind):
    """Open the dialog of a new record as the menu does."""
    app.menu_button(key="shell.new").click(kind.value).run()
    assert not app.exception, app.exception[0].message


def fill(app, end, /, **typed):
    """Type into the form whose button ends with `end`, and press that button."""
    button = next(b for b in app.button if str(b.key).endswith(end))
    form = str(button.key).removesuffix(end)
    for name, value in typed.items():
        field(app, f"{form}.{name}").set_value(value)
    press(app, button.key)


def field(app, key):
    kinds = ("text_input", "text_area", "selectbox", "date_input", "number_input", "checkbox")
    for kind in (*kinds, "button_group"):
        for found in app.get(kind):
            if found.key == key:
                return found
    raise AssertionError(f"no field {key}")


def press(app, key):
    app.button(key).click().run()
    assert not app.exception, app.exception[0].message


def stored(db, kind):
    return list_records(db, kind, LogFilter())


def said(app):
    return " ".join([*(e.value for e in app.markdown), *(e.value for e in app.success)])


# ---- the dialog ----


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_title_is_enough_for_a_record_of_any_kind(open_page, sqlite_db, kind):
    app = open_page("overview")
    begin(app, kind)
    fill(app, ".save", title="Reviewers leave before the peak")
    assert stored(sqlite_db, kind)["title"].tolist() == ["Reviewers leave before the peak"]
    assert "is logged" in said(app)
    assert not any(str(b.key).startswith("log.new.") for b in app.button)
