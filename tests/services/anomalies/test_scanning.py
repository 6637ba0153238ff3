"""A scan of the database: what it finds, and what it never does twice."""

import shutil
from datetime import date, timedelta

import pandas as pd
import pytest

from ecogov.domain.anomalies.asking import AnomalyFilter, Shown
from ecogov.domain.anomalies.triage import BudgetDraft
from ecogov.domain.anomalies.watched import WATCHED
from ecogov.domain.people import NotAllowedError, Person, Role
from ecogov.i18n.translator import translator
from ecogov.services.anomalies.budgets import set_budget
from ecogov.services.anomalies.reading import get_anomaly, list_anomalies
from ecogov.services.anomalies.scanning import last_scans, scan_database
from ecogov.services.anomalies.triage import acknowledge
from ecogov.services.calendars import add_change_mark
from ecogov.services.vendors import list_vendors
from ecogov.storage.anomalies import cards, scans
from ecogov.storage.database import Database
from tests.builders import ACTOR, a_change_mark, stored_project, take_in
from tests.harness.desk import DIP_FROM, FIRST_DAY, LAST_DAY, sheet
from tests.harness.refusals import contents

EVERY = AnomalyFilter(shown=Shown.ALL)


def scan(db, as_of=LAST_DAY, project_id=None):
    return scan_database(db, project_id, as_of=as_of, actor=ACTOR)


def flagged(db):
    """Read all flagged days without what the database numbers."""
    with db.read() as session:
        days = cards.days_frame(session)
    return days.drop(columns=["id"])


def same(first, second):
    pd.testing.assert_frame_equal(first, second, check_exact=True)


@pytest.fixture(scope="module")
def desk(module_db):
    """A scanned project with one accuracy dip at its end."""
    project_id = stored_project(module_db, code="DESK", timezone="UTC", country="")
    take_in(module_db, project_id, sheet())
    scan(module_db)
    return module_db


@pytest.fixture
def blank(sqlite_db):
    """A project that was never scanned."""
    stored_project(sqlite_db, code="DESK", timezone="UTC", country="")
    return sqlite_db


def test_a_dip_becomes_one_card_with_the_slice_that_explains_it(desk):
    [card] = list_anomalies(desk, EVERY).to_dict("records")
    vendors = list_vendors(desk).set_index("code")["id"]
    assert (card["metric"], card["direction"], card["status"]) == ("qa_accuracy", "down", "new")
    assert card["vendor_id"] == vendors["KERLIP"]
    assert card["last_day"] == LAST_DAY
    first = card["cause"][0]
    assert first["slice"] == {"vendor": str(vendors["KERLIP"])}
    assert first["is_named"]
    lead = card["lead"]
    assert lead["before"] == pytest.approx(0.96, abs=0.01)
    assert lead["after"] == pytest.approx(lead["numerator"] / lead["denominator"])
    assert lead["after"] < lead["expected_low"]


def test_the_card_holds_its_picture_and_what_weighed(desk):
    [number] = list_anomalies(desk, EVERY)["id"]
    anomaly = get_anomaly(desk, int(number))
    drawn = anomaly.card["picture"]
    assert len({len(drawn[name]) for name in ("day", "value", "low", "high", "expected")}) == 1
    assert set(drawn["flagged"]) <= set(drawn["day"])
    assert drawn["day"][-1] == LAST_DAY.isoformat()
    assert max(anomaly.card["lead"]["evidence"].values()) > 0
    assert anomaly.similar.empty


def test_scanning_twice_changes_nothing(desk):
    before = contents(desk)
    assert [one.days for one in scan(desk)] == [0]
    assert contents(desk) == before


def test_a_scan_of_a_day_that_was_scanned_is_no_news(desk):
    before = contents(desk)
    assert [one.days for one in scan(desk, LAST_DAY - timedelta(days=20))] == [0]
    assert contents(desk) == before


def test_the_receipt_says_what_was_looked_at(desk):
    [row] = last_scans(desk).to_dict("records")
    assert (row["project_code"], row["as_of"], row["failures"]) == ("DESK", LAST_DAY, [])
    assert row["series"] >= 3 * 4
    assert row["flagged"] > 0


def test_scanning_day_by_day_says_what_one_scan_says(blank, tmp_path):
    take_in(blank, 1, sheet())
    blank.close()
    other_path = tmp_path / "other.db"
    shutil.copyfile(blank.engine.url.database, other_path)
    other = Database.open(f"sqlite:///{other_path.as_posix()}")
    scan(blank)
    for back in (5, 3, 2, 0):
        scan(other, LAST_DAY - timedelta(days=back))
    same(flagged(blank), flagged(other))
    columns = ["first_day", "last_day", "metric", "p_value", "lead", "cause", "series_count"]
    same(list_anomalies(blank, EVERY)[columns], list_anomalies(other, EVERY)[columns])
    other.close()


def test_what_later_days_bring_changes_no_earlier_verdict(blank):
    take_in(blank, 1, sheet(days=107))
    until = FIRST_DAY + timedelta(days=106)
    scan(blank, until)
    early = flagged(blank)
    take_in(blank, 1, sheet(first=107))
    scan(blank)
    late = flagged(blank)
    assert len(late) > len(early) > 0
    same(late[late["day"] <= until].reset_index(drop=True), early)


