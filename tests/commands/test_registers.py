"""Projects, vendors, queues and targets from the command line."""

from ecogov.services.trail import history
from ecogov.storage.database import Database
from tests.commands.conftest import run_command

PROJECT = (
    "project", "add", "--code", "ts-video", "--name", "Video review", "--name-zh", "视频审核",
    "--timezone", "asia/shanghai", "--country", "cn", "--target-units", 1000, "--unit-name",
    "video", "--start", "2026-03-02", "--due", "2026-12-31", "--requester", "Policy", "--domain",
    "safety", "--task-type", "policy_review", "--locale", "zh_cn", "--locale", "pt-BR,en-US",
    "--currency", "cny", "--pm", "Lin", "--programme", "T&S", "--acceptance-basis", "review",
)  # fmt: skip


def test_project_reads_back_as_its_options_said(command):
    assert command(*PROJECT, "--json").json == {"id": 1, "code": "TS-VIDEO"}
    told = command("project", "show", "ts-video", "--json").json
    del told["created_at"]
    assert told == {
        "id": 1, "version": 1, "code": "TS-VIDEO", "name_en": "Video review",
        "name_zh": "视频审核", "programme": "T&S", "requester": "Policy",
        "content_domain": "safety", "task_type": "policy_review",
        "locales": ["zh-CN", "pt-BR", "en-US"], "timezone": "Asia/Shanghai", "country": "CN",
        "start_on": "2026-03-02", "due_on": "2026-12-31", "target_units": 1000,
        "unit_name": "video", "currency": "CNY", "pm": "Lin", "acceptance_basis": "review",
        "archived_at": None,
    }  # fmt: skip


def test_projects_are_listed_for_people_in_their_language(command):
    command(*PROJECT)
    english, chinese = command("project", "list"), command("project", "list", "--language", "zh")
    assert "Video review" in english.stdout
    assert "Committed units" in english.stdout
    assert "1,000" in english.stdout
    assert "视频审核" in chinese.stdout
    assert "编号" in chinese.stdout
    shown = command("project", "show", "TS-VIDEO", "--language", "zh").stdout
    assert "承诺日期" in shown


def test_listed_project_as_json_has_null_where_nothing_is_known(command, project):
    [told] = command("project", "list", "--json").json
    assert told["code"] == project
    assert told["target_units"] is None
    assert told["due_on"] is None
    assert told["last_import_at"] is None
    assert told["n_imports"] == 0
    assert command("project", "list", "--archived", "--json").json == []


def test_taken_code_and_wrong_values_are_refused_by_the_flag_that_holds_them(command, project):
    taken = command("project", "add", "--code", project, "--name", "Again", "--json")
    assert (taken.status, taken.json["error"]["code"]) == (1, "project.taken")
    wrong = command(
        "project", "add", "--code", "x1", "--name", "X", "--target-units", "-5", "--domain", "art"
    )
    assert wrong.status == 1
    assert "--target-units: " in wrong.stderr
    assert "--domain: " in wrong.stderr
    nameless = command("project", "add", "--code", "x1", "--json")
    assert (nameless.status, nameless.json["error"]["code"]) == (1, "record.no_name")
    backwards = command(
        "project", "add", "--code", "x1", "--name", "X", "--start", "2026-05-02", "--due",
        "2026-05-01", "--json",
    )  # fmt: skip
    assert backwards.json["error"]["code"] == "project.dates"


def test_vendors_and_queues_are_added_and_listed(command, project):
    assert command("vendor", "add", "--code", "KERLIP", "--name", "Kerlip").status == 0
    assert command("vendor", "add", "--code", "OURS", "--name-zh", "自营", "--in-house").status == 0
    told = command("vendor", "list", "--json").json
    assert [(one["code"], one["is_inhouse"]) for one in told] == [("KERLIP", False), ("OURS", True)]
    assert "Kerlip" in command("vendor", "list").stdout
    added = command(
        "queue", "add", "--project", project, "--code", "ads", "--name", "Ads", "--json"
    )
    assert added.json == {"id": 1, "project": "REL", "code": "ads"}
    assert [
        one["code"] for one in command("queue", "list", "--project", project, "--json").json
    ] == ["ads"]
    assert "Ads" in command("queue", "list", "--project", project).stdout
    assert command("queue", "add", "--project", "NONE", "--code", "a", "--name", "A").status == 1
    assert command("vendor", "add", "--code", "OURS", "--name", "Again").status == 1


def test_target_is_held_by_codes_and_listed_with_its_unit(command, project):
    command("vendor", "add", "--code", "KERLIP", "--name", "Kerlip")
    command("queue", "add", "--project", project, "--code", "ads", "--name", "Ads")
    target = (
        "target", "add", "--project", project, "--metric", "qa_accuracy", "--value", "0.95",
        "--effective-from", "2026-03-02", "--kind", "sla", "--vendor", "kerlip", "--queue", "ads",
        "--locale", "zh-CN", "--contract-clause", "4.2", "--window", "month",
    )  # fmt: skip
    assert command(*target).status == 0
    [told] = command("target", "list", "--project", project, "--json").json
    wanted = {
        "kind": "sla", "metric": "qa_accuracy", "comparator": "ge", "value": 0.95,
        "window": "month", "vendor_code": "KERLIP", "queue_code": "ads", "locale": "zh-CN",
        "contract_clause": "4.2", "effective_from": "2026-03-02", "hours": None,
    }  # fmt: skip
    assert wanted.items() <= told.items()
    assert "at least 95.0%" in command("target", "list", "--project", project).stdout


def test_targets_that_cannot_hold_are_refused(command, project):
    target = (
        "target", "add", "--project", project, "--effective-from", "2026-03-02", "--json",
        "--value",
    )  # fmt: skip
    cases = {
        "target.rate": (*target, "95", "--metric", "qa_accuracy"),
        "target.metric": (*target, "1", "--metric", "beauty"),
        "target.hours_missing": (*target, "0.9", "--metric", "tat_attainment"),
        "vendor.unknown": (*target, "0.9", "--metric", "qa_accuracy", "--vendor", "NOBODY"),
        "queue.unknown": (*target, "0.9", "--metric", "qa_accuracy", "--queue", "NOWHERE"),
    }
    for code, words in cases.items():
        said = command(*words)
        assert (said.status, said.json["error"]["code"]) == (1, code)


def test_the_trail_names_who_sits_at_the_terminal(sqlite_url, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    run_command(sqlite_url, *PROJECT)
    db = Database.open(sqlite_url)
    assert history(db, "project", 1)["actor"].tolist() == ["ann"]
    db.close()
