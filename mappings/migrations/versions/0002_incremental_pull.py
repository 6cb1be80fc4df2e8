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
    """Add the columns and tables, and tell enrolments apart by creation.

    Rows are compared column by column now, and no longer told each night that they were seen.
    """
    _tell_enrolments_apart_by_creation()
    for name in _PULLED:
        op.add_column(name, sa.Column("missed_at", sa.DateTime(timezone=True)))
        for column in ("content_hash", "last_seen"):
            op.drop_column(name, column)
    _cursors()
    _letters()
    _quarantine()
    _run_lock()


def downgrade() -> None:
    """Take them away; enrolments are numbered in order of creation again."""
    op.drop_table("run_lock")
    op.drop_table("quarantine")
    op.execute("UPDATE delivery SET state = 'claimed' WHERE state = 'handing'")
    for name in ("notes", "whole_at", "since"):
        op.drop_column("stream", name)
    for name in _PULLED:
        op.drop_column(name, "missed_at")
        _bring_back_marks(name)
    _number_enrolments()


def _bring_back_marks(name: str) -> None:
    """Make the columns again; without their hashes all rows are changed ones to the next reading."""
    empty = sa.Column("content_hash", sa.String(32), nullable=False, server_default="")
    long_ago = sa.text("'1970-01-01 00:00:00.000000'")
    op.add_column(name, empty)
    op.add_column(
        name, sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False, server_default=long_ago)
    )
    op.execute(f"UPDATE {name} SET last_seen = coalesce(gone_at, changed_at)")  # noqa: S608 names of ours


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
    """Give the table another last column of its key; of rows that would be one, the first that is not gone stays."""
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
    numbered = (
        f"SELECT {kept}, {number} AS {new}, {told} FROM enrolment_before ORDER BY gone_at IS NOT NULL, {old}"  # noqa: S608 names of ours
    )
    op.execute(f"INSERT INTO enrolment ({kept}, {new}, {told}) {numbered} ON CONFLICT DO NOTHING")
    op.drop_table("enrolment_before")


def _cursors() -> None:
    for name, comment in (
        ("since", "By the clock of the LMS: what changed before then has been read"),
        ("whole_at", "By the clock of the LMS: when it was last read whole"),
    ):
        op.add_column("stream", sa.Column(name, sa.DateTime(timezone=True), comment=comment))
    notes = "What the reader wants to be reminded of"
    op.add_column("stream", sa.Column("notes", sa.JSON(), nullable=False, server_default="{}", comment=notes))
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment("stream", "How each stream of pulled facts was last read completely")


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(40), nullable=False),
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("number", sa.String(100), nullable=False, comment="Key in the LMS as far as known"),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False, comment="Columns of the key that are known"),
        sa.Column("raw_sealed", sa.Text(), comment="What the LMS told, sealed; none where it told nothing"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False, comment="waiting, dropped or mended"),
        sa.PrimaryKeyConstraint("quarantine_id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint("site", "stream", "number", name=op.f("uq_quarantine_site_stream_number")),
        comment="Rows of the LMS that could not be read",
    )


def _letters() -> None:
    """Take claimed letters for handed over: the program that claimed them made no difference."""
    op.execute("UPDATE delivery SET state = 'handing' WHERE state = 'claimed'")
    if op.get_bind().dialect.supports_comments:
        told = "claimed, handing, sent or failed: what stays handing is shown, not sent again unasked"
        op.create_table_comment("delivery", told)


def _run_lock() -> None:
    op.create_table(
        "run_lock",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False, comment="A number of its own for every taking"),
        sa.Column("command", sa.String(40), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "beat_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the owner last said that it is alive",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_run_lock")),
        comment="Who is at work; one row, or none",
    )
