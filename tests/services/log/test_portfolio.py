"""A published portfolio as projects, through the services."""

import json
from datetime import date

import pandas as pd
import pytest

from ecogov.domain.errors import UnreadableFileError
from ecogov.domain.log.asking import LogFilter
from ecogov.domain.log.interchange import Fate
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.portfolios import PortfolioMapping, project_code
from ecogov.services.log.bringing.portfolio import (
    bring_portfolio,
    project_ratings,
    rehearse_portfolio,
)
from ecogov.services.log.bringing.taking import opened_files
from ecogov.services.log.milestones import baseline_history, forecast_history
from ecogov.services.log.reading import list_records
from ecogov.services.projects import get_project, list_projects
from tests.builders import ACTOR
from tests.harness.places import ROOT
from tests.harness.refusals import contents, refused

MILESTONE = RecordKind.MILESTONE
MAPPING = PortfolioMapping(
    name="project",
    snapshot="year",
    snapshots={"2024": date(2024, 3, 31), "2025": date(2025, 3, 31)},
    start_on="start",
    end_on="end",
    rating="colour",
    colours={"Amber/Red": "amber_red", "Green": "green"},
    figures={"budget": "budget"},
    constants={"currency": "GBP"},
    source="Review board",
)
HEAD = "project,year,start,end,colour,budget,office\r\n"
ROWS = (
    HEAD + 'New tower,2025,2023-01-01,2027-06-30,amber/red,"£1,200.5",X\r\n'
    "New tower,2024,2023-01-01,2026-12-31,Green,900,X\r\n"
    "Old bridge,2024,TBD,not yet,Exempt,,\r\n"
    "Late row,1999,,2020-01-01,Green,,\r\n"
)


def source(content):
    data = content if isinstance(content, bytes) else content.encode()
    return opened_files(data, "portfolio.csv")[0]


def brought(db, content, mapping=MAPPING, **told):
    return bring_portfolio(db, source(content), mapping, actor=ACTOR, **told)


def end_of(db, code):
    project = get_project(db, code)
    return list_records(db, MILESTONE, LogFilter(project_id=project.id)).iloc[0]


def test_first_report_is_the_promise_and_every_report_a_forecast(db):
    told = brought(db, ROWS)
    assert [row.fate for row in told.rows] == [Fate.NEW, Fate.NEW, Fate.NEW, Fate.REFUSED]
    project = get_project(db, "NEW-TOWER")
    assert (project.due_on, project.currency) == (date(2026, 12, 31), "GBP")
    end = end_of(db, "NEW-TOWER")
    assert (end["baseline_on"], end["forecast_on"]) == (date(2026, 12, 31), date(2027, 6, 30))
    assert baseline_history(db, int(end["id"]))["baseline_on"].tolist() == [date(2026, 12, 31)]
    history = forecast_history(db, (int(end["id"]),))
    assert history["reported_on"].tolist() == [date(2024, 3, 31), date(2025, 3, 31)]
    ratings = project_ratings(db, project.id)
    assert ratings["colour"].tolist() == ["green", "amber_red"]
    assert ratings["budget"].tolist() == [900.0, 1200.5]


def test_what_cannot_be_read_is_said_by_row_and_field(db):
    told = brought(db, ROWS)
    found = {(row.row, one.place, one.code) for row in told.rows
             for one in (*row.dropped, *row.refusals)}  # fmt: skip
    assert found == {
        (2, "office", "bring.no_field"),
        (3, "office", "bring.no_field"),
        (4, "start", "bring.day"),
        (4, "end", "bring.day"),
        (4, "colour", "portfolio.colour"),
        (5, "year", "portfolio.snapshot"),
    }
    rating = project_ratings(db, get_project(db, "OLD-BRIDGE").id).iloc[0]
    assert (rating["colour"], rating["published"]) == (None, "Exempt")


def test_the_same_portfolio_twice_changes_nothing_and_a_new_report_moves_the_forecast(db):
    brought(db, ROWS)
    before = contents(db)
    assert not brought(db, ROWS).is_stored
    assert contents(db) == before
    mapping = MAPPING.model_copy(update={"snapshots": {"2026": date(2026, 3, 31)}})
    later = HEAD + "New tower,2026,2023-01-01,2028-01-31,Green,1,\r\n"
    assert [row.fate for row in brought(db, later, mapping).rows] == [Fate.CHANGED]
    end = end_of(db, "NEW-TOWER")
    assert (end["baseline_on"], end["forecast_on"]) == (date(2026, 12, 31), date(2028, 1, 31))


