"""Four indexes of every follow-up, whatever its status: a letter that leaves no longer rewrites their pages.

While their conditions named the status, each of its changes took the row out of them and put it in again at the same
place: pages all over the file, three times a letter.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WHOLE = {
    "ix_follow_up_duplicate": ["duplicate_hash"],
    "ix_follow_up_places": ["account", "send_at"],
    "ix_follow_up_mailbox": ["recruiter_hash", "send_at"],
    "ix_follow_up_domain": ["domain_hash", "send_at"],
}


def upgrade() -> None:
    for name, columns in _WHOLE.items():
        op.drop_index(name, table_name="follow_up")
        op.create_index(name, "follow_up", columns)
