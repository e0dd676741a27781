"""Projects and checks; jobs have lanes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "jobs", sa.Column("lane", sa.String(length=16), nullable=False, server_default="ordinary")
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )
    op.create_table(
        "checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("commit", sa.String(length=200), nullable=True),
        sa.Column("branch", sa.String(length=200), nullable=True),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("compared_with", sa.String(length=32), nullable=True),
        sa.Column("becomes_baseline", sa.Boolean(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("num_errors", sa.BigInteger(), nullable=False),
        sa.Column("num_warnings", sa.BigInteger(), nullable=False),
        sa.Column("drifted", sa.JSON(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("numbers", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id"], ["experiments.id"], name="fk_checks_id_experiments", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name="fk_checks_project_id_projects",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_project_id", "checks", ["project_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("checks")
    op.drop_table("projects")
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("lane")
