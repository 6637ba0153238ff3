from datetime import UTC, datetime

import pytest

from ecogov.domain.errors import NotFoundError
from ecogov.storage.projects import find, has_imports, projects_frame
from tests.builders import stored_import, stored_project

GONE = datetime(2026, 11, 5, 8, tzinfo=UTC)


def test_project_is_found_by_code_in_any_case_and_by_id(db):
    project_id = stored_project(db)
    with db.read() as session:
        assert find(session, " ts-Video")["id"] == find(session, project_id)["id"] == project_id
        with pytest.raises(NotFoundError, match=r"project\.unknown"):
            find(session, "TS")


def test_import_that_was_taken_back_does_not_stand(db):
    project_id = stored_project(db)
    stored_import(db, project_id, undone_at=GONE, undone_by="ann")
    with db.read() as session:
        assert not has_imports(session, project_id)
    stored_import(db, project_id)
    with db.read() as session:
        assert has_imports(session, project_id)
        assert list(projects_frame(session, archived=False)["n_imports"]) == [1]


def test_project_whose_imports_were_all_taken_back_is_listed_with_none(db):
    stored_import(db, stored_project(db), undone_at=GONE, undone_by="ann")
    with db.read() as session:
        listed = projects_frame(session, archived=False)
    assert list(listed["n_imports"]) == [0]
    assert listed["last_import_at"].isna().all()
