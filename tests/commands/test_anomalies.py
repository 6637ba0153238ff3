"""``scan`` and ``rootcause``: on files, without a database; ``rootcause`` on a project too."""

import numpy as np
import pandas as pd
import pytest

from ecogov.domain.production_rules.rules import RuleDraft, RuleKind
from ecogov.services.production_rules.rules import add_rule, switch_rule
from ecogov.services.projects import get_project
from tests.builders import ACTOR, a_sheet_day, stored_project, take_in
from tests.commands.conftest import run_command
from tests.harness.exports import records_bytes
from tests.harness.work import described, shares

SCANNED = {
    *("series_id", "timestamp", "value", "expected", "expected_low", "expected_high", "score"),
    *("p_value", "direction", "kind", "reason_en", "reason_zh"),
}
SLICE = {
    *("slice", "contribution", "rate_effect", "mix_effect", "before", "after", "expected", "rows"),
    *("confidence", "reason_en", "reason_zh"),
}


@pytest.fixture
def series(tmp_path):
    told = shares(series=4, days=70)
    is_bad = (told["series_id"] == "s02") & (told["timestamp"] > "2026-03-10")
    told.loc[is_bad, "num"] = np.floor(told.loc[is_bad, "den"] * 0.85)
    told["value"] = told["num"] / told["den"]
    path = tmp_path / "series.csv"
    told.to_csv(path, index=False)
    return path


@pytest.fixture
def meta(tmp_path):
    path = tmp_path / "meta.csv"
    described(shares(series=4, days=1), "ratio", vendor="v1").to_csv(path, index=False)
    return path


def test_scan_answers_one_object_per_flagged_day(series, meta):
    said = run_command("", "scan", "--series", series, "--meta", meta, "--json")
    assert said.status == 0
    assert {frozenset(one) for one in said.json} == {frozenset(SCANNED)}
    first = said.json[0]
    assert (first["series_id"], first["direction"]) == ("s02", "down")
    assert first["timestamp"] >= "2026-03-11"
    assert "below the expected" in first["reason_en"]
    assert "低于预期" in first["reason_zh"]


def test_scan_writes_the_score_of_every_scored_day(series, meta, tmp_path):
    path = tmp_path / "scores.csv"
    run_command("", "scan", "--series", series, "--meta", meta, "--scores", path, "--json")
    scores = pd.read_csv(path)
    assert list(scores.columns) == ["series_id", "timestamp", "score", "p_value"]
    assert scores["series_id"].nunique() == 4
    assert scores["score"].between(0, 1).all()


def test_scan_tells_people_one_line_per_incident(series):
    said = run_command("", "scan", "--series", series, "--language", "en")
    assert said.status == 0
    assert said.stdout.count("s02") == 1
    assert "below the expected" in said.stdout


def test_scan_without_series_looks_at_the_database(sqlite_url):
    said = run_command(sqlite_url, "scan", "--json")
    assert (said.status, said.json) == (0, [])


def test_scan_touches_no_database(series, tmp_path):
    database = tmp_path / "new.db"
    run_command(f"sqlite:///{database.as_posix()}", "scan", "--series", series)
    assert not database.exists()


def test_scan_names_the_series_that_it_left_out(series, meta):
    with series.open("a") as file:
        file.write("s99,2026-03-01,0.9,9,10\n")
    said = run_command("", "scan", "--series", series, "--meta", meta)
    assert said.status == 0
    assert "s99 was left out: its kind is not" in said.stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("series_id,value\na,1\n", "frame.columns"),
        ("series_id,timestamp,value\na,soon,1\n", "frame.day"),
        ("series_id,timestamp,value\na,2026-01-01,many\n", "frame.number"),
        ("", "frame.unreadable"),
        ("series_id,timestamp,value\na,1970-01-01,1\na,2026-01-01,1\n", "scan.too_long"),
    ],
)
def test_scan_refuses_a_file_that_it_cannot_read(tmp_path, text, code):
    path = tmp_path / "series.csv"
    path.write_text(text, encoding="utf-8")
    said = run_command("", "scan", "--series", path, "--json")
    assert (said.status, said.json["error"]["code"]) == (1, code)


@pytest.fixture
def periods(tmp_path):
    dice = np.random.default_rng(1)
    rows = pd.MultiIndex.from_product(
        [["v1", "v2", "v3"], ["de", "zh"], range(6)], names=["vendor", "locale", "annotator"]
    ).to_frame(index=False)
    for name, rate in (("before", 0.95), ("after", 0.8)):
        n = dice.poisson(100, len(rows))
        is_bad = (rows["vendor"] == "v2") & (rows["locale"] == "zh")
        k = dice.binomial(n, np.where(is_bad, rate, 0.95))
        rows.assign(passed=k, checked=n).to_csv(tmp_path / f"{name}.csv", index=False)
    return ("--before", tmp_path / "before.csv", "--after", tmp_path / "after.csv")


