"""The first schema."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_state",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("paused_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("paused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("alone_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account_state")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("scopes", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("secret_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_key_secret_hash")),
    )
    op.create_table(
        "calendar_override",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("province", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('day_off', 'working_day')", name=op.f("ck_calendar_override_kind")),
        sa.PrimaryKeyConstraint("on", "province", name=op.f("pk_calendar_override")),
    )
    op.create_table(
        "calendar_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_calendar_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_state")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("send_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("opens_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closes_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("calendar_revision", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tries_in_window", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("stop_requested", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("attempt_started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("duplicate_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recruiter_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('claimed', 'transmitting')) = (lease_until IS NOT NULL) AND (lease_until IS NULL OR token IS NOT NULL)",
            name=op.f("ck_follow_up_lease"),
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'claimed', 'transmitting', 'sent', 'in_doubt', 'failed', 'expired', 'cancelled', 'answered')",
            name=op.f("ck_follow_up_status"),
        ),
        sa.CheckConstraint(
            "stop_requested IS NULL OR stop_requested IN ('cancelled', 'answered')", name=op.f("ck_follow_up_stop")
        ),
        sa.CheckConstraint("opens_at <= send_at AND send_at < closes_at", name=op.f("ck_follow_up_inside_window")),
        sa.CheckConstraint("tries >= 0 AND tries_in_window >= 0 AND attempts >= 0", name=op.f("ck_follow_up_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_up_due",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("status = 'scheduled'"),
            postgresql_where=sa.text("status = 'scheduled'"),
        )
        batch_op.create_index(
            "ix_follow_up_duplicate",
            ["duplicate_hash"],
            unique=False,
            sqlite_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt')"),
            postgresql_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt')"),
        )
        batch_op.create_index(
            "ix_follow_up_expiring",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("status = 'scheduled'"),
            postgresql_where=sa.text("status = 'scheduled'"),
        )
        batch_op.create_index(
            "ix_follow_up_leased",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("status IN ('claimed', 'transmitting')"),
            postgresql_where=sa.text("status IN ('claimed', 'transmitting')"),
        )
        batch_op.create_index(
            "ix_follow_up_mailbox",
            ["recruiter_hash", "send_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent')"),
            postgresql_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent')"),
        )
        batch_op.create_index(
            "ix_follow_up_outdated",
            ["calendar_revision"],
            unique=False,
            sqlite_where=sa.text("status = 'scheduled'"),
            postgresql_where=sa.text("status = 'scheduled'"),
        )
        batch_op.create_index("ix_follow_up_owner", ["owner", "id"], unique=False)
        batch_op.create_index(
            "ix_follow_up_places",
            ["account", "send_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent')"),
            postgresql_where=sa.text("status IN ('scheduled', 'claimed', 'transmitting', 'in_doubt', 'sent')"),
        )
        batch_op.create_index(
            "ix_follow_up_started",
            ["account", "attempt_started_at"],
            unique=False,
            sqlite_where=sa.text("attempt_started_at IS NOT NULL"),
            postgresql_where=sa.text("attempt_started_at IS NOT NULL"),
        )

    op.create_table(
        "test_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("real", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("advanced_seconds", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_test_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_clock")),
    )
    op.create_table(
        "attachment",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_attachment_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_up_id", "position", name=op.f("pk_attachment")),
    )
    op.create_table(
        "attempt",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reply_code", sa.Integer(), nullable=True),
        sa.Column("reply_text", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("instance", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_attempt_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_up_id", "n", name=op.f("pk_attempt")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_event_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_follow_up_id", ["follow_up_id", "id"], unique=False)

    op.create_table(
        "follow_up_content",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("recruiter_email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("candidate_email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("phrasing", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("rules_version", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("message_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_content_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_up_content")),
    )
    with op.batch_alter_table("follow_up_content", schema=None) as batch_op:
        batch_op.create_index("ix_follow_up_content_candidate", ["candidate_email"], unique=False)
        batch_op.create_index("ix_follow_up_content_recruiter", ["recruiter_email"], unique=False)
        batch_op.create_index("ix_follow_up_content_reference", ["reference"], unique=False)

    op.create_table(
        "follow_up_plan",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_plan_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_up_plan")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("route", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("body_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_idempotency_key_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", "route", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "message",
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reached_data", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_message_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_message")),
    )
    op.execute("INSERT INTO calendar_state (id, revision, digest) VALUES (1, 0, '')")
