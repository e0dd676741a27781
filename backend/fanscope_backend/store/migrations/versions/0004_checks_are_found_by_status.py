"""Checks are found by their status: those that await judgement among many that do not."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_checks_status", "checks", ["status"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_checks_status", "checks")