AMOUNTS = ("--numerator", "passed", "--denominator", "checked")


def test_rootcause_answers_ranked_slices(periods):
    said = run_command(
        "", "rootcause", *periods, *AMOUNTS, "--dimensions", "vendor,locale", "--json"
    )
    assert said.status == 0
    first = said.json[0]
    assert set(first) == SLICE
    assert first["slice"] == {"vendor": "v2", "locale": "zh"}
    assert first["rows"] == 6
    assert first["confidence"] > 0.95
    assert first["contribution"] == pytest.approx(first["rate_effect"] + first["mix_effect"])
    assert "vendor v2" in first["reason_en"]
    assert "预期应为" in first["reason_zh"]


def test_rootcause_tells_people_the_whole_and_the_slices(periods):
    said = run_command("", "rootcause", *periods, *AMOUNTS, "--dimensions", "vendor,locale")
    assert "because rates moved" in said.stdout
    assert "vendor=v2, locale=zh" in said.stdout


def test_rootcause_names_nobody_where_nothing_changed(periods):
    same = ("--before", periods[1], "--after", periods[1])
    said = run_command("", "rootcause", *same, *AMOUNTS, "--dimensions", "vendor,locale")
    assert "Nobody is to be named" in said.stdout


def test_rootcause_refuses_a_column_that_is_missing(periods):
    said = run_command("", "rootcause", *periods, *AMOUNTS, "--dimensions", "team", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "frame.columns")
    assert "team" in said.stderr


@pytest.fixture
def fallen(sqlite_db, sqlite_url):
    """A project in which one vendor fell in its third week; run `rootcause` on it."""
    number = stored_project(sqlite_db, code="REL")
    days = [
        a_sheet_day(
            Date=f"2026-03-{day:02}",
            Vendor=vendor,
            Reviewed="400",
            Defects="80" if day >= 16 and vendor == "LANTERN" else "16",
        )
        for day in range(2, 23)
        for vendor in ("KERLIP", "LANTERN", "SERRA")
    ]
    take_in(sqlite_db, number, records_bytes(days), name="march.csv")
    told = (
        *("rootcause", "--project", "rel", "--metric", "qa_accuracy"),
        *("--before", "2026-03-02..2026-03-15", "--after", "2026-03-16..2026-03-22"),
    )
    return lambda *words: run_command(sqlite_url, *told, *words)


def test_rootcause_of_a_project_answers_the_same_contract(fallen):
    said = fallen("--json")
    assert said.status == 0
    first = said.json[0]
    assert set(first) == SLICE
    assert first["slice"] == {"vendor": "LANTERN"}
    assert first["rows"] == 7
    assert first["contribution"] == pytest.approx(first["rate_effect"] + first["mix_effect"])
    assert "vendor=LANTERN: 96.0% before, 80.0% now" in first["reason_en"]
    assert "预期应为" in first["reason_zh"]


def test_rootcause_of_a_project_tells_people_the_whole_and_the_slices(fallen):
    said = fallen("--language", "en")
    assert "because rates moved" in said.stdout
    assert "vendor=LANTERN" in said.stdout


def test_rootcause_of_a_slice_without_a_cause_names_nobody(fallen):
    said = fallen("--vendor", "SERRA", "--language", "en")
    assert "Nobody is to be named" in said.stdout


def test_rootcause_of_a_project_needs_a_kpi(sqlite_url):
    said = run_command(sqlite_url, "rootcause", "--project", "REL", "--before", "a", "--after", "b")
    assert said.status == 2


def test_rootcause_refuses_days_that_are_none(fallen):
    said = fallen("--after", "soon", "--json")
    assert (said.status, said.json["error"]["code"]) == (1, "period.invalid")


def test_rules_are_checked_and_told_once(fallen, sqlite_db, sqlite_url):  # noqa: ARG001
    number = get_project(sqlite_db, "REL").id
    draft = RuleDraft(project_id=number, kind=RuleKind.NO_DATA, days=2)
    rule = add_rule(sqlite_db, draft, actor=ACTOR)
    switch_rule(sqlite_db, rule, is_on=True, version=1, actor=ACTOR)
    listed = run_command(sqlite_url, "rules", "list", "--project", "rel", "--json")
    assert [(one["id"], one["is_on"]) for one in listed.json] == [(rule, True)]
    told = ("rules", "check", "--as-of", "2026-03-26")
    [alarm] = run_command(sqlite_url, *told, "--json").json
    assert (alarm["rule"], alarm["day"]) == (rule, "2026-03-24")
    assert "nothing came in" in alarm["reason_en"]
    assert "没有数据" in alarm["reason_zh"]
    again = run_command(sqlite_url, *told, "--language", "en")
    assert (again.status, "No rule was broken" in again.stdout) == (0, True)
