"""Pasted rows: found columns, drafts of the good ones, reasons for the bad ones."""

from datetime import date

import pytest

from ecogov.domain.errors import DomainError
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.i18n.log.words import field_words, simplified
from ecogov.i18n.translator import LANGUAGES, translator
from ecogov.services.log.pasting import MOST_ROWS, read_paste

RISK, MILESTONE, ESCALATION = RecordKind.RISK, RecordKind.MILESTONE, RecordKind.ESCALATION
VENDORS = {"KERLIP": 7}


def read(text, kind=RISK):
    return read_paste(kind, text, project_id=1, vendors=VENDORS)


def test_columns_are_found_by_english_headings():
    paste = read(
        "Title\tOwner\tProbability (inherent)\tImpact (inherent)\tCategory\tResponse due\tVendor\n"
        "Reviewers leave\tLin\t4\t5\tPeople\t31.05.2026\tkerlip"
    )
    [draft] = paste.drafts
    assert (draft.title, draft.owner, draft.probability, draft.impact) == (
        "Reviewers leave", "Lin", 4, 5,
    )  # fmt: skip
    assert (draft.category.value, draft.due_on, draft.vendor_id) == ("people", date(2026, 5, 31), 7)
    assert not paste.left_out


def test_columns_are_found_by_chinese_headings_and_words():
    paste = read("标题,可能性,影响,类别\n审核员离职,4,5,人员", RISK)
    words = translator("zh-Hans")
    assert words("risk.category.people") == "人员"
    [draft] = paste.drafts
    assert (draft.title, draft.probability, draft.category.value) == ("审核员离职", 4, "people")


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_of_a_form_is_known_and_means_its_own_field(kind, language):
    t, words = translator(language), field_words(kind)
    for spec in KINDS[kind].fields:
        if spec.name != "effects":
            assert words[simplified(t(f"{kind.value}.{spec.name}"))] == spec.name


def test_titles_alone_become_records_commas_included():
    paste = read("Reviewers leave, again\nVendor late")
    assert [draft.title for draft in paste.drafts] == ["Reviewers leave, again", "Vendor late"]
    assert paste.headings is None


def test_cells_without_headings_give_titles_and_say_what_is_left_out():
    paste = read("Reviewers leave\tLin\nVendor late\t")
    assert [draft.title for draft in paste.drafts] == ["Reviewers leave", "Vendor late"]
    assert paste.left_out == ("2",)


def test_headings_that_mean_nothing_are_named():
    paste = read("Title\tMood\tTitle\nReviewers leave\tgrim\tagain")
    assert paste.left_out == ("Mood", "Title")
    assert paste.drafts[0].title == "Reviewers leave"


def test_a_bad_row_says_which_field_and_keeps_its_text():
    paste = read("Title\tCategory\tDue\nGood\tPeople\t2026-05-31\nBad\tMoon\tsoon\n\tPeople\t")
    assert [draft.title for draft in paste.drafts] == ["Good"]
    bad, untitled = paste.bad
    assert bad.number == 2
    assert bad.refused["category"].code == "paste.choice"
    assert "risk.category.people" in bad.refused["category"].params["choices"]
    assert untitled.invalid is not None
    again = read(paste.text_of_bad())
    assert [row.cells for row in again.rows] == [bad.cells, untitled.cells]
    assert again.headings == paste.headings


def test_levels_and_rules_of_the_kind_are_checked():
    paste = read("Title\tProbability\tImpact\na\t6\t2\nb\thigh\t2\nc\t3\t3")
    assert [draft.title for draft in paste.drafts] == ["c"]
    assert all(row.invalid is not None for row in paste.bad)


def test_flags_are_read_in_both_languages():
    paste = read("Title\tCommitted to the client\na\tyes\nb\t否\nc\tperhaps", MILESTONE)
    assert [draft.is_committed for draft in paste.drafts] == [True, False]
    assert paste.bad[0].refused["is_committed"].code == "paste.flag"


def test_a_status_that_is_moved_by_verbs_alone_is_left_out():
    paste = read("Title\tStatus\nHelp\tResolved", ESCALATION)
    assert paste.left_out == ("Status",)
    assert len(paste.drafts) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n", "Title\tOwner"])
def test_without_rows_nothing_would_be_logged(text):
    paste = read(text)
    assert (paste.rows, paste.drafts, paste.text_of_bad()) == ((), [], "")


def test_too_many_rows_are_refused():
    with pytest.raises(DomainError) as caught:
        read("\n".join(["x"] * (MOST_ROWS + 1)))
    assert caught.value.code == "paste.long"


def test_text_that_no_database_can_keep_is_refused():
    paste = read("ok\nbad\0title\n=1+1")
    assert [draft.title for draft in paste.drafts] == ["ok", "=1+1"]
    assert paste.bad[0].invalid is not None
