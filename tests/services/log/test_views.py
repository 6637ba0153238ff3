"""Saved views: a name, the filters, one of a name per page."""

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.services.log.views import list_views, remove_view, save_view
from ecogov.services.trail import history
from tests.harness.refusals import refused

QUERY = {"kind": ["risk"], "owner": ["Lin", "-"], "status": ["all"]}


def test_a_view_is_kept_with_its_filters_and_listed_by_name(db):
    save_view(db, "log", "  Zeta \n one ", QUERY, actor="lin")
    save_view(db, "log", "高风险", {"kind": ("risk",)}, actor="lin")
    save_view(db, "kpis", "Else", {}, actor="lin")
    rows = list_views(db, "log")
    assert set(rows["name"]) == {"Zeta one", "高风险"}
    assert rows.set_index("name").loc["Zeta one", "query"] == QUERY
    assert rows["created_by"].tolist() == ["lin", "lin"]


def test_a_name_is_given_once_on_a_page(db):
    save_view(db, "log", "Mine", QUERY, actor="lin")
    with refused(db, "saved_view.taken"):
        save_view(db, "log", " Mine ", {}, actor="ann")
    save_view(db, "kpis", "Mine", {}, actor="ann")


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\0b"])
def test_a_view_needs_a_name_that_can_be_read(db, name):
    with refused(db, "saved_view.name"):
        save_view(db, "log", name, QUERY, actor="lin")


def test_a_removed_view_stays_in_the_trail(db):
    view = save_view(db, "log", "Mine", QUERY, actor="lin")
    remove_view(db, view, actor="ann")
    assert list_views(db, "log").empty
    entry = history(db, "saved_view", view).iloc[0]
    assert (entry["action"], entry["actor"]) == ("saved_view.remove", "ann")
    with refused(db, "saved_view.unknown", NotFoundError):
        remove_view(db, view, actor="ann")
