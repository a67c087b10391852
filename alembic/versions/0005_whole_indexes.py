"""Four indexes of every follow-up, whatever its status: a letter that leaves no longer rewrites their pages.

While their conditions named the status, each of its changes took the row out of them and put it in again at the same
place: pages all over the file, three times a letter. The index by which a claim finds what is due gets the status into
its columns, so that no planner takes one of the four for it, which holds all that was ever sent.

On PostgreSQL readers go on while the new ones are built, and wait only for the moment in which they take over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NEW: dict[str, tuple[list[str], str | None]] = {
    "ix_follow_up_duplicate": (["duplicate_hash"], None),
    "ix_follow_up_places": (["account", "send_at"], None),
    "ix_follow_up_mailbox": (["recruiter_hash", "send_at"], None),
    "ix_follow_up_domain": (["domain_hash", "send_at"], None),
    "ix_follow_up_due_account": (["account", "status", "send_at"], "status = 'scheduled'"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # it renames no index; no reader waits for its one writer
        for name in _NEW:
            op.drop_index(name, table_name="follow_up")
            _create(name, name)
        return
    for name in _NEW:
        _create(f"{name}_0005", name)
    for name in _NEW:
        op.drop_index(name, table_name="follow_up")
        op.execute(f"ALTER INDEX {name}_0005 RENAME TO {name}")


def _create(name: str, like: str) -> None:
    columns, condition = _NEW[like]
    where = None if condition is None else sa.text(condition)
    op.create_index(name, "follow_up", columns, sqlite_where=where, postgresql_where=where)
