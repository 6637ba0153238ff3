"""Records with sound defaults: a test names only what it is about."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from ecogov.domain.imports import ImportRequest, Receipt
from ecogov.domain.kpi.evidence import Comparator
from ecogov.domain.log.drafts import LogDraft
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.log.register import KINDS
from ecogov.domain.projects import (
    ChangeKind,
    ChangeMarkDraft,
    ContentDomain,
    DayOffDraft,
    ProjectDraft,
    QueueDraft,
    VendorDraft,
)
from ecogov.domain.targets import TargetDraft, TargetKind, TargetWindow
from ecogov.readers.opening import Limits
from ecogov.services.calendars import add_day_off
from ecogov.services.imports import import_source, opened
from ecogov.services.log.records import Logged, log_record
from ecogov.services.projects import add_project, get_project
from ecogov.services.queues import add_queue
from ecogov.services.targets import add_target
from ecogov.services.vendors import add_vendor
from ecogov.storage.database import Database
from ecogov.storage.production.facts import EventRow, ImportRow, SourceRow

ACTOR = "ann@example.org"


def a_project(**told: Any) -> ProjectDraft:
    """Draft a project in Shanghai."""
    defaults = {
        "code": "TS-VIDEO",
        "name_en": "Short-video policy review",
        "name_zh": "短视频内容安全审核",
        "programme": "Trust & Safety",
        "content_domain": ContentDomain.SAFETY,
        "locales": ("zh-CN", "id-ID"),
        "timezone": "Asia/Shanghai",
        "country": "CN",
        "start_on": date(2026, 3, 2),
        "due_on": date(2026, 12, 31),
        "target_units": 1_000_000,
        "unit_name": "video",
        "currency": "CNY",
        "pm": "Shen Yutong",
    }
    return ProjectDraft(**{**defaults, **told})


def a_vendor(**told: Any) -> VendorDraft:
    """Draft a vendor."""
    return VendorDraft(**{"code": "KERLIP", "name_en": "Kerlip", "name_zh": "克利普", **told})


def a_queue(project_id: int, **told: Any) -> QueueDraft:
    """Draft a queue."""
    defaults = {"code": "appeals", "name_en": "Appeals", "name_zh": "申诉复核"}
    return QueueDraft(project_id=project_id, **{**defaults, **told})


def a_target(project_id: int, **told: Any) -> TargetDraft:
    """Draft a contract's target of 95 % accuracy a month."""
    defaults = {
        "kind": TargetKind.SLA,
        "metric": "qa_accuracy",
        "comparator": Comparator.AT_LEAST,
        "value": 0.95,
        "window": TargetWindow.MONTH,
        "effective_from": date(2026, 3, 2),
    }
    return TargetDraft(project_id=project_id, **{**defaults, **told})


def a_day_off(project_id: int, **told: Any) -> DayOffDraft:
    """Draft a team day."""
    return DayOffDraft(
        project_id=project_id, **{"day": date(2026, 6, 5), "name": "Offsite", **told}
    )


def a_change_mark(project_id: int, **told: Any) -> ChangeMarkDraft:
    """Draft the mark of a new guideline."""
    defaults = {
        "day": date(2026, 6, 15),
        "kind": ChangeKind.GUIDELINE,
        "title_en": "Guideline 4.0",
        "title_zh": "审核规范 4.0",
    }
    return ChangeMarkDraft(project_id=project_id, **{**defaults, **told})


def stored_project(db: Database, **told: Any) -> int:
    """Store a project and give its id."""
    return add_project(db, a_project(**told), actor=ACTOR)


def stored_vendor(db: Database, **told: Any) -> int:
    """Store a vendor and give its id."""
    return add_vendor(db, a_vendor(**told), actor=ACTOR)


def stored_queue(db: Database, project_id: int, **told: Any) -> int:
    """Store a queue and give its id."""
    return add_queue(db, a_queue(project_id, **told), actor=ACTOR)


def stored_target(db: Database, project_id: int, **told: Any) -> int:
    """Store a target and give its id."""
    return add_target(db, a_target(project_id, **told), actor=ACTOR)


def stored_day_off(db: Database, project_id: int, **told: Any) -> int:
    """Store a day off and give its id."""
    return add_day_off(db, a_day_off(project_id, **told), actor=ACTOR)


def stored_import(db: Database, project_id: int, *, at: datetime | None = None, **told: Any) -> int:
    """Store the receipt of an import without rows, and give its id."""
    source = {"project_id": project_id, "format": "production_sheet"}
    values = {
        "project_id": project_id,
        "at": at or datetime(2026, 11, 2, 8, tzinfo=UTC),
        "actor": ACTOR,
        "format": "production_sheet",
        "file": "november.csv",
        "sha256": "0" * 64,
        "receipt": {},
        "rejected": 0,
        **told,
    }
    with db.write(ACTOR) as session:
        n_sources = session.execute(select(func.count()).select_from(SourceRow)).scalar_one()
        source_id = session.execute(
            insert(SourceRow).values(instance=str(n_sources), **source).returning(SourceRow.id)
        ).scalar_one()
        return session.execute(
            insert(ImportRow).values(source_id=source_id, **values).returning(ImportRow.id)
        ).scalar_one()


