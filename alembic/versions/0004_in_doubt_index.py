"""An index of what is in doubt, so that counting it costs the same with a million follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    in_doubt = sa.text("status = 'in_doubt'")
    op.create_index(
        "ix_follow_up_in_doubt", "follow_up", ["updated_at"], sqlite_where=in_doubt, postgresql_where=in_doubt
    )
