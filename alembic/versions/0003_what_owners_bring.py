"""What owners bring: SMTP accounts, suppressions, webhooks; and when a letter was wiped."""

import hashlib

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("host", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sign_in", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("username", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("sealed_secret", sa.Text(), nullable=True),
        sa.Column("oauth_client_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("oauth_token_url", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("from_address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_name", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("max_connections", sa.Integer(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(sign_in = 'none') = (sealed_secret IS NULL)", name=op.f("ck_account_secret")),
        sa.CheckConstraint("security IN ('starttls', 'tls', 'none')", name=op.f("ck_account_security")),
        sa.CheckConstraint("sign_in IN ('none', 'password', 'oauth')", name=op.f("ck_account_sign_in")),
        sa.CheckConstraint("max_connections > 0 AND per_minute >= 0 AND per_day >= 0", name=op.f("ck_account_caps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("owner", "name", name="uq_account_owner_name"),
    )
    op.create_table(
        "suppression",
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "email", name=op.f("pk_suppression")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("disabled_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("failing_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("owner", "name", name="uq_webhook_owner_name"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'claimed') = (lease_until IS NOT NULL AND token IS NOT NULL)",
            name=op.f("ck_webhook_delivery_lease"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'delivered', 'given_up')", name=op.f("ck_webhook_delivery_state")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_webhook_delivery_tries")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_webhook_delivery_follow_up_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    is_waiting = "state IN ('waiting', 'claimed')"
    _index("ix_webhook_delivery_due", "webhook_delivery", ["due_at"], where=is_waiting)
    _index("ix_webhook_delivery_waiting", "webhook_delivery", ["webhook_id", "due_at"], where=is_waiting)
    op.create_index("ix_webhook_delivery_follow_up_id", "webhook_delivery", ["follow_up_id"])
    op.create_index("ix_webhook_delivery_webhook_id", "webhook_delivery", ["webhook_id", "id"])
    op.add_column("api_key", sa.Column("last_used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column("follow_up_content", sa.Column("letter_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("follow_up", sa.Column("wiped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column("follow_up", sa.Column("erase_requested_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column(
        "follow_up",
        sa.Column("domain_hash", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False),
    )
    _fill_hashes()
    _index("ix_follow_up_due_account", "follow_up", ["account", "send_at"], where="status = 'scheduled'")
    op.create_index("ix_follow_up_accepted", "follow_up", ["owner", "created_at"])
    op.create_index("ix_idempotency_key_follow_up_id", "idempotency_key", ["follow_up_id"])
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"])
    takes_a_place = "status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent')"
    _index("ix_follow_up_domain", "follow_up", ["domain_hash", "send_at"], where=takes_a_place)
    to_wipe = "wiped_at IS NULL AND status IN ('sent', 'failed', 'expired', 'cancelled', 'answered')"
    _index("ix_follow_up_to_wipe", "follow_up", ["updated_at"], where=to_wipe)
    to_erase = "wiped_at IS NULL AND erase_requested_at IS NOT NULL"
    _index("ix_follow_up_to_erase", "follow_up", ["erase_requested_at"], where=to_erase)


def _index(name: str, table: str, columns: list[str], *, where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill_hashes() -> None:
    """Give the rows that stand what the new columns say of them; in portions, for there may be a million."""
    connection = op.get_bind()
    content = sa.table(
        "follow_up_content",
        sa.column("follow_up_id", sa.Uuid()),
        sa.column("recruiter_email"),
        sa.column("subject"),
        sa.column("body"),
        sa.column("letter_hash"),
    )
    state = sa.table("follow_up", sa.column("id", sa.Uuid()), sa.column("domain_hash"))
    last = None
    while True:
        query = sa.select(
            content.c.follow_up_id, content.c.recruiter_email, content.c.subject, content.c.body
        ).order_by(content.c.follow_up_id)
        if last is not None:
            query = query.where(content.c.follow_up_id > last)
        rows = connection.execute(query.limit(1000)).all()
        if not rows:
            return
        connection.execute(
            sa.update(state).where(state.c.id == sa.bindparam("of")).values(domain_hash=sa.bindparam("hashed")),
            [{"of": row.follow_up_id, "hashed": _hash(row.recruiter_email.rpartition("@")[2])} for row in rows],
        )
        connection.execute(
            sa.update(content)
            .where(content.c.follow_up_id == sa.bindparam("of"))
            .values(letter_hash=sa.bindparam("hashed")),
            [{"of": row.follow_up_id, "hashed": _hash(f"{row.subject}\n{row.body}")} for row in rows],
        )
        last = rows[-1].follow_up_id


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