def stored_event(db: Database, project_id: int, import_id: int, **told: Any) -> int:
    """Store one row of an import as a reader would tell it, and give its id."""
    values = {
        "project_id": project_id,
        "import_id": import_id,
        "event_id": "e-1",
        "stage": "annotate",
        "time_basis": "active",
        "label_source": "human",
        "units": 1,
        "submitted_at": datetime(2026, 11, 2, 8, tzinfo=UTC),
        "day": date(2026, 11, 2),
        **told,
    }
    with db.write(ACTOR) as session:
        source_id = session.execute(
            select(ImportRow.source_id).where(ImportRow.id == import_id)
        ).scalar_one()
        return session.execute(
            insert(EventRow).values(source_id=source_id, **values).returning(EventRow.id)
        ).scalar_one()


def an_assignment(**cells: object) -> dict[str, object]:
    """Tell one assignment of a Mechanical Turk batch, five minutes of work."""
    return {
        "HITId": "H1",
        "CreationTime": "2026-03-02 06:00:00 UTC",
        "RequesterAnnotation": "BatchId:7;",
        "Reward": "$0.50",
        "AssignmentId": "A1",
        "WorkerId": "W1",
        "AssignmentStatus": "Submitted",
        "AcceptTime": "2026-03-02 08:00:00 UTC",
        "SubmitTime": "2026-03-02 08:05:00 UTC",
        "ApprovalTime": "",
        "RejectionTime": "",
        "WorkTimeInSeconds": "300",
        "Answer.label": "cat",
        **cells,
    }


def a_judgment(**cells: object) -> dict[str, object]:
    """Tell one judgment of an Appen report, on a page of 60 seconds."""
    return {
        "_unit_id": "U1",
        "_created_at": "3/2/2026 08:01:00",
        "_golden": "false",
        "_id": "J1",
        "_missed": "",
        "_started_at": "3/2/2026 08:00:00",
        "_tainted": "false",
        "_channel": "clixsense",
        "_trust": "1",
        "_worker_id": "W1",
        "_country": "GBR",
        "answer": "yes",
        "answer_gold": "",
        **cells,
    }


def a_sheet_day(**cells: object) -> dict[str, object]:
    """Tell one day of a vendor's production sheet."""
    return {
        "Date": "2026-03-02",
        "Vendor": "KERLIP",
        "Queue": "images",
        "Language": "zh-CN",
        "Units": "100",
        "Accepted": "90",
        "Hours": "5",
        "Reviewed": "20",
        "Defects": "1",
        "Received": "120",
        "Open": "20",
        **cells,
    }


def an_update(
    state: str = "New", at: str = "2/3/2026 08:05", count: int = 0, **cells: object
) -> dict[str, object]:
    """Tell one update of a service-desk incident that came in on 2 March 2026 at 8."""
    return {
        "number": "INC7",
        "incident_state": state,
        "reopen_count": 0,
        "sys_mod_count": count,
        "opened_at": "2/3/2026 08:00",
        "sys_updated_at": at,
        "assignment_group": "Network",
        "assigned_to": "Ann",
        "vendor": "?",
        "closed_code": "?",
        "resolved_at": "?",
        "closed_at": "?",
        **cells,
    }


def an_answer(**told: object) -> dict[str, object]:
    """Tell one Prodigy answer by its time in seconds since 1970."""
    return {
        "text": "Apple buys a start-up",
        "_input_hash": 1,
        "_task_hash": 11,
        "_session_id": "news-anna",
        "_annotator_id": "anna",
        "_timestamp": 1_772_438_400,
        "answer": "accept",
        **told,
    }


def an_annotation(**told: object) -> dict[str, object]:
    """Tell one annotation of a Label Studio task, half a minute of work."""
    label = told.pop("label", "cat")
    choice = {
        "from_name": "kind",
        "to_name": "image",
        "type": "choices",
        "value": {"choices": [label]},
    }
    return {
        "id": 1,
        "completed_by": 1,
        "created_at": "2026-03-02T08:00:30Z",
        "updated_at": "2026-03-02T08:00:30Z",
        "lead_time": 30.0,
        "result": [choice],
        "was_cancelled": False,
        "ground_truth": False,
        **told,
    }


def a_task(number: int = 1, *annotations: dict[str, object], **told: object) -> dict[str, object]:
    """Tell one Label Studio task with its annotations; without any it is open."""
    return {
        "id": number,
        "created_at": "2026-03-01T08:00:00Z",
        "data": {"image": f"{number}.jpg"},
        "annotations": list(annotations),
        **told,
    }


def tasks_file(*tasks: dict[str, object]) -> bytes:
    """Write tasks as a Label Studio export."""
    return json.dumps(tasks).encode()


def answers_file(*answers: dict[str, object]) -> bytes:
    """Write answers as a Prodigy export."""
    return "\n".join(json.dumps(answer) for answer in answers).encode()


def take_in(
    db: Database, project_id: int, content: bytes | Path, *, name: str = "export", **request: Any
) -> Receipt:
    """Import a file into a project as the page and the command line do."""
    project = get_project(db, project_id)
    [source] = opened(content, name, Limits())
    return import_source(db, project, source, ImportRequest(**request), actor=ACTOR)


def a_record(kind: RecordKind, project_id: int, **told: Any) -> LogDraft:
    """Draft a record of the log of any kind; a title is enough."""
    return KINDS[kind].draft(project_id=project_id, **{"title": f"Some {kind.value}", **told})


def stored_record(db: Database, kind: RecordKind, project_id: int, **told: Any) -> Logged:
    """Log a record of any kind."""
    return log_record(db, kind, a_record(kind, project_id, **told), actor=ACTOR)
