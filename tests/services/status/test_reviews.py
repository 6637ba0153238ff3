"""The weekly review: what moved, what of it is real, which slice explains it, what is proposed."""

from datetime import date, timedelta

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.domain.status.reviews import is_beyond_usual, last_whole_week
from ecogov.i18n.translator import translator
from ecogov.reports.status.files import FORMATS, content_file
from ecogov.reports.status.review import review_content
from ecogov.services.status.reviews import weekly_review
from tests.builders import a_sheet_day, stored_project, take_in
from tests.harness.exports import records_bytes
from tests.harness.statuses import FRIDAY, complete

MONDAY = FRIDAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 5, 10), date(2026, 5, 10)), (date(2026, 5, 11), date(2026, 5, 10)),
     (date(2026, 5, 16), date(2026, 5, 10)), (date(2026, 5, 17), date(2026, 5, 17))],
)  # fmt: skip
def test_a_week_counts_once_it_is_over(today, last):
    week = last_whole_week(today)
    assert (week.first, week.last) == (last - timedelta(days=6), last)
    assert week.before.last == last - timedelta(days=7)


@pytest.mark.parametrize(
    ("earlier", "now", "told"),
    [
        ([100, 102, 98, 101, 99, 100], 103, False),
        ([100, 102, 98, 101, 99, 100], 70, True),
        ([100, 140, 60, 150, 70, 120], 70, False),
        ([100, 100, 100, 100, 100], 70, None),
    ],
)
def test_an_amount_has_moved_when_it_leaves_its_natural_limits(earlier, now, told):
    assert is_beyond_usual(earlier, now) is told


def day(n, vendor, units, defects):
    return a_sheet_day(
        Date=(FRIDAY - timedelta(days=n)).isoformat(), Vendor=vendor, Units=str(units),
        Accepted=str(units), Reviewed="200", Defects=str(defects),
    )  # fmt: skip


@pytest.fixture
def programme(sqlite_db):
    """Ten weeks of two vendors; in the last one, one of them makes many mistakes."""
    project = stored_project(sqlite_db, country="", start_on=date(2026, 3, 2))
    days = [n for n in range(70) if (FRIDAY - timedelta(days=n)).weekday() < 5]
    rows = [day(n, "KERLIP", 100 + n % 3, 30 if n < 5 else 4) for n in days]
    rows += [day(n, "DENGJIAO", 100 + n % 2, 4) for n in days]
    take_in(sqlite_db, project, records_bytes(rows), name="sheet.csv")
    complete(sqlite_db, project)
    return "Trust & Safety"


def test_a_real_change_is_told_with_the_slice_that_explains_it(sqlite_db, programme):
    review = weekly_review(sqlite_db, programme, MONDAY)
    moves = review.projects[0].moves
    assert moves["qa_accuracy"].is_real
    assert "KERLIP" in moves["qa_accuracy"].cause.slice.values()
    assert not moves["accepted_units"].is_real
    content = review_content(translator("en"), review)
    page = content.section("review-TS-VIDEO")
    text = " ".join(page.lines)
    assert "QA accuracy: 98.0% to 91.5%, more than chance." in text
    assert "Accept in two lots. We recommend: Yes" in text
    assert "Owner of this page: Shen Yutong" in text
    keys = [section.key for section in content.sections if section.starts_page]
    assert keys[:3] == ["review-inputs", "review-outputs", "review-quality"]
    chinese = review_content(translator("zh-Hans"), review)
    assert [one.key for one in chinese.sections] == [one.key for one in content.sections]
    assert all(content_file(translator("en"), content, name) for name in FORMATS)


def test_a_week_without_data_says_so_and_an_unknown_programme_is_refused(sqlite_db):
    stored_project(sqlite_db)
    review = weekly_review(sqlite_db, "Trust & Safety", MONDAY)
    assert review.projects[0].moves == {}
    content = review_content(translator("en"), review)
    assert content.section("review-inputs").empty == "No figure is known for this week."
    with pytest.raises(NotFoundError, match=r"status\.no_programme"):
        weekly_review(sqlite_db, "Nothing", MONDAY)
