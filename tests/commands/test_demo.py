"""The sample programme from the command line, and what it shows: KPIs, checks."""

import sqlite3

import pytest

from tests.commands.conftest import run_command

CELL = [
    "metric", "value", "unit", "numerator", "denominator", "n", "low", "high", "target",
    "evidence", "more_samples", "null_reason", "as_of", "group",
]  # fmt: skip
METRICS = [
    "submitted_units", "accepted_units", "throughput_units_per_day", "units_per_hour",
    "handle_seconds", "aht_seconds", "aht_median_seconds", "aht_p90_seconds", "qa_accuracy",
    "gold_accuracy", "gold_accuracy_tainted", "acceptance_rate", "first_pass_yield",
    "rework_rate", "agreement_percent", "agreement_alpha", "agreement_ac1", "tat_attainment",
    "backlog_units", "skip_rate", "cost_per_accepted_unit",
]  # fmt: skip


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "ecogov.db"
    url = f"sqlite:///{path.as_posix()}"
    said = run_command(url, "demo", "--json")
    assert said.status == 0
    assert said.json["changed"] is True
    return url


@pytest.fixture
def demo(demo_url):
    return lambda *words: run_command(demo_url, *words)


def cells(demo, project, *words):
    return demo("kpis", "--project", project, "--json", *words).json


def test_second_demo_changes_nothing(demo):
    assert demo("demo", "--json").json["changed"] is False


def test_every_metric_of_the_contract_is_answered_once_with_its_keys(demo):
    told = cells(demo, "SRCH-REL")
    assert [one["metric"] for one in told] == METRICS
    for one in told:
        assert list(one)[: len(CELL)] == CELL
        assert (one["value"] is None) == (one["null_reason"] is not None)
        assert one["evidence"] in {"met", "missed", "undecided", "none"}
        assert one["group"] == {}
        assert one["as_of"] == "2026-11-20"


def test_counts_are_whole_and_rates_carry_their_interval(demo):
    told = {one["metric"]: one for one in cells(demo, "SRCH-REL")}
    assert type(told["submitted_units"]["value"]) is int
    accuracy = told["qa_accuracy"]
    assert type(accuracy["numerator"]) is type(accuracy["n"]) is int
    assert accuracy["value"] == accuracy["numerator"] / accuracy["denominator"]
    assert accuracy["low"] < accuracy["value"] < accuracy["high"]
    assert (accuracy["target"], accuracy["evidence"]) == (0.95, "met")


def test_cells_are_broken_down_by_codes_and_days(demo):
    told = cells(
        demo, "TS-VIDEO", "--metric", "submitted_units", "--by", "day,vendor", "--from",
        "2026-11-19", "--to", "2026-11-20",
    )  # fmt: skip
    groups = [tuple(one["group"].values()) for one in told]
    vendors = {"HOUSE", "KERLIP", "LANTERN", "SERRA"}
    assert set(groups) == {(day, v) for day in ("2026-11-19", "2026-11-20") for v in vendors}
    assert len(groups) == len(set(groups))
    whole = cells(
        demo, "TS-VIDEO", "--metric", "submitted_units", "--from", "2026-11-19", "--to",
        "2026-11-20",
    )  # fmt: skip
    assert whole[0]["value"] == sum(one["value"] for one in told)


def test_filters_narrow_the_figures(demo):
    metric = ("--metric", "submitted_units")
    kerlip = cells(demo, "EVAL-SAFE", *metric, "--vendor", "kerlip")[0]["value"]
    arabic = cells(demo, "EVAL-SAFE", *metric, "--vendor", "KERLIP", "--locale", "ar-SA")[0][
        "value"
    ]
    by_vendor = cells(demo, "EVAL-SAFE", *metric, "--by", "vendor")
    assert kerlip == next(o["value"] for o in by_vendor if o["group"] == {"vendor": "KERLIP"})
    assert 0 < arabic <= kerlip
    queue = cells(demo, "EVAL-SAFE", *metric, "--queue", "crowd-advice")[0]["value"]
    assert queue == 3000


def test_wrong_questions_are_refused(demo):
    cases = {
        "project.unknown": ("--project", "NOBODY"),
        "metric.unknown": ("--project", "SRCH-REL", "--metric", "beauty"),
        "kpi.dimension": ("--project", "SRCH-REL", "--by", "colour"),
        "kpi.one_period": ("--project", "SRCH-REL", "--by", "day,week"),
        "vendor.unknown": ("--project", "SRCH-REL", "--vendor", "NOBODY"),
        "queue.unknown": ("--project", "SRCH-REL", "--queue", "NOWHERE"),
    }
    for code, words in cases.items():
        said = demo("kpis", *words, "--json")
        assert (said.status, said.json["error"]["code"]) == (1, code)


def test_people_read_figures_with_units_targets_and_reasons(demo):
    words = ("kpis", "--project", "TS-VIDEO", "--metric", "qa_accuracy,gold_accuracy", "--by")
    english, chinese = demo(*words, "vendor"), demo(*words, "vendor", "--language", "zh")
    assert "at least 95.0%: Target met" in english.stdout
    assert "no gold questions were answered" in english.stdout
    assert "质检准确率" in chinese.stdout
    assert english.status == chinese.status == 0


def test_everything_holds_after_the_demo(demo):
    told = demo("verify", "--json")
    assert told.status == 0
    said = told.json
    assert said.pop("head")
    assert said == {
        "is_clean": True, "projects": 6, "broken_audit_entries": [], "mismatches": [],
        "is_cut_off": False, "tampered_reports": [],
    }  # fmt: skip
    assert "6 projects" in demo("verify").stderr


def test_altered_figures_and_trail_are_noticed(demo_url, tmp_path):
    copy = tmp_path / "copy.db"
    with sqlite3.connect(demo_url.removeprefix("sqlite:///")) as live, sqlite3.connect(copy) as to:
        live.backup(to)
        to.execute("UPDATE rollup SET accepted_units = accepted_units + 1 WHERE project_id = 1")
        to.execute("UPDATE audit_entry SET actor = 'nobody' WHERE id = 5")
        to.commit()
    live.close()
    to.close()
    said = run_command(f"sqlite:///{copy.as_posix()}", "verify", "--json")
    assert said.status == 1
    assert said.json["is_clean"] is False
    assert said.json["broken_audit_entries"] == [5]
    assert {one["rollup"] for one in said.json["mismatches"]} == {"rollup"}
    assert "5" in said.stderr
