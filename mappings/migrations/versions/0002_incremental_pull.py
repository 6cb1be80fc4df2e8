"""What an incremental pull keeps: when a row was first missed, how far a stream was read, quarantine, the lock."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PULLED = (
    "account",
    "category",
    "course",
    "enrolment",
    "completion",
    "quiz",
    "final_grade",
    "attempt",
    "part_mark",
    "cohort",
    "cohort_member",
)
_MARKS = ("content_hash", "first_seen", "changed_at", "last_seen", "gone_at")


def upgrade() -> None:
    """Add the columns and tables, and tell enrolments apart by creation."""
    _tell_enrolments_apart_by_creation()
    for name in _PULLED:
        op.add_column(name, sa.Column("missed_at", sa.DateTime(timezone=True)))
    for name in ("since", "whole_at"):
        op.add_column("stream", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("stream", sa.Column("notes", sa.JSON(), nullable=False, server_default="{}"))
    _quarantine()
    _run_lock()


def downgrade() -> None:
    """Take them away; enrolments are numbered in order of creation again."""
    op.drop_table("run_lock")
    op.drop_table("quarantine")
    for name in ("notes", "whole_at", "since"):
        op.drop_column("stream", name)
    for name in _PULLED:
        op.drop_column(name, "missed_at")
    _number_enrolments()


def _tell_enrolments_apart_by_creation() -> None:
    minute = "CAST(strftime('%s', created_at) AS INTEGER) / 60"
    if op.get_bind().dialect.name == "postgresql":
        minute = "CAST(floor(extract(epoch FROM created_at) / 60) AS INTEGER)"
    _rebuild_enrolment("ordinal", "created_minute", f"coalesce({minute}, 0)")


def _number_enrolments() -> None:
    row_number = (
        "row_number() OVER (PARTITION BY site, course_id, account_id, method ORDER BY created_minute)"
    )
    _rebuild_enrolment("created_minute", "ordinal", row_number)


def _rebuild_enrolment(old: str, new: str, number: str) -> None:
    """Give the table another last column of its key; of rows that would be one, the first stays."""
    op.rename_table("enrolment", "enrolment_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_enrolment RENAME TO pk_enrolment_before")
    op.create_table(
        "enrolment",
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("course_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column(new, sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True)),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.String(32), nullable=False),
        *(sa.Column(each, sa.DateTime(timezone=True), nullable=False) for each in _MARKS[1:-1]),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "course_id", "account_id", "method", new, name=op.f("pk_enrolment")),
    )
    kept = "site, course_id, account_id, method"
    told = ", ".join(("status", "created_at", "starts_at", *_MARKS))
    numbered = f"SELECT {kept}, {number} AS {new}, {told} FROM enrolment_before ORDER BY {old}"  # noqa: S608 names of ours
    op.execute(f"INSERT INTO enrolment ({kept}, {new}, {told}) {numbered} ON CONFLICT DO NOTHING")
    op.drop_table("enrolment_before")


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("number", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("raw_sealed", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("site", "stream", "number", name=op.f("uq_quarantine_site_stream_number")),
    )


def _run_lock() -> None:
    op.create_table(
        "run_lock",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("command", sa.String(40), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_run_lock")),
    )
