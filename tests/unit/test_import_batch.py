import gc
from dataclasses import replace
from datetime import date

import pytest

from ecogov.domain.production import SourceFormat
from ecogov.domain.projects import Project
from ecogov.ui.imports.batch import Batch, Notice, Waiting, clear_away
from tests.builders import a_project

TODAY = date(2026, 11, 22)


@pytest.fixture
def batch():
    yield Batch(project_id=1)
    clear_away()


@pytest.fixture
def project():
    return Project(id=1, version=1, created_at=None, archived_at=None, **a_project().model_dump())


def test_the_files_of_a_batch_go_with_it(batch):
    batch.drop("a.csv", memoryview(b"x"))
    folder = batch.folder
    other = Batch()
    other.drop("b.csv", memoryview(b"y"))
    gone = other.folder
    del other
    gc.collect()
    assert not gone.exists()
    assert folder.exists()
    clear_away()
    assert not folder.exists()


@pytest.mark.parametrize("name", [".DS_Store", "folder/._a.csv", "folder\\Thumbs.db"])
def test_hidden_files_of_the_system_are_left_out(batch, name):
    batch.drop(name, memoryview(b"x"))
    assert not batch.uploads


def test_a_member_of_an_archive_keeps_the_archive_until_the_last_one_goes(batch):
    batch.drop("a.zip", memoryview(b"x"))
    content = batch.uploads[0].content
    first, second = batch.add("1.csv", content), batch.add("2.csv", content)
    batch.leave_out([first])
    assert content.exists()
    batch.leave_out([second])
    assert not content.exists()


def test_a_notice_is_forgotten_with_its_receipt(batch):
    batch.notice = Notice((3, 4), "import.done")
    assert batch.notice_on([4]) is not None
    assert batch.notice_on([5]) is None
    assert batch.notice_on([4]) is None


@pytest.mark.parametrize("local", [SourceFormat.PRODUCTION_SHEET, SourceFormat.SERVICE_DESK])
def test_stamps_of_ones_own_are_those_of_the_project_and_those_of_a_tool_are_utc(
    project, tmp_path, local
):
    file = Waiting("1", "a.csv", tmp_path)
    file.format = local
    assert file.asked(project, TODAY).timezone == project.timezone
    file.format = SourceFormat.MTURK
    assert file.asked(project, TODAY).timezone == "UTC"
    file.zone = "Europe/Berlin"
    file.request = replace(file.request, undated_on=date(2026, 1, 1))
    asked = file.asked(project, TODAY)
    assert (asked.timezone, asked.undated_on) == ("Europe/Berlin", date(2026, 1, 1))
