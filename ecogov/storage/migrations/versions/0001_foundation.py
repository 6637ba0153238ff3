"""The foundation: projects and their promises, imports, events, roll-ups, the audit trail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_audit_entry_record", ["record_type", "record_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("annotator_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handle_seconds", sa.Float(), nullable=True),
        sa.Column("time_basis", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("label_source", sa.String(), nullable=False),
        sa.Column("is_gold", sa.Boolean(), nullable=True),
        sa.Column("is_reference", sa.Boolean(), nullable=True),
        sa.Column("gold_label", sa.String(), nullable=True),
        sa.Column("gold_correct", sa.Boolean(), nullable=True),
        sa.Column("is_tainted", sa.Boolean(), nullable=True),
        sa.Column("review_result", sa.String(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_skipped", sa.Boolean(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=True),
        sa.Column("prelabel", sa.String(), nullable=True),
        sa.Column("prelabel_model", sa.String(), nullable=True),
        sa.Column("guideline_version", sa.String(), nullable=True),
        sa.Column("content_severity", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("units_accepted", sa.Integer(), nullable=True),
        sa.Column("units_reviewed", sa.Integer(), nullable=True),
        sa.Column("units_correct", sa.Integer(), nullable=True),
        sa.Column("units_returned", sa.Integer(), nullable=True),
        sa.Column("units_received", sa.Integer(), nullable=True),
        sa.Column("units_open", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("review_day", sa.Date(), nullable=True),
        sa.Column("received_day", sa.Date(), nullable=True),
        sa.Column("worked_seconds", sa.Float(), nullable=True),
        sa.Column("is_overlapping", sa.Boolean(), nullable=True),
        sa.Column("gold_ok", sa.Boolean(), nullable=True),
        sa.Column("is_superseded", sa.Boolean(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("source_id", "event_id", name=op.f("uq_event_source_id_event_id")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_import", ["import_id"], unique=False)
        batch_op.create_index(
            "ix_event_open",
            ["project_id", "item_id"],
            unique=False,
            sqlite_where=sa.text("submitted_at IS NULL AND annotator_id IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL AND annotator_id IS NULL"),
        )
        batch_op.create_index("ix_event_project_day", ["project_id", "day"], unique=False)
        batch_op.create_index("ix_event_project_item", ["project_id", "item_id"], unique=False)
        batch_op.create_index(
            "ix_event_project_received_day",
            ["project_id", "received_day"],
            unique=False,
            sqlite_where=sa.text("received_day IS NOT NULL"),
            postgresql_where=sa.text("received_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_event_project_review_day",
            ["project_id", "review_day"],
            unique=False,
            sqlite_where=sa.text("review_day IS NOT NULL"),
            postgresql_where=sa.text("review_day IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_event_reference",
            ["project_id", "item_id"],
            unique=False,
            sqlite_where=sa.text("is_reference"),
            postgresql_where=sa.text("is_reference"),
        )
        batch_op.create_index(
            "ix_event_source_page",
            ["source_id", "page_id"],
            unique=False,
            sqlite_where=sa.text("page_id IS NOT NULL"),
            postgresql_where=sa.text("page_id IS NOT NULL"),
        )

    op.create_table(
        "item_agreement",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("self_pairs", sa.Integer(), nullable=False),
        sa.Column("self_agreeing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id", "source_id", "item_id", name=op.f("pk_item_agreement")
        ),
    )
    with op.batch_alter_table("item_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_item_agreement_day", ["project_id", "day"], unique=False)

    op.create_table(
        "item_review",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("label_source", sa.String(length=20), nullable=False),
        sa.Column("first_passed", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "source_id", "item_id", name=op.f("pk_item_review")),
    )
    with op.batch_alter_table("item_review", schema=None) as batch_op:
        batch_op.create_index("ix_item_review_day", ["project_id", "day"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("requester", sa.String(length=120), nullable=False),
        sa.Column("content_domain", sa.String(length=20), nullable=False),
        sa.Column("task_type", sa.String(length=80), nullable=False),
        sa.Column("locales", JSON, nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("target_units", sa.BigInteger(), nullable=True),
        sa.Column("unit_name", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("pm", sa.String(length=120), nullable=False),
        sa.Column("acceptance_basis", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_table(
        "rollup",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("submitted_units", sa.BigInteger(), nullable=False),
        sa.Column("accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("timed_units", sa.BigInteger(), nullable=False),
        sa.Column("timed_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("handle_seconds", sa.Float(), nullable=False),
        sa.Column("timed_rows", sa.BigInteger(), nullable=False),
        sa.Column("handle_seconds_squared", sa.Float(), nullable=False),
        sa.Column("overlapped_rows", sa.BigInteger(), nullable=False),
        sa.Column("skipped_units", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_units", sa.BigInteger(), nullable=False),
        sa.Column("skip_known_units", sa.BigInteger(), nullable=False),
        sa.Column("gold_answers", sa.BigInteger(), nullable=False),
        sa.Column("gold_correct", sa.BigInteger(), nullable=False),
        sa.Column("gold_answers_tainted", sa.BigInteger(), nullable=False),
        sa.Column("gold_correct_tainted", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_units", sa.BigInteger(), nullable=False),
        sa.Column("review_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("review_fixed_units", sa.BigInteger(), nullable=False),
        sa.Column("review_rejected_units", sa.BigInteger(), nullable=False),
        sa.Column("first_reviewed_items", sa.BigInteger(), nullable=False),
        sa.Column("first_passed_items", sa.BigInteger(), nullable=False),
        sa.Column("return_base_items", sa.BigInteger(), nullable=False),
        sa.Column("returned_items", sa.BigInteger(), nullable=False),
        sa.Column("received_units", sa.BigInteger(), nullable=False),
        sa.Column("closed_units", sa.BigInteger(), nullable=False),
        sa.Column("prelabels_shown", sa.BigInteger(), nullable=False),
        sa.Column("prelabels_kept", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount", sa.Float(), nullable=False),
        sa.Column("costed_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("label_source", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id",
            "day",
            "queue_id",
            "vendor_id",
            "locale",
            "annotator_id",
            "label_source",
            name=op.f("pk_rollup"),
        ),
    )
    op.create_table(
        "rollup_agreement",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("self_pairs", sa.Integer(), nullable=False),
        sa.Column("self_agreeing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_agreement")),
    )
    with op.batch_alter_table("rollup_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_rollup_agreement_cell", ["project_id", "day"], unique=False)

    op.create_table(
        "rollup_label",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("submitted_units", sa.BigInteger(), nullable=False),
        sa.Column("accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("timed_units", sa.BigInteger(), nullable=False),
        sa.Column("timed_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("handle_seconds", sa.Float(), nullable=False),
        sa.Column("timed_rows", sa.BigInteger(), nullable=False),
        sa.Column("handle_seconds_squared", sa.Float(), nullable=False),
        sa.Column("overlapped_rows", sa.BigInteger(), nullable=False),
        sa.Column("skipped_units", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_units", sa.BigInteger(), nullable=False),
        sa.Column("skip_known_units", sa.BigInteger(), nullable=False),
        sa.Column("gold_answers", sa.BigInteger(), nullable=False),
        sa.Column("gold_correct", sa.BigInteger(), nullable=False),
        sa.Column("gold_answers_tainted", sa.BigInteger(), nullable=False),
        sa.Column("gold_correct_tainted", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_units", sa.BigInteger(), nullable=False),
        sa.Column("review_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("review_fixed_units", sa.BigInteger(), nullable=False),
        sa.Column("review_rejected_units", sa.BigInteger(), nullable=False),
        sa.Column("first_reviewed_items", sa.BigInteger(), nullable=False),
        sa.Column("first_passed_items", sa.BigInteger(), nullable=False),
        sa.Column("return_base_items", sa.BigInteger(), nullable=False),
        sa.Column("returned_items", sa.BigInteger(), nullable=False),
        sa.Column("received_units", sa.BigInteger(), nullable=False),
        sa.Column("closed_units", sa.BigInteger(), nullable=False),
        sa.Column("prelabels_shown", sa.BigInteger(), nullable=False),
        sa.Column("prelabels_kept", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount", sa.Float(), nullable=False),
        sa.Column("costed_accepted_units", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_label")),
    )
    with op.batch_alter_table("rollup_label", schema=None) as batch_op:
        batch_op.create_index("ix_rollup_label_cell", ["project_id", "day"], unique=False)

    op.create_table(
        "rollup_stock",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("open_units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id", "day", "queue_id", "vendor_id", "locale", name=op.f("pk_rollup_stock")
        ),
    )
    op.create_table(
        "rollup_values",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "project_id",
            "kind",
            "day",
            "queue_id",
            "vendor_id",
            "locale",
            "annotator_id",
            name=op.f("pk_rollup_values"),
        ),
    )
    op.create_table(
        "vendor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("is_inhouse", sa.Boolean(), nullable=False),
        sa.Column("created_by_import", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor")),
        sa.UniqueConstraint("code", name=op.f("uq_vendor_code")),
    )
    op.create_table(
        "annotator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_annotator_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotator")),
        sa.UniqueConstraint(
            "project_id", "external_id", name=op.f("uq_annotator_project_id_external_id")
        ),
    )
    op.create_table(
        "change_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("title_zh", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_change_mark_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_mark")),
    )
    with op.batch_alter_table("change_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_mark_project_id"), ["project_id"], unique=False)

    op.create_table(
        "day_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_day_off_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_off")),
        sa.UniqueConstraint("project_id", "day", name=op.f("uq_day_off_project_id_day")),
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("name_zh", sa.String(length=160), nullable=False),
        sa.Column("created_by_import", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_queue_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_queue_project_id_code")),
    )
    op.create_table(
        "sheet_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("header_key", sa.String(length=64), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_sheet_mapping_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_mapping")),
        sa.UniqueConstraint(
            "project_id", "header_key", name=op.f("uq_sheet_mapping_project_id_header_key")
        ),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("instance", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_source_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint(
            "project_id", "format", "instance", name=op.f("uq_source_project_id_format_instance")
        ),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("file", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("receipt", JSON, nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_import_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_import_source_id_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_project_id"), ["project_id"], unique=False)

    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("comparator", sa.String(length=2), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("window", sa.String(length=10), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=35), nullable=True),
        sa.Column("contract_clause", sa.String(length=120), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("clock", sa.String(length=10), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_target_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queue.id"], name=op.f("fk_target_queue_id_queue"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_target_vendor_id_vendor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_project_id"), ["project_id"], unique=False)

    op.create_table(
        "event_before",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("annotator_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handle_seconds", sa.Float(), nullable=True),
        sa.Column("time_basis", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("label_source", sa.String(), nullable=False),
        sa.Column("is_gold", sa.Boolean(), nullable=True),
        sa.Column("is_reference", sa.Boolean(), nullable=True),
        sa.Column("gold_label", sa.String(), nullable=True),
        sa.Column("gold_correct", sa.Boolean(), nullable=True),
        sa.Column("is_tainted", sa.Boolean(), nullable=True),
        sa.Column("review_result", sa.String(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_skipped", sa.Boolean(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=True),
        sa.Column("prelabel", sa.String(), nullable=True),
        sa.Column("prelabel_model", sa.String(), nullable=True),
        sa.Column("guideline_version", sa.String(), nullable=True),
        sa.Column("content_severity", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("units_accepted", sa.Integer(), nullable=True),
        sa.Column("units_reviewed", sa.Integer(), nullable=True),
        sa.Column("units_correct", sa.Integer(), nullable=True),
        sa.Column("units_returned", sa.Integer(), nullable=True),
        sa.Column("units_received", sa.Integer(), nullable=True),
        sa.Column("units_open", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("review_day", sa.Date(), nullable=True),
        sa.Column("received_day", sa.Date(), nullable=True),
        sa.Column("worked_seconds", sa.Float(), nullable=True),
        sa.Column("is_overlapping", sa.Boolean(), nullable=True),
        sa.Column("gold_ok", sa.Boolean(), nullable=True),
        sa.Column("is_superseded", sa.Boolean(), nullable=True),
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["import.id"],
            name=op.f("fk_event_before_replaced_by_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_event_before")),
    )
    with op.batch_alter_table("event_before", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_before_replaced_by"), ["replaced_by"], unique=False
        )

    op.create_table(
        "import_overlap",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["earlier_id"],
            ["import.id"],
            name=op.f("fk_import_overlap_earlier_id_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_overlap_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "earlier_id", name=op.f("pk_import_overlap")),
    )
    op.create_table(
        "import_rejection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("params", JSON, nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_rejection_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejection")),
    )
    with op.batch_alter_table("import_rejection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_rejection_import_id"), ["import_id"], unique=False
        )

    op.execute("INSERT INTO revision (id, value) VALUES (1, 0)")


def downgrade() -> None:
    with op.batch_alter_table("import_rejection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_rejection_import_id"))

    op.drop_table("import_rejection")
    op.drop_table("import_overlap")
    with op.batch_alter_table("event_before", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_before_replaced_by"))

    op.drop_table("event_before")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_project_id"))

    op.drop_table("target")
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_project_id"))

    op.drop_table("import")
    op.drop_table("source")
    op.drop_table("sheet_mapping")
    op.drop_table("queue")
    op.drop_table("day_off")
    with op.batch_alter_table("change_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_mark_project_id"))

    op.drop_table("change_mark")
    op.drop_table("annotator")
    op.drop_table("vendor")
    op.drop_table("rollup_values")
    op.drop_table("rollup_stock")
    with op.batch_alter_table("rollup_label", schema=None) as batch_op:
        batch_op.drop_index("ix_rollup_label_cell")

    op.drop_table("rollup_label")
    with op.batch_alter_table("rollup_agreement", schema=None) as batch_op:
        batch_op.drop_index("ix_rollup_agreement_cell")

    op.drop_table("rollup_agreement")
    op.drop_table("rollup")
    op.drop_table("revision")
    op.drop_table("project")
    with op.batch_alter_table("item_review", schema=None) as batch_op:
        batch_op.drop_index("ix_item_review_day")

    op.drop_table("item_review")
    with op.batch_alter_table("item_agreement", schema=None) as batch_op:
        batch_op.drop_index("ix_item_agreement_day")

    op.drop_table("item_agreement")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_source_page",
            sqlite_where=sa.text("page_id IS NOT NULL"),
            postgresql_where=sa.text("page_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_event_reference",
            sqlite_where=sa.text("is_reference"),
            postgresql_where=sa.text("is_reference"),
        )
        batch_op.drop_index(
            "ix_event_project_review_day",
            sqlite_where=sa.text("review_day IS NOT NULL"),
            postgresql_where=sa.text("review_day IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_event_project_received_day",
            sqlite_where=sa.text("received_day IS NOT NULL"),
            postgresql_where=sa.text("received_day IS NOT NULL"),
        )
        batch_op.drop_index("ix_event_project_item")
        batch_op.drop_index("ix_event_project_day")
        batch_op.drop_index(
            "ix_event_open",
            sqlite_where=sa.text("submitted_at IS NULL AND annotator_id IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL AND annotator_id IS NULL"),
        )
        batch_op.drop_index("ix_event_import")

    op.drop_table("event")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_record")
        batch_op.drop_index(batch_op.f("ix_audit_entry_project_id"))

    op.drop_table("audit_entry")
