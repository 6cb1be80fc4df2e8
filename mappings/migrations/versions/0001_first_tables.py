"""The first tables: facts pulled from the LMS, the district's own records, what was published."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "account",
    "attempt",
    "category",
    "cohort",
    "cohort_member",
    "completion",
    "course",
    "enrolment",
    "final_grade",
    "organisation",
    "part_mark",
    "quiz",
    "roster_import",
    "run",
    "stream",
    "delivery",
    "indicator_value",
    "person",
    "step",
    "verdict",
    "account_link",
    "employment",
    "route",
    "route_item",
)


def upgrade() -> None:
    """Make every table, those first that others refer to."""
    _account()
    _attempt()
    _category()
    _cohort()
    _cohort_member()
    _completion()
    _course()
    _enrolment()
    _final_grade()
    _organisation()
    _part_mark()
    _quiz()
    _roster_import()
    _run()
    _stream()
    _delivery()
    _indicator_value()
    _person()
    _step()
    _verdict()
    _account_link()
    _employment()
    _route()
    _route_item()


def downgrade() -> None:
    """Drop every table."""
    for name in reversed(_TABLES):
        op.drop_table(name)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("staff_number", sa.Text()),
        sa.Column("snils_hash", sa.String(length=64)),
        sa.Column("snils_sealed", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("last_access", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "account_id", name=op.f("pk_account")),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("attempt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("modified_at", sa.DateTime(timezone=True)),
        sa.Column("mark", sa.Float()),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "attempt_id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_site_quiz_id_account_id"), "attempt", ["site", "quiz_id", "account_id"])


def _category() -> None:
    op.create_table(
        "category",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text()),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "category_id", name=op.f("pk_category")),
    )


def _cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text()),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "cohort_id", name=op.f("pk_cohort")),
    )


def _cohort_member() -> None:
    op.create_table(
        "cohort_member",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "cohort_id", "account_id", name=op.f("pk_cohort_member")),
    )


def _completion() -> None:
    op.create_table(
        "completion",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "course_id", "account_id", name=op.f("pk_completion")),
    )


def _course() -> None:
    op.create_table(
        "course",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text()),
        sa.Column("category_id", sa.Integer()),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("tracks_completion", sa.Boolean(), nullable=False),
        sa.Column("custom_fields", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "course_id", name=op.f("pk_course")),
    )


def _enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("method", sa.String(length=100), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True)),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint(
            "site", "course_id", "account_id", "method", "ordinal", name=op.f("pk_enrolment")
        ),
    )


def _final_grade() -> None:
    op.create_table(
        "final_grade",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("quiz_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("grade", sa.Float()),
        sa.Column("max_grade", sa.Float()),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("graded_at", sa.DateTime(timezone=True)),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "quiz_id", "account_id", name=op.f("pk_final_grade")),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False, comment="Of the newest staff list it stands in"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("normal_name", name=op.f("uq_organisation_normal_name")),
    )


def _part_mark() -> None:
    op.create_table(
        "part_mark",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("attempt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=255), nullable=False),
        sa.Column("mark", sa.Float()),
        sa.Column("max_mark", sa.Float(), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "attempt_id", "part", name=op.f("pk_part_mark")),
    )


def _quiz() -> None:
    op.create_table(
        "quiz",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("quiz_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text()),
        sa.Column("grade_method", sa.String(length=20), nullable=False),
        sa.Column("max_mark", sa.Float()),
        sa.Column("max_grade", sa.Float()),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("site", "quiz_id", name=op.f("pk_quiz")),
    )


def _roster_import() -> None:
    op.create_table(
        "roster_import",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_roster_import")),
    )


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run")),
    )


def _stream() -> None:
    op.create_table(
        "stream",
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "name", name=op.f("pk_stream")),
        comment="When each stream of pulled facts was last read whole",
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=100), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_delivery_run_id_run")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("letter", name=op.f("uq_delivery_letter")),
        comment="A letter is claimed before it is sent: what stays claimed is shown, not sent again unasked",
    )


def _indicator_value() -> None:
    op.create_table(
        "indicator_value",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("definition_version", sa.String(length=20), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_indicator_value_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "indicator", name=op.f("pk_indicator_value")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("snils_hash", sa.String(length=64)),
        sa.Column("snils_sealed", sa.Text()),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("patronymic", sa.Text(), nullable=False),
        sa.Column("sex", sa.String(length=1)),
        sa.Column("birth_date", sa.Date()),
        sa.Column("work_started", sa.Date()),
        sa.Column("email", sa.Text()),
        sa.Column("staff_number", sa.Text()),
        sa.Column("roster_no", sa.Text()),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.import_id"], name=op.f("fk_person_import_id_roster_import")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person")),
        sa.UniqueConstraint("snils_hash", name=op.f("uq_person_snils_hash")),
    )


def _step() -> None:
    op.create_table(
        "step",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("coverage", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_step_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_step")),
    )


def _verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_verdict_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "indicator", "subject_id", name=op.f("pk_verdict")),
        comment="subject_id is a person, for 6.1.4 an organisation",
    )


def _account_link() -> None:
    op.create_table(
        "account_link",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_account_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_account_link")),
    )
    op.create_index(op.f("ix_account_link_person_id"), "account_link", ["person_id"])
    op.create_index(
        "uq_account_link_current",
        "account_link",
        ["site", "account_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _employment() -> None:
    op.create_table(
        "employment",
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("hired", sa.Date()),
        sa.Column("left", sa.Date()),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["roster_import.import_id"], name=op.f("fk_employment_import_id_roster_import")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_employment_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name=op.f("fk_employment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("employment_id", name=op.f("pk_employment")),
    )
    op.create_index(op.f("ix_employment_organisation_id"), "employment", ["organisation_id"])
    op.create_index(op.f("ix_employment_person_id"), "employment", ["person_id"])


def _route() -> None:
    op.create_table(
        "route",
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("diagnostic_id", sa.String(length=40)),
        sa.Column("round_number", sa.Integer()),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("approved_on", sa.Date()),
        sa.Column("approved_by", sa.String(length=40)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["person.person_id"], name=op.f("fk_route_person_id_person")),
        sa.PrimaryKeyConstraint("route_id", name=op.f("pk_route")),
        sa.UniqueConstraint(
            "person_id",
            "diagnostic_id",
            "round_number",
            name=op.f("uq_route_person_id_diagnostic_id_round_number"),
        ),
    )
    op.create_index(op.f("ix_route_person_id"), "route", ["person_id"])


def _route_item() -> None:
    op.create_table(
        "route_item",
        sa.Column("route_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("competency", sa.String(length=40), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=40)),
        sa.Column("course_id", sa.Integer()),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer()),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["route_id"], ["route.route_id"], name=op.f("fk_route_item_route_id_route")),
        sa.PrimaryKeyConstraint("route_id", "position", name=op.f("pk_route_item")),
    )
