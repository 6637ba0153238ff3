"""A real portfolio published as three yearly reports, compared, beside its published colours."""

import csv
import gzip
import io
import json
from datetime import date

import pytest

from ecogov.domain.lights.words import Dimension, Light
from ecogov.domain.portfolios import PortfolioMapping
from ecogov.domain.status.records import AskPart, StepPart
from ecogov.services.log.bringing.portfolio import bring_portfolio, project_ratings
from ecogov.services.log.bringing.taking import opened_files
from ecogov.services.projects import list_projects
from ecogov.services.status.programmes import publish_programme
from ecogov.services.status.publishing import PublicationDraft, compare_reports, tampered_reports
from tests.builders import ACTOR
from tests.harness.places import ROOT

YEARS = {"2018": date(2017, 9, 30), "2019": date(2018, 9, 30), "2020": date(2019, 9, 30)}
N_PROJECTS = 8
LARGE_SLIP = 30
DAY = date(2019, 9, 30)
STEP = StepPart(action="Review the plan", owner="SRO", due_on=DAY, effect="A plan to believe")
ASK = AskPart(ask="Fund it", recommendation="Yes", needed_by=DAY, cost_of_delay="A year")


@pytest.fixture(scope="module")
def rows(shared_data):
    path = shared_data / "annotation" / "ops" / "gmpp_2018-2020.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    seen = {}
    for row in told:
        seen.setdefault(row["project_name"], set()).add(row["year"])
    whole = [name for name, years in seen.items() if years >= YEARS.keys()][:N_PROJECTS]
    return [row for row in told if row["project_name"] in whole]


def until(rows, year):
    """Write the reports of a year and those before, as a file."""
    told = io.StringIO()
    writer = csv.DictWriter(told, rows[0].keys())
    writer.writeheader()
    writer.writerows(row for row in rows if row["year"] <= year)
    return told.getvalue().encode()


def bring(db, rows, year):
    mapping = PortfolioMapping(**json.loads((ROOT / "data/mappings/gmpp.json").read_text("utf-8")))
    [source] = opened_files(until(rows, year), f"gmpp-{year}.csv")
    bring_portfolio(db, source, mapping, actor=ACTOR)


def test_three_yearly_reports_stay_tell_what_moved_and_are_no_greener_than_the_dates(
    sqlite_db, rows
):
    published = []
    for year, day in YEARS.items():
        bring(sqlite_db, rows, year)
        draft = PublicationDraft(as_of=day, path=(STEP,), decisions=(ASK,))
        published.append(publish_programme(sqlite_db, "GMPP", draft, actor=ACTOR))
    assert [one.number for one in published] == [1, 2, 3]
    assert all(len(one.report.projects) == N_PROJECTS for one in published)
    assert tampered_reports(sqlite_db) == []

    found = compare_reports(sqlite_db, published[0].id, published[-1].id)
    moved = [one for one in found.changes if one.what == "moved" and one.days is not None]
    before = {one.ref: one.due_on for one in found.before.records}
    after = {one.ref: one.due_on for one in found.after.records}
    assert moved
    assert all(one.days == (after[one.ref] - before[one.ref]).days for one in moved)

    # Reviews may call a project green whose end has slid by years; the rules do not, and where
    # nothing is known of production they say that they do not know.
    colours = {
        code: project_ratings(sqlite_db, int(project_id))["colour"].iloc[-1]
        for project_id, code in list_projects(sqlite_db)[["id", "code"]].itertuples(index=False)
    }
    slid = set()
    for one in published[-1].report.projects:
        lights = {part.dimension: part for part in one.lights}
        schedule = lights[Dimension.SCHEDULE]
        slip = next((r.value for r in schedule.readings if r.rule == "total_slip"), None)
        assert schedule.light is not Light.GREEN
        if slip is not None and slip > LARGE_SLIP:
            assert schedule.light is Light.RED
            slid.add(colours[one.code])
    assert slid & {"amber", "amber_green", "green"}
