from datetime import date

import pytest
from pydantic import ValidationError

from ecogov.domain.projects import (
    AcceptanceBasis,
    ChangeKind,
    ChangeMarkDraft,
    ContentDomain,
    DayOffDraft,
    ProjectDraft,
    QueueDraft,
    VendorDraft,
)
from ecogov.domain.targets import TargetDraft
from ecogov.i18n.refusals import invalid
from ecogov.i18n.translator import translator
from tests.builders import a_change_mark, a_day_off, a_project, a_queue, a_vendor


def kinds(error):
    return [item["type"] for item in error.value.errors()]


def test_code_is_written_in_capitals():
    assert a_project(code="  ts-video_2 ").code == "TS-VIDEO_2"


@pytest.mark.parametrize("code", ["", "A", "-A", "_A", "A B", "A/B", "Ä1", "A" * 41, "A\nB"])
def test_code_that_no_link_could_hold_is_refused(code):
    with pytest.raises(ValidationError) as error:
        a_project(code=code)
    assert kinds(error) == ["project.code"]


@pytest.mark.parametrize(
    ("english", "chinese", "names"),
    [
        ("Search", "", ("Search", "Search")),
        ("", "搜索", ("搜索", "搜索")),
        ("  Search ", "搜索", ("Search", "搜索")),
        ("  ", "搜索", ("搜索", "搜索")),
    ],
)
def test_missing_name_is_filled_from_the_other(english, chinese, names):
    draft = a_project(name_en=english, name_zh=chinese)
    assert (draft.name_en, draft.name_zh) == names


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: a_project(name_en=" ", name_zh=""), id="project"),
        pytest.param(lambda: ProjectDraft(code="AB"), id="project without any"),
        pytest.param(lambda: a_vendor(name_en="", name_zh=""), id="vendor"),
        pytest.param(lambda: a_queue(1, name_en="", name_zh=""), id="queue"),
        pytest.param(lambda: a_change_mark(1, title_en="", title_zh="  "), id="change mark"),
    ],
)
def test_something_must_be_named(build):
    with pytest.raises(ValidationError) as error:
        build()
    assert kinds(error) == ["record.no_name"]


@pytest.mark.parametrize("told", ["asia/shanghai", "Asia/Shanghai", " ASIA/SHANGHAI "])
def test_time_zone_gets_its_own_spelling(told):
    assert a_project(timezone=told).timezone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("zh-CN", "zh-CN"),
        ("zh_cn", "zh-CN"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("hmn", "hmn"),
        (" AR-sa ", "ar-SA"),
    ],
)
def test_locale_gets_its_own_spelling(told, tag):
    assert a_project(locales=(told,)).locales == (tag,)


def test_locale_that_is_told_twice_counts_once():
    assert a_project(locales=("zh-CN", "en", "zh_cn")).locales == ("zh-CN", "en")


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("timezone", "Mars/Olympus", "project.timezone"),
        ("timezone", "localtime", "project.timezone"),
        ("timezone", "", "project.timezone"),
        ("country", "ZZ", "project.country"),
        ("country", "China", "project.country"),
        ("currency", "XQQ", "project.currency"),
        ("currency", "RMB", "project.currency"),
        ("locales", ("zh-QQ",), "project.locale"),
        ("locales", ("xx",), "project.locale"),
        ("locales", ("",), "project.locale"),
        ("locales", ("zh-CN-x-y-z-!",), "project.locale"),
        ("due_on", date(2026, 3, 1), "project.dates"),
        ("target_units", 0, "greater_than"),
        ("target_units", -5, "greater_than"),
        ("content_domain", "gossip", "enum"),
        ("acceptance_basis", "hope", "enum"),
        ("name_en", "x" * 121, "string_too_long"),
        ("surprise", 1, "extra_forbidden"),
    ],
)
def test_project_that_cannot_be_is_refused(field, value, kind):
    with pytest.raises(ValidationError) as error:
        a_project(**{field: value})
    assert kinds(error) == [kind]


def test_project_may_start_on_its_committed_date():
    day = date(2026, 5, 4)
    assert a_project(start_on=day, due_on=day).due_on == day


def test_project_needs_little_to_begin():
    draft = ProjectDraft(code="AB", name_en="A project")
    assert (draft.timezone, draft.country, draft.currency) == ("UTC", "", "")
    assert draft.target_units is None


def test_capitals_of_country_and_currency_do_not_matter():
    draft = a_project(country="cn", currency="cny")
    assert (draft.country, draft.currency) == ("CN", "CNY")


def test_codes_of_vendors_and_queues_stay_as_exports_write_them():
    assert a_vendor(code=" Kerlip Jakarta ").code == "Kerlip Jakarta"
    assert a_queue(1, code="pre-publish").code == "pre-publish"
    with pytest.raises(ValidationError) as error:
        VendorDraft(code=" ", name_en="x")
    assert kinds(error) == ["string_too_short"]


def test_drafts_do_not_change():
    with pytest.raises(ValidationError):
        a_day_off(1).is_working = True


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_refusal_has_its_sentence(language):
    t = translator(language)
    wrong = {
        "code": "?", "timezone": "Mars", "country": "ZZ", "currency": "XQQ", "locales": ("xx",),
    }  # fmt: skip
    with pytest.raises(ValidationError) as error:
        a_project(**wrong)
    labels = {name: t(f"project.{name}") for name in wrong}
    said = invalid(t, error.value, labels)
    assert len(said) == len(wrong)
    assert "Mars" in "".join(said)
    for build in (lambda: a_project(due_on=date(2026, 1, 1)), lambda: ProjectDraft(code="AB")):
        with pytest.raises(ValidationError) as error:
            build()
        assert invalid(t, error.value, {})


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_field_and_every_choice_has_its_name(language):
    t = translator(language)
    drafts = {
        "project": ProjectDraft,
        "vendor": VendorDraft,
        "queue": QueueDraft,
        "target": TargetDraft,
        "day_off": DayOffDraft,
        "change_mark": ChangeMarkDraft,
    }
    choices = {
        "project.content_domain": ContentDomain,
        "project.acceptance_basis": AcceptanceBasis,
        "change_mark.kind": ChangeKind,
    }
    keys = [f"{name}.{field}" for name, draft in drafts.items() for field in draft.model_fields]
    keys += [f"{name}.archived_at" for name in ("project", "vendor", "queue", "target")]
    keys += [f"{name}.{value}" for name, kind in choices.items() for value in kind]
    assert not [key for key in keys if not t.has(key)]