def test_the_order_in_which_files_come_does_not_matter(blank, tmp_path):
    other_path = tmp_path / "other.db"
    blank.close()
    shutil.copyfile(blank.engine.url.database, other_path)
    other = Database.open(f"sqlite:///{other_path.as_posix()}")
    take_in(blank, 1, sheet())
    take_in(other, 1, sheet(first=60))
    take_in(other, 1, sheet(days=60))
    vendors = {number: set(list_vendors(one)["id"]) for number, one in enumerate((blank, other))}
    assert vendors[0] == vendors[1]
    for one in (blank, other):
        scan(one)
    same(flagged(blank), flagged(other))
    other.close()


def test_corrected_figures_are_scanned_again_and_close_the_card(blank):
    take_in(blank, 1, sheet())
    scan(blank)
    [number] = list_anomalies(blank, EVERY)["id"]
    take_in(blank, 1, sheet(dip=0.04))
    [done] = scan(blank)
    assert 3 <= done.days <= 5
    card = get_anomaly(blank, int(number)).card
    assert (card["status"], card["reason"]) == ("closed", "corrected")
    assert flagged(blank).empty


def test_a_card_that_goes_on_keeps_what_people_said(blank):
    take_in(blank, 1, sheet(days=108))
    scan(blank, FIRST_DAY + timedelta(days=107))
    [card] = list_anomalies(blank, EVERY).to_dict("records")
    acknowledge(blank, (card["id"], card["version"]), actor=ACTOR)
    take_in(blank, 1, sheet(first=108))
    scan(blank)
    [later] = list_anomalies(blank, EVERY).to_dict("records")
    assert later["id"] == card["id"]
    assert later["last_day"] > card["last_day"]
    assert later["status"] == "acknowledged"


def test_what_was_over_long_ago_is_history_and_nobody_s_work(blank):
    take_in(blank, 1, sheet())
    extra = {"days": 150, "first": 110, "dip": 0.04}
    take_in(blank, 1, sheet(**extra))
    scan(blank, FIRST_DAY + timedelta(days=149))
    told = list_anomalies(blank, EVERY)
    dip = told[told["first_day"] <= LAST_DAY]
    assert set(dip["status"] + dip["reason"]) == {"closedhistory"}


def test_a_series_that_makes_no_sense_stops_no_other_and_is_named(blank):
    returned = {FIRST_DAY + timedelta(days=number): 9_999 for number in range(5)}
    take_in(blank, 1, sheet(Rework=returned))
    [done] = scan(blank)
    assert [code for _, code in done.failures] == ["scan.not_a_share"]
    assert done.failures[0][0].startswith("rework_rate|")
    assert not list_anomalies(blank, EVERY).empty
    assert last_scans(blank)["failures"].iloc[0] == [
        {"series": done.failures[0][0], "code": "scan.not_a_share"}
    ]


def test_a_marked_change_is_told_and_can_be_taken_for_planned(blank):
    take_in(blank, 1, sheet())
    add_change_mark(blank, a_change_mark(1, day=DIP_FROM), actor=ACTOR)
    draft = BudgetDraft(is_marked_planned=True)
    set_budget(blank, 1, draft, version=0, actor=ACTOR)
    scan(blank)
    [card] = list_anomalies(blank, EVERY).to_dict("records")
    assert [one["en"] for one in card["context"] if one["kind"] == "mark"] == ["Guideline 4.0"]
    assert (card["status"], card["reason"]) == ("planned", "known_event")


def test_a_stricter_budget_flags_less(blank):
    take_in(blank, 1, sheet(dip=0.07))
    set_budget(blank, None, BudgetDraft(years_per_alarm=0.1), version=0, actor=ACTOR)
    scan(blank)
    lenient = len(flagged(blank))
    set_budget(blank, None, BudgetDraft(years_per_alarm=20), version=1, actor=ACTOR)
    with blank.write(ACTOR) as session:
        scans.keep_fingerprints(session, 1, (FIRST_DAY, LAST_DAY), {})
    scan(blank)
    assert len(flagged(blank)) < lenient


def test_nothing_is_scanned_before_anything_came_in(blank):
    assert [(one.days, one.series) for one in scan(blank)] == [(0, 0)]


def test_only_who_may_triage_scans(desk):
    [project_id] = set(list_anomalies(desk, EVERY)["project_id"])
    viewer = desk.for_person(Person("eve", None, {int(project_id): Role.VIEWER}))
    with pytest.raises(NotAllowedError):
        scan(viewer, project_id=int(project_id))
    assert scan(viewer) == []


@pytest.mark.parametrize("code", list(WATCHED))
def test_every_watched_metric_has_a_name_of_its_own(code):
    names = {translator(language)(f"metric.{code}") for language in ("en", "zh-Hans")}
    assert len(names) == 2


def test_days_after_today_are_not_asked_for(blank):
    take_in(blank, 1, sheet())
    [done] = scan_database(blank, actor=ACTOR)
    assert done.as_of == LAST_DAY <= date.today()  # noqa: DTZ011 - any zone will do
