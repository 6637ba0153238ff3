"""Sample calls of imports and of the figures made from them."""

from ecogov.domain.imports import ImportRequest
from ecogov.domain.kpi.questions import Question, Slice
from ecogov.domain.log.kinds import RecordKind
from ecogov.services.imports import read_file
from ecogov.services.receipts import list_imports
from tests.harness.rights import service
from tests.harness.rights_samples.declaring import (
    LOG,
    READ,
    actor,
    just,
    project,
    project_id,
    request,
    told,
    whole,
)

_K = RecordKind

told("imports.sheet_columns", LOG, project, lambda w: w.source()[0])
told(
    "imports.save_sheet_mapping",
    LOG,
    project,
    lambda w: w.source()[0],
    lambda w: service("imports.sheet_columns")(w.db, w.project, w.source()[0]).mapping,
    actor=actor,
)
told("imports.read_file", LOG, project, lambda w: w.source(), request)
told(
    "imports.preview",
    LOG,
    project,
    lambda w: read_file(w.db, w.project, w.source(), ImportRequest()),
    request,
)
told(
    "imports.take_in",
    LOG,
    project,
    lambda w: read_file(w.db, w.project, w.source(), ImportRequest()),
    request,
    actor=actor,
)
told("imports.import_source", LOG, project, lambda w: w.source(), request, actor=actor)
told("imports.rehearse_source", LOG, project, lambda w: w.source(), request)
told("imports.undo_import", LOG, lambda w: w.imported(), actor=actor)
told("receipts.open_import", READ, lambda w: w.imported())
told("receipts.list_imports", READ, project_id)
told("receipts.open_receipt", READ, lambda w: int(list_imports(w.db, w.project_id)["id"].iloc[0]))
told("flow.burn_up.burn_up", READ, project_id)
told("kpi_rows.rows_behind", READ, whole, just("submitted_units"))
told("kpi_rows.day_span", READ, lambda w: (w.project_id,))
told("kpi_rows.timing", READ, whole)
told("kpis.kpi_cells", READ, lambda w: Question(Slice((w.project_id,)), ("submitted_units",)))
told("kpis.narrowed", READ, whole)
told("kpis.slice_of", READ, lambda w: w.project.code)
