"""Words of production: what an export row can say, whatever tool it came from."""

from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Step of the workflow that a row reports."""

    ANNOTATE = "annotate"
    REVIEW = "review"
    ADJUDICATE = "adjudicate"


class TimeBasis(StrEnum):
    """How the handling time of a row was measured."""

    ACTIVE = "active"
    ELAPSED = "elapsed"
    PAGE = "page"
    SUITE = "suite"
    GAP = "gap"
    UNKNOWN = "unknown"


class ReviewResult(StrEnum):
    """What a reviewer decided on a submitted unit."""

    ACCEPTED = "accepted"
    FIXED = "fixed"
    REJECTED = "rejected"


class LabelSource(StrEnum):
    """Who made the label: a person, a person shown a prelabel, or a machine alone."""

    HUMAN = "human"
    PRELABELLED = "prelabelled"
    MACHINE = "machine"


class SourceFormat(StrEnum):
    """Exports that the importer reads; the value is part of the natural key of a row."""

    LABEL_STUDIO_JSON = "label_studio_json"
    LABEL_STUDIO_TABLE = "label_studio_table"
    MTURK = "mturk"
    APPEN = "appen"
    ZOONIVERSE = "zooniverse"
    TOLOKA = "toloka"
    APPRAISE = "appraise"
    LABELBOX = "labelbox"
    CVAT_EVENTS = "cvat_events"
    SAGEMAKER_MANIFEST = "sagemaker_manifest"
    SAGEMAKER_WORKER_LOG = "sagemaker_worker_log"
    PRODIGY = "prodigy"
    DOCCANO = "doccano"
    ARGILLA = "argilla"
    V7_REPORT = "v7_report"
    ITAG = "itag"
    SERVICE_DESK = "service_desk"
    OWN_ROWS = "own_rows"
    PRODUCTION_SHEET = "production_sheet"


WRITTEN_IN_PROJECT_TIME: Final = frozenset(
    {SourceFormat.SERVICE_DESK, SourceFormat.OWN_ROWS, SourceFormat.PRODUCTION_SHEET}
)
"""Formats whose stamps without a zone are those of the project's own clocks."""
