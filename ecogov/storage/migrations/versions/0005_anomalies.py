"""Anomalies: scans, flagged days, cards, feedback, budgets of false alarms, stand-ups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "alarm_budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("years_per_alarm", sa.Float(), nullable=False),
        sa.Column("weekly_alarms", sa.Float(), nullable=False),
        sa.Column("is_marked_planned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_alarm_budget_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_budget")),
        sa.UniqueConstraint("project_id", name=op.f("uq_alarm_budget_project_id")),
    )
    op.create_table(
        "anomaly",
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("p_value", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("series_count", sa.Integer(), nullable=False),
        sa.Column("lead", JSON, nullable=False),
        sa.Column("picture", JSON, nullable=False),
        sa.Column("cause", JSON, nullable=True),
        sa.Column("context", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_anomaly_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_anomaly_project_id_number")),
    )
    with op.batch_alter_table("anomaly", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_anomaly_metric_last_day"), ["metric", "last_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_anomaly_project_id_status"), ["project_id", "status"], unique=False
        )

    op.create_table(
        "anomaly_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("budget", sa.Float(), nullable=False),
        sa.Column("failures", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_anomaly_scan_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly_scan")),
    )
    with op.batch_alter_table("anomaly_scan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_anomaly_scan_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "anomaly_scanned_day",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_anomaly_scanned_day_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "day", name=op.f("pk_anomaly_scanned_day")),
    )
    op.create_table(
        "standup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_standup_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standup")),
    )
    with op.batch_alter_table("standup", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standup_project_id_started_at"),
            ["project_id", "started_at"],
            unique=False,
        )

    op.create_table(
        "anomaly_day",
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("anomaly_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=160), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("expected_low", sa.Float(), nullable=False),
        sa.Column("expected_high", sa.Float(), nullable=False),
        sa.Column("p_value", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("siblings", sa.Integer(), nullable=False),
        sa.Column("siblings_alike", sa.Integer(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["anomaly_id"],
            ["anomaly.id"],
            name=op.f("fk_anomaly_day_anomaly_id_anomaly"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_anomaly_day_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly_day")),
        sa.UniqueConstraint(
            "project_id", "series", "day", name=op.f("uq_anomaly_day_project_id_series_day")
        ),
    )
    with op.batch_alter_table("anomaly_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anomaly_day_anomaly_id"), ["anomaly_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_anomaly_day_project_id_day"), ["project_id", "day"], unique=False
        )

    op.create_table(
        "anomaly_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("anomaly_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=160), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["anomaly_id"],
            ["anomaly.id"],
            name=op.f("fk_anomaly_feedback_anomaly_id_anomaly"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_anomaly_feedback_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly_feedback")),
    )
    with op.batch_alter_table("anomaly_feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_anomaly_feedback_anomaly_id"), ["anomaly_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_anomaly_feedback_project_id_series"),
            ["project_id", "series"],
            unique=False,
        )

    op.create_table(
        "standup_action",
        sa.Column("standup_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_standup_action_action_id_action"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["standup_id"],
            ["standup.id"],
            name=op.f("fk_standup_action_standup_id_standup"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("standup_id", "action_id", name=op.f("pk_standup_action")),
    )
    with op.batch_alter_table("standup_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_standup_action_action_id"), ["action_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("standup_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standup_action_action_id"))

    op.drop_table("standup_action")
    with op.batch_alter_table("anomaly_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomaly_feedback_project_id_series"))
        batch_op.drop_index(batch_op.f("ix_anomaly_feedback_anomaly_id"))

    op.drop_table("anomaly_feedback")
    with op.batch_alter_table("anomaly_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomaly_day_project_id_day"))
        batch_op.drop_index(batch_op.f("ix_anomaly_day_anomaly_id"))

    op.drop_table("anomaly_day")
    with op.batch_alter_table("standup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standup_project_id_started_at"))

    op.drop_table("standup")
    op.drop_table("anomaly_scanned_day")
    with op.batch_alter_table("anomaly_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomaly_scan_project_id"))

    op.drop_table("anomaly_scan")
    with op.batch_alter_table("anomaly", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anomaly_project_id_status"))
        batch_op.drop_index(batch_op.f("ix_anomaly_metric_last_day"))

    op.drop_table("anomaly")
    op.drop_table("alarm_budget")