def test_rehearsal_and_strict_refusal_store_nothing(db):
    before = contents(db)
    told = rehearse_portfolio(db, source(ROWS), MAPPING)
    assert (told.count(Fate.NEW), told.is_stored) == (3, False)
    assert not brought(db, ROWS, is_strict=True).is_stored
    assert contents(db) == before


def test_file_without_the_mapped_columns_is_refused(db):
    with refused(db, "file.columns_missing", UnreadableFileError):
        brought(db, "project,year\r\nX,2024\r\n")


@pytest.mark.parametrize(
    "name", ["5G Testbeds & Trials", "审核平台", "Ünïcode", "x" * 200, "A", "--"]
)
def test_every_name_makes_a_code_that_projects_may_have(db, name):
    assert project_code(name) == project_code(name)
    told = brought(db, HEAD + f'"{name[:110]}",2024,,2026-01-01,Green,,\r\n')
    assert told.count(Fate.NEW) == 1


def test_names_that_look_alike_without_accents_stay_two_projects():
    assert len({project_code(name) for name in ("Resume", "Résumé", "résumé")}) == 3


def test_published_portfolio_comes_in_with_the_figures_that_are_known_of_it(sqlite_db, shared_data):
    folder = shared_data / "annotation" / "ops"
    facts = json.loads((folder / "gmpp_2018-2020.facts.json").read_text("utf-8"))
    mapping = PortfolioMapping.model_validate_json(
        (ROOT / "data" / "mappings" / "gmpp.json").read_text("utf-8")
    )
    file = opened_files(folder / "gmpp_2018-2020.csv.gz", "gmpp.csv.gz")[0]
    told = bring_portfolio(sqlite_db, file, mapping, actor=ACTOR)
    assert (len(told.rows), told.count(Fate.NEW)) == (facts["rows"], facts["rows"])
    assert len(list_projects(sqlite_db)) == facts["distinct"]["projects_by_name"]

    ratings = project_ratings(sqlite_db)
    assert len(ratings) == facts["rows"]
    published = ratings["published"].value_counts().to_dict()
    assert published == facts["colour_rating"]
    assert ratings["colour"].value_counts().to_dict() == {
        "amber": 184, "amber_red": 108, "amber_green": 58, "red": 23, "green": 9,
    }  # fmt: skip
    assert ratings["budget"].notna().sum() == facts["budget_numeric"]
    assert ratings["forecast"].notna().sum() == facts["forecast_numeric"]
    over = (ratings["forecast"] > ratings["budget"]).sum()
    assert over == facts["rows_with_forecast_over_budget"]
    unread = pd.Series(
        [one.place for row in told.rows for one in row.dropped if one.code == "bring.day"]
    ).value_counts()
    assert facts["rows"] - unread["start_date"] == facts["start_dates_parsed"]
    assert facts["rows"] - unread["end_date"] == facts["end_dates_parsed"]

    ends = list_records(sqlite_db, MILESTONE, LogFilter())
    history = forecast_history(sqlite_db, tuple(map(int, ends["id"])))
    assert len(history) == facts["end_dates_parsed"]
    assert max(history["forecast_on"]).isoformat() == facts["last_end"][:10]
    reports = history.groupby("milestone_id")["forecast_on"].agg(["first", "last", "size"])
    several = reports[reports["size"] > 1]
    slips = [
        (last - first).days for first, last in zip(several["first"], several["last"], strict=True)
    ]
    assert len(slips) == facts["slip"]["projects"]
    assert sum(slip > 0 for slip in slips) == facts["slip"]["moved_later"]
    assert sum(slip < 0 for slip in slips) == facts["slip"]["moved_earlier"]
    assert slips.count(0) == facts["slip"]["unchanged"]
    before = contents(sqlite_db)
    again = bring_portfolio(sqlite_db, file, mapping, actor=ACTOR)
    assert (again.count(Fate.UNCHANGED), again.is_stored) == (facts["rows"], False)
    assert contents(sqlite_db) == before
