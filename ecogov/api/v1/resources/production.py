"""Production, sent by the systems that know it: pieces of work, or the sums of days.

It goes the way of every import: the same checks, the same receipt, and a row that is known
already by its key is updated or left, so that sending twice stores once.
"""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ecogov.api.health import ROWS
from ecogov.api.v1.endpoints import Call, Endpoint, Query
from ecogov.domain.errors import DomainError
from ecogov.domain.imports import ImportRequest, Receipt
from ecogov.domain.interface.tokens import Scope
from ecogov.domain.people import Right
from ecogov.domain.production import LabelSource, ReviewResult, SourceFormat, Stage, TimeBasis
from ecogov.i18n.refusals import sentence
from ecogov.i18n.translator import Translator
from ecogov.readers.opening import Limits
from ecogov.services.imports import import_source, opened

_FATES: Final = ("accepted", "updated", "duplicate", "skipped", "rejected")
_MOST_REJECTIONS: Final = 100
_UNPACKED: Final = 8

Id = Annotated[str | int, Field(union_mode="left_to_right")]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Seconds = Annotated[float, Field(ge=0)]


class SendQuery(Query):
    """How rows are taken."""

    source: Annotated[
        str,
        Field(max_length=120, description="Tells two systems apart whose ids may be the same."),
    ] = ""
    strict: Annotated[bool, Field(description="Store nothing unless every row is good.")] = False
    vendor: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    queue: Annotated[str | None, Field(min_length=1, max_length=120)] = None
    locale: Annotated[str | None, Field(min_length=2, max_length=35)] = None


class Row(BaseModel):
    """What both kinds of rows may say; what is unknown is left out."""

    model_config = ConfigDict(extra="forbid")

    vendor: Annotated[str | None, Field(max_length=80)] = None
    queue: Annotated[str | None, Field(max_length=120)] = None
    locale: Annotated[str | None, Field(max_length=35)] = None
    stage: Stage | None = None
    annotator_id: Annotated[str | int | None, Field(union_mode="left_to_right")] = None
    handle_seconds: Seconds | None = None
    time_basis: TimeBasis | None = None
    guideline_version: str | None = None
    amount: Annotated[float | None, Field(ge=0)] = None
    currency: str | None = None


class ItemEvent(Row):
    """One piece of work on one item."""

    event_id: Id
    item_id: Id | None = None
    batch: str | None = None
    attempt: int | None = None
    assigned_at: datetime | None = None
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    source_updated_at: datetime | None = None
    page_id: str | None = None
    label: str | None = None
    label_source: LabelSource | None = None
    is_gold: bool | None = None
    is_reference: bool | None = None
    gold_label: str | None = None
    gold_correct: bool | None = None
    is_tainted: bool | None = None
    review_result: ReviewResult | None = None
    reviewer_id: Id | None = None
    reviewed_at: datetime | None = None
    is_skipped: bool | None = None
    is_cancelled: bool | None = None
    prelabel: str | None = None
    prelabel_model: str | None = None
    content_severity: int | None = None


class DaySum(Row):
    """What a vendor, queue, locale or person did on a day; known by these again."""

    day: date
    units: Count
    units_accepted: Count | None = None
    units_reviewed: Count | None = None
    units_correct: Count | None = None
    units_returned: Count | None = None
    units_received: Count | None = None
    units_open: Count | None = None


class RejectedRow(BaseModel):
    """A row that was not stored, counted from 1, and what to mend in it."""

    row: int
    field: str
    code: str
    message: str


class Taken(BaseModel):
    """The receipt: `rows_read` is the sum of the five counts after it."""

    import_id: int | None
    rows_read: int
    accepted: int
    updated: int
    duplicate: int
    skipped: int
    rejected: int
    rejections: list[RejectedRow] = Field(description="The first hundred.")
    format: Literal["own_rows"] = "own_rows"


def _take(call: Call) -> Taken:
    asked: SendQuery = call.query
    project = call.project(Right.LOG)
    limits = Limits(len(call.body), max(len(call.body), 1) * _UNPACKED)
    sources = opened(call.body, "api", limits)
    if len(sources) != 1:
        raise DomainError("api.one_body")
    request = ImportRequest(
        vendor=asked.vendor,
        queue=asked.queue,
        locale=asked.locale,
        format=SourceFormat.OWN_ROWS,
        instance=asked.source,
        is_strict=asked.strict,
    )
    receipt = import_source(call.db, project, sources[0], request, actor=call.db.person.name)
    for fate in _FATES:
        ROWS.labels(fate).inc(getattr(receipt, fate))
    if receipt.import_id is None and receipt.rejected:
        first = _told(call.t, receipt.rejections[0])
        raise DomainError("api.no_good_row", row=first.row, field=first.field, reason=first.message)
    return _receipt(call.t, receipt)


def _receipt(t: Translator, receipt: Receipt) -> Taken:
    return Taken(
        import_id=receipt.import_id,
        rejections=[_told(t, one) for one in receipt.rejections[:_MOST_REJECTIONS]],
        **{name: getattr(receipt, name) for name in ("rows_read", *_FATES)},
    )


def _told(t: Translator, rejected: Any) -> RejectedRow:  # noqa: ANN401 - of a receipt or a reader
    message = sentence(t, rejected.code, rejected.params)
    return RejectedRow(row=rejected.row, field=rejected.field, code=rejected.code, message=message)


ENDPOINTS: Final = (
    Endpoint(
        path="/projects/{code}/events",
        summary="Send pieces of work, as JSON or JSON Lines.",
        method="POST",
        scope=Scope.INGEST,
        answer=Taken,
        handle=_take,
        query=SendQuery,
        row=ItemEvent,
    ),
    Endpoint(
        path="/projects/{code}/production",
        summary="Send the sums of days, as JSON or JSON Lines.",
        method="POST",
        scope=Scope.INGEST,
        answer=Taken,
        handle=_take,
        query=SendQuery,
        row=DaySum,
    ),
)
