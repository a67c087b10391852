"""Which rule set a letter was last checked with, where the tick can ask for it; and which one holds."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "follow_up", sa.Column("rules_version", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
    )
    op.create_index(
        "ix_follow_up_rules",
        "follow_up",
        ["rules_version", "send_at"],
        unique=False,
        sqlite_where=sa.text("status = 'scheduled'"),
        postgresql_where=sa.text("status = 'scheduled'"),
    )
    op.execute(
        "UPDATE follow_up SET rules_version = (SELECT coalesce(c.rules_version, '') FROM follow_up_content c"
        " WHERE c.follow_up_id = follow_up.id)"
        " WHERE id IN (SELECT follow_up_id FROM follow_up_content WHERE rules_version IS NOT NULL)"
    )
    # `follow_up_content.rules_version` stays: processes of the version before still write it while others are upgraded.
    op.create_table(
        "rule_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_rule_set_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
    )
    op.execute("INSERT INTO rule_set (id, version) VALUES (1, '')")
