"""Frozen control limits; rules beside the detectors, and the alarms that they raised."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def _project(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id"],
        ["project.id"],
        name=op.f(f"fk_{table}_project_id_project"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "control_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("slice_key", sa.String(length=64), nullable=False),
        sa.Column("slice", _JSON, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("center", sa.Float(), nullable=False),
        sa.Column("sigma", sa.Float(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("is_share", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=120), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        _project("control_limit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_limit")),
    )
    with op.batch_alter_table("control_limit", schema=None) as batch_op:
        batch_op.create_index("ix_control_limit_series", ["project_id", "metric", "slice_key"])
    op.create_table(
        "production_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("queue_id", sa.Integer(), nullable=True),
        sa.Column("locale", sa.String(length=35), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("among", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        _project("production_rule"),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendor.id"], name=op.f("fk_production_rule_vendor_id_vendor")
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"],
            ["queue.id"],
            name=op.f("fk_production_rule_queue_id_queue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_rule")),
    )
    with op.batch_alter_table("production_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_production_rule_project_id"), ["project_id"])
    op.create_table(
        "rule_alarm",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slice_key", sa.String(length=64), nullable=False),
        sa.Column("slice", _JSON, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("evidence", _JSON, nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=False),
        _project("rule_alarm"),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["production_rule.id"],
            name=op.f("fk_rule_alarm_rule_id_production_rule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_alarm")),
        sa.UniqueConstraint(
            "rule_id", "day", "slice_key", name=op.f("uq_rule_alarm_rule_id_day_slice_key")
        ),
    )
    with op.batch_alter_table("rule_alarm", schema=None) as batch_op:
        batch_op.create_index("ix_rule_alarm_day", ["project_id", "day"])


def downgrade() -> None:
    with op.batch_alter_table("rule_alarm", schema=None) as batch_op:
        batch_op.drop_index("ix_rule_alarm_day")

    op.drop_table("rule_alarm")
    with op.batch_alter_table("production_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_production_rule_project_id"))

    op.drop_table("production_rule")
    with op.batch_alter_table("control_limit", schema=None) as batch_op:
        batch_op.drop_index("ix_control_limit_series")

    op.drop_table("control_limit")
