"""The item-level exports: which file belongs to which project, and its text."""

from collections.abc import Callable
from datetime import date
from typing import Final

from ecogov.domain.production import SourceFormat
from ecogov.sample.facts import Export
from ecogov.sample.items.appen import appen_csv
from ecogov.sample.items.label_studio import label_studio_json
from ecogov.sample.items.mturk import mturk_csv

LABEL_STUDIO: Final = Export(
    path="exports/EVAL-CHAT-label-studio.json.gz",
    format=SourceFormat.LABEL_STUDIO_JSON,
    project="EVAL-CHAT",
    timezone="UTC",
    vendor="HOUSE",
    queue="multi-turn",
    locale="en-US",
)
APPEN: Final = Export(
    path="exports/SRCH-REL-appen-full-report.csv.gz",
    format=SourceFormat.APPEN,
    project="SRCH-REL",
    timezone="UTC",
    queue="crowd",
    locale="en-US",
)
MTURK: Final = Export(
    path="exports/EVAL-SAFE-mturk-batch-results.csv.gz",
    format=SourceFormat.MTURK,
    project="EVAL-SAFE",
    timezone="America/Los_Angeles",
    vendor="HOUSE",
    queue="crowd-advice",
    locale="en-US",
)

_TEXTS: Final[dict[str, Callable[..., str]]] = {
    LABEL_STUDIO.path: label_studio_json,
    APPEN.path: appen_csv,
    MTURK.path: mturk_csv,
}


def exports() -> tuple[Export, ...]:
    """List the item-level exports; their queues stand in no sheet, so nothing counts twice."""
    return LABEL_STUDIO, APPEN, MTURK


def export_text(export: Export, *, as_of: date) -> str:
    """Write the text of one item-level export as it stands at the end of `as_of`."""
    return _TEXTS[export.path](as_of=as_of)
