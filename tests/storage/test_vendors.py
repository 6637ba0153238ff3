from sqlalchemy import update

from ecogov.storage.vendors import (
    QUEUE,
    QUEUES,
    VENDOR,
    VENDORS,
    has_queue,
    has_vendor,
    keep,
    queues_frame,
    vendors_frame,
)
from tests.builders import ACTOR, stored_import, stored_project, stored_queue, stored_vendor


def test_queue_belongs_to_its_project_only(db):
    project_id, other_id = stored_project(db), stored_project(db, code="OTHER")
    queue_id, vendor_id = stored_queue(db, project_id), stored_vendor(db)
    with db.read() as session:
        assert has_queue(session, project_id, queue_id)
        assert not has_queue(session, other_id, queue_id)
        assert has_vendor(session, vendor_id)
        assert not has_vendor(session, vendor_id + 1)


def test_lists_say_which_import_brought_a_record_until_people_refer_to_it(db):
    project_id = stored_project(db)
    queue_id, vendor_id = stored_queue(db, project_id), stored_vendor(db)
    import_id = stored_import(db, project_id)
    with db.write(ACTOR) as session:
        for table in (VENDOR, QUEUE):
            session.execute(update(table).values(created_by_import=import_id))
        vendors = vendors_frame(session, archived=False)
        queues = queues_frame(session, project_id, archived=False)
        assert [*vendors["created_by_import"], *queues["created_by_import"]] == [import_id] * 2
        keep(session, VENDORS, vendor_id)
        keep(session, QUEUES, queue_id)
        assert vendors_frame(session, archived=False)["created_by_import"].isna().all()
        assert queues_frame(session, project_id, archived=False)["created_by_import"].isna().all()
