"""Settings as people use it: from nothing to a project with a target, by mouse and keyboard."""

import pytest
from playwright.sync_api import expect

from tests.harness.tabs import settled, visit

WORDS = {
    "en-GB": {
        "create": "Create a project",
        "code": "Code",
        "name": "Name (English)",
        "add": "Add",
        "project": "Project",
        "created": "Project FIRST-1 is created",
        "target": "Set its first target",
        "value": "Target value (%)",
        "saved": "Saved: QA accuracy",
        "refused": "Code: A code has 2 to 40 characters",
        "one": "1 target",
    },
    "zh-CN": {
        "create": "创建项目",
        "code": "编号",
        "name": "名称（中文）",
        "add": "添加",
        "project": "项目",
        "created": "项目 FIRST-1 已创建",
        "target": "设定第一个目标",
        "value": "目标值（%）",
        "saved": "已保存：质检准确率",
        "refused": "编号：编号为 2 至 40 个字符",
        "one": "1 个目标",
    },
}


@pytest.mark.parametrize("locale", WORDS)
def test_from_the_first_run_to_a_project_with_a_target(cold_server, new_visitor, locale):
    words = WORDS[locale]
    tab = new_visitor(locale=locale, timezone_id="Asia/Shanghai").tab
    visit(tab, cold_server.link())
    tab.get_by_role("button", name=words["create"]).click()

    expect(tab.get_by_role("button", name=words["add"], exact=True)).to_be_visible()
    settled(tab)
    code = tab.get_by_label(words["code"], exact=True)
    tab.get_by_label(words["name"]).fill("Mandarin 普通话")
    code.fill("no code")
    code.press("Enter")
    expect(tab.get_by_text(words["refused"])).to_be_in_viewport()
    expect(code).to_have_value("no code")

    code.fill("first-1")
    tab.get_by_role("button", name=words["add"], exact=True).click()
    expect(tab.get_by_text(words["created"])).to_be_visible()
    picker = tab.get_by_role("combobox", name=words["project"], exact=True)
    expect(picker).to_have_value("FIRST-1 · Mandarin 普通话")
    assert "project=FIRST-1" in tab.url

    tab.get_by_role("button", name=words["target"]).click()
    value = tab.get_by_label(words["value"])
    value.fill("95")
    value.press("Enter")
    expect(tab.get_by_text(words["saved"])).to_be_visible()
    expect(tab.get_by_role("heading", name=words["one"])).to_be_visible()
    settled(tab)
    cold_server.check_log()


def test_a_cold_link_lands_in_the_form_of_a_new_target(cold_server, tab):
    visit(tab, cold_server.link())
    tab.get_by_role("button", name="Create a project").click()
    tab.get_by_label("Code", exact=True).fill("COLD")
    tab.get_by_label("Name (English)").fill("Cold")
    tab.get_by_role("button", name="Add", exact=True).click()
    expect(tab.get_by_text("Project COLD is created")).to_be_visible()

    visit(tab, cold_server.link("settings?section=targets&project=COLD"))
    expect(tab.get_by_role("heading", name="New target")).to_be_visible()
    expect(tab.get_by_label("Target value (%)")).to_be_visible()


def test_the_menu_opens_the_form_even_on_the_same_page(cold_server, tab):
    visit(tab, cold_server.link("settings?section=vendors&open=none"))
    tab.get_by_label("Code (as exports name it)").fill("ATLAS")
    tab.get_by_label("Name (English)").fill("Atlas")
    tab.get_by_role("button", name="Add", exact=True).click()
    expect(tab.get_by_text("Saved: ATLAS")).to_be_visible()

    tab.get_by_role("button", name="New", exact=True).click()
    tab.get_by_role("option", name="Project").or_(
        tab.get_by_role("menuitem", name="Project")
    ).first.click()
    expect(tab.get_by_role("heading", name="New project")).to_be_visible()


def test_a_row_is_opened_from_the_table_and_changed(cold_server, tab):
    visit(tab, cold_server.link("settings?section=vendors"))
    tab.get_by_label("Code (as exports name it)").fill("ATLAS")
    tab.get_by_label("Name (English)").fill("Atlas")
    tab.get_by_role("button", name="Add", exact=True).click()
    expect(tab.get_by_text("Saved: ATLAS")).to_be_visible()
    settled(tab)

    table = tab.get_by_test_id("stDataFrame")
    box = table.bounding_box()
    assert box is not None
    # The button stands in the last column of the first row below the heading; it is painted.
    tab.mouse.click(box["x"] + box["width"] - 97, box["y"] + 52)
    expect(tab.get_by_role("heading", name="Edit ATLAS · Atlas")).to_be_visible()
    tab.get_by_label("Name (English)").fill("Atlas Data")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.get_by_text("Saved: ATLAS")).to_be_visible()
    expect(tab.get_by_text("Edit ATLAS")).to_be_hidden()
