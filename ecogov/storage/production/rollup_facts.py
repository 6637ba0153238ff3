"""Tables derived from events: figures of items, and the roll-ups that pages read."""

from datetime import date

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, PrimaryKeyConstraint
from sqlmodel import Field

from ecogov.storage.base import Base

_PK = BigInteger().with_variant(Integer(), "sqlite")


class _Cell(Base):
    project_id: int
    day: date
    queue_id: int = 0
    vendor_id: int = 0
    locale: str = Field(default="", max_length=35)


class ItemReviewRow(_Cell, table=True):
    """How the first review of an item went; the cohort behind first-pass yield and rework."""

    __tablename__ = "item_review"
    __table_args__ = (
        PrimaryKeyConstraint("project_id", "source_id", "item_id"),
        Index("ix_item_review_day", "project_id", "day"),
    )

    source_id: int
    item_id: str
    annotator_id: int = 0
    label_source: str = Field(max_length=20)
    first_passed: int
    returned: int


class ItemAgreementRow(_Cell, table=True):
    """The labels that different people gave to one item, as a pattern."""

    __tablename__ = "item_agreement"
    __table_args__ = (
        PrimaryKeyConstraint("project_id", "source_id", "item_id"),
        Index("ix_item_agreement_day", "project_id", "day"),
    )

    source_id: int
    item_id: str
    pattern: str
    self_pairs: int = 0
    self_agreeing: int = 0


class RollupAgreementRow(_Cell, table=True):
    """How many items show a pattern of labels: enough for every coefficient of agreement."""

    __tablename__ = "rollup_agreement"
    __table_args__ = (Index("ix_rollup_agreement_cell", "project_id", "day"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    pattern: str
    items: int
    self_pairs: int = 0
    self_agreeing: int = 0


class RollupValuesRow(_Cell, table=True):
    """The values of a cell as one block of little-endian doubles, for exact quantiles."""

    __tablename__ = "rollup_values"
    __table_args__ = (
        PrimaryKeyConstraint(
            "project_id",
            "kind",
            "day",
            "queue_id",
            "vendor_id",
            "locale",
            "annotator_id",
        ),
    )

    annotator_id: int = 0
    kind: str = Field(max_length=24)
    n: int
    block: bytes = Field(sa_type=LargeBinary)


class RollupStockRow(_Cell, table=True):
    """Open units at the end of a day, where an export says so itself."""

    __tablename__ = "rollup_stock"
    __table_args__ = (PrimaryKeyConstraint("project_id", "day", "queue_id", "vendor_id", "locale"),)

    open_units: int


class _Sums(_Cell):
    submitted_units: int = Field(default=0, sa_type=BigInteger)
    accepted_units: int = Field(default=0, sa_type=BigInteger)
    timed_units: int = Field(default=0, sa_type=BigInteger)
    timed_accepted_units: int = Field(default=0, sa_type=BigInteger)
    handle_seconds: float = 0.0
    timed_rows: int = Field(default=0, sa_type=BigInteger)
    handle_seconds_squared: float = 0.0
    overlapped_rows: int = Field(default=0, sa_type=BigInteger)
    skipped_units: int = Field(default=0, sa_type=BigInteger)
    cancelled_units: int = Field(default=0, sa_type=BigInteger)
    skip_known_units: int = Field(default=0, sa_type=BigInteger)
    gold_answers: int = Field(default=0, sa_type=BigInteger)
    gold_correct: int = Field(default=0, sa_type=BigInteger)
    gold_answers_tainted: int = Field(default=0, sa_type=BigInteger)
    gold_correct_tainted: int = Field(default=0, sa_type=BigInteger)
    reviewed_units: int = Field(default=0, sa_type=BigInteger)
    review_accepted_units: int = Field(default=0, sa_type=BigInteger)
    review_fixed_units: int = Field(default=0, sa_type=BigInteger)
    review_rejected_units: int = Field(default=0, sa_type=BigInteger)
    first_reviewed_items: int = Field(default=0, sa_type=BigInteger)
    first_passed_items: int = Field(default=0, sa_type=BigInteger)
    return_base_items: int = Field(default=0, sa_type=BigInteger)
    returned_items: int = Field(default=0, sa_type=BigInteger)
    received_units: int = Field(default=0, sa_type=BigInteger)
    closed_units: int = Field(default=0, sa_type=BigInteger)
    prelabels_shown: int = Field(default=0, sa_type=BigInteger)
    prelabels_kept: int = Field(default=0, sa_type=BigInteger)
    cost_amount: float = 0.0
    costed_accepted_units: int = Field(default=0, sa_type=BigInteger)


class RollupRow(_Sums, table=True):
    """Measures per day, queue, vendor, locale, person and label source."""

    __tablename__ = "rollup"
    __table_args__ = (
        PrimaryKeyConstraint(
            "project_id",
            "day",
            "queue_id",
            "vendor_id",
            "locale",
            "annotator_id",
            "label_source",
        ),
    )

    annotator_id: int = 0
    label_source: str = Field(max_length=20)


class RollupLabelRow(_Sums, table=True):
    """Measures per day, queue, vendor, locale and label."""

    __tablename__ = "rollup_label"
    __table_args__ = (Index("ix_rollup_label_cell", "project_id", "day"),)

    id: int = Field(default=None, primary_key=True, sa_type=_PK)
    label: str
