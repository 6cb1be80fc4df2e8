"""Every table, in three floors: facts pulled from the LMS, the district's own records, what was published.

Pulled facts keep the LMS's natural key with the site's name before it. `first_seen` is when we learnt of a
row, `changed_at` when its content last changed, `missed_at` when it was first missing where it was looked for. A
row missed a second time is gone, since it was first missed (`gone_at`); one that comes back loses both. When a row
was last read is not kept, for that would rewrite a million rows a night to say that nothing happened.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime on either database; SQLite itself knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values, give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


SITE = String(40)

MARKS = frozenset({"site", "first_seen", "changed_at", "missed_at", "gone_at"})
"""Columns of every table of pulled facts that no record of the LMS fills."""


def _pulled(name: str, *columns: Column[Any], constraints: tuple[Any, ...] = ()) -> Table:
    """Make a table of pulled facts: the given columns between the site and the marks of reading."""
    return Table(
        name,
        metadata,
        Column("site", SITE, primary_key=True),
        *columns,
        Column("first_seen", Moment, nullable=False),
        Column("changed_at", Moment, nullable=False),
        Column("missed_at", Moment),
        Column("gone_at", Moment),
        *constraints,
    )


def _key(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


account = _pulled(
    "account",
    _key("account_id"),
    Column("username", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text),
    Column("staff_number", Text),
    Column("snils_hash", String(64)),
    Column("snils_sealed", Text),
    Column("organisation", Text),
    Column("post", Text),
    Column("suspended", Boolean, nullable=False),
    Column("last_access", Moment),
)

category = _pulled(
    "category",
    _key("category_id"),
    Column("name", Text, nullable=False),
    Column("id_number", Text),
    Column("parent_id", Integer),
)

course = _pulled(
    "course",
    _key("course_id"),
    Column("short_name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("id_number", Text),
    Column("category_id", Integer),
    Column("visible", Boolean, nullable=False),
    Column("tracks_completion", Boolean, nullable=False),
    Column("custom_fields", JSON, nullable=False),
)

enrolment = _pulled(
    "enrolment",
    _key("course_id"),
    _key("account_id"),
    Column("method", String(100), primary_key=True),
    # created_at in minutes since 1970, 0 where the LMS does not tell it
    _key("created_minute"),
    Column("status", String(20), nullable=False),
    Column("created_at", Moment),
    Column("starts_at", Moment),
)

completion = _pulled(
    "completion",
    _key("course_id"),
    _key("account_id"),
    Column("started_at", Moment),
    Column("completed_at", Moment),
)

quiz = _pulled(
    "quiz",
    _key("quiz_id"),
    Column("course_id", Integer, nullable=False),
    Column("module_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("id_number", Text),
    Column("grade_method", String(20), nullable=False),
    Column("max_mark", Float),
    Column("max_grade", Float),
)

final_grade = _pulled(
    "final_grade",
    _key("quiz_id"),
    _key("account_id"),
    Column("grade", Float),
    Column("max_grade", Float),
    Column("submitted_at", Moment),
    Column("graded_at", Moment),
    Column("hidden", Boolean, nullable=False),
    Column("overridden", Boolean, nullable=False),
)

attempt = _pulled(
    "attempt",
    _key("attempt_id"),
    Column("quiz_id", Integer, nullable=False),
    Column("account_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("preview", Boolean, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("modified_at", Moment),
    Column("mark", Float),
    constraints=(Index(None, "site", "quiz_id", "account_id"),),
)

part_mark = _pulled(
    "part_mark",
    _key("attempt_id"),
    Column("part", String(255), primary_key=True),
    Column("mark", Float),
    Column("max_mark", Float, nullable=False),
)

cohort = _pulled(
    "cohort",
    _key("cohort_id"),
    Column("name", Text, nullable=False),
    Column("id_number", Text),
)

cohort_member = _pulled("cohort_member", _key("cohort_id"), _key("account_id"))

stream = Table(
    "stream",
    metadata,
    Column("site", SITE, primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("first_read_at", Moment, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("since", Moment, comment="By the clock of the LMS: what changed before then has been read"),
    Column("whole_at", Moment, comment="By the clock of the LMS: when it was last read whole"),
    Column("notes", JSON, nullable=False, comment="What the reader wants to be reminded of"),
    comment="How each stream of pulled facts was last read completely",
)

PULLED: dict[str, Table] = {
    "accounts": account,
    "categories": category,
    "courses": course,
    "enrolments": enrolment,
    "completions": completion,
    "quizzes": quiz,
    "final_grades": final_grade,
    "attempts": attempt,
    "part_marks": part_mark,
    "cohorts": cohort,
    "cohort_members": cohort_member,
}
"""Streams of pulled facts by the name that reports and `sync --json` use."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("quarantine_id", Integer, primary_key=True),
    Column("site", SITE, nullable=False),
    Column("stream", String(40), nullable=False),
    Column("number", String(100), nullable=False, comment="Key in the LMS as far as known"),
    Column("reason", String(100), nullable=False),
    Column("keys", JSON, nullable=False, comment="Columns of the key that are known"),
    Column("raw_sealed", Text, comment="What the LMS told, sealed; none where it told nothing"),
    Column("attempts", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("state", String(20), nullable=False, comment="waiting, dropped or mended"),
    UniqueConstraint("site", "stream", "number"),
    comment="Rows of the LMS that could not be read",
)

run_lock = Table(
    "run_lock",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("owner", String(40), nullable=False, comment="A number of its own for every taking"),
    Column("command", String(40), nullable=False),
    Column("host", String(255), nullable=False),
    Column("process", Integer, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False, comment="When the owner last said that it is alive"),
    comment="Who is at work; one row, or none",
)


organisation = Table(
    "organisation",
    metadata,
    Column("organisation_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("normal_name", Text, nullable=False, unique=True),
    Column("as_of", Date, nullable=False, comment="Of the newest staff list it stands in"),
    Column(
        "withdrawn", Boolean, nullable=False, server_default=false(), comment="Its only import was undone"
    ),
)

organisation_spelling = Table(
    "organisation_spelling",
    metadata,
    Column("normal_name", Text, primary_key=True),
    Column("organisation_id", ForeignKey("organisation.organisation_id"), nullable=False),
    Column("spelling", Text, nullable=False, comment="As the list had it"),
    Column("import_id", ForeignKey("roster_import.import_id"), nullable=False),
    comment="Other names of organisations, as whoever imported has confirmed them",
)

roster_import = Table(
    "roster_import",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("file_hash", String(64), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("files", JSON, nullable=False, server_default="[]", comment="Names of the files"),
    Column("imported_by", Text, nullable=False, server_default=""),
    Column("counts", JSON, comment="None: made by a version that kept no history"),
    Column("seen", JSON, nullable=False, server_default="[]", comment="Numbers of the people in it"),
    Column("undone_at", Moment),
    Column("undone_by", Text),
)

roster_change = Table(
    "roster_change",
    metadata,
    Column("import_id", ForeignKey("roster_import.import_id"), primary_key=True),
    _key("position"),
    Column("kind", String(20), nullable=False, comment="mappings.staff.deeds.Kind"),
    Column("person_id", Integer),
    Column("employment_id", Integer),
    Column("organisation_id", Integer),
    Column("before", JSON, comment="Columns as they were"),
    Column("after", JSON, comment="Columns as they are"),
    Index(None, "person_id"),
    comment="The journal of staff lists: what each import changed, in order",
)

person = Table(
    "person",
    metadata,
    Column("person_id", Integer, primary_key=True),
    Column("snils_hash", String(64), unique=True),
    Column("snils_sealed", Text),
    Column("last_name", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("patronymic", Text, nullable=False),
    Column("former_last_name", Text, comment="As a list names it: «Петрова (Сидорова)»"),
    Column("sex", String(1)),
    Column("birth_date", Date),
    Column("work_started", Date),
    Column("email", Text),
    Column("staff_number", Text),
    Column("roster_no", Text),
    Column("import_id", ForeignKey("roster_import.import_id"), nullable=False),
    Column(
        "withdrawn",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="The import that made them was undone",
    ),
)

employment = Table(
    "employment",
    metadata,
    Column("employment_id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.person_id"), nullable=False, index=True),
    Column("organisation_id", ForeignKey("organisation.organisation_id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("post", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("main", Boolean, nullable=False),
    Column("hired", Date),
    Column("left", Date),
    Column(
        "extra", JSON, nullable=False, server_default="{}", comment="Further columns of the list, by heading"
    ),
    Column("import_id", ForeignKey("roster_import.import_id"), nullable=False),
)

account_link = Table(
    "account_link",
    metadata,
    Column("link_id", Integer, primary_key=True),
    Column("site", SITE, nullable=False),
    Column("account_id", Integer, nullable=False),
    Column("person_id", ForeignKey("person.person_id"), index=True),
    Column("state", String(20), nullable=False),
    Column("score", Float, nullable=False),
    Column("method", String(40), nullable=False),
    Column("factors", JSON, nullable=False),
    Column("candidates", JSON, nullable=False),
    Column("reason", String(20), nullable=False, server_default="", comment="Why it is not linked"),
    Column("note", Text, comment="A human being's why"),
    Column("batch", String(40), comment="Decisions of one spreadsheet, or one session"),
    Column("supersedes", Integer, comment="The line that this one took the place of"),
    Column("undoes", Integer, comment="The decision that this line took back"),
    Column("rule_version", String(20), nullable=False),
    Column("decided_by", String(40), nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("superseded_at", Moment),
    Index(None, "site", "account_id"),
    Index(
        "uq_account_link_current",
        "site",
        "account_id",
        unique=True,
        sqlite_where=text("superseded_at IS NULL"),
        postgresql_where=text("superseded_at IS NULL"),
    ),
)

route = Table(
    "route",
    metadata,
    Column("route_id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.person_id"), nullable=False, index=True),
    Column("diagnostic_id", String(40)),
    Column("round_number", Integer),
    Column("state", String(20), nullable=False),
    Column("created_on", Date, nullable=False),
    Column("approved_on", Date),
    Column("approved_by", String(40)),
    Column("decided_at", Moment),
    UniqueConstraint("person_id", "diagnostic_id", "round_number"),
)

route_item = Table(
    "route_item",
    metadata,
    Column("route_id", ForeignKey("route.route_id"), primary_key=True),
    _key("position"),
    Column("competency", String(40), nullable=False),
    Column("format", String(20), nullable=False),
    Column("site", SITE),
    Column("course_id", Integer),
    Column("activity", Text, nullable=False),
    Column("organiser", Text, nullable=False),
    Column("hours", Integer),
    Column("due_on", Date, nullable=False),
    Column("why", String(40), nullable=False),
)


run = Table(
    "run",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("command", String(40), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("exit_code", Integer),
    Column("version", String(20), nullable=False),
)

step = Table(
    "step",
    metadata,
    Column("run_id", ForeignKey("run.run_id"), primary_key=True),
    _key("position"),
    Column("name", String(20), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("state", String(20), nullable=False),
    Column("coverage", JSON, nullable=False),
    Column("problems", JSON, nullable=False),
)

indicator_value = Table(
    "indicator_value",
    metadata,
    Column("run_id", ForeignKey("run.run_id"), primary_key=True),
    Column("indicator", String(20), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("definition_version", String(20), nullable=False),
    Column("readings", JSON, nullable=False),
)

verdict = Table(
    "verdict",
    metadata,
    Column("run_id", ForeignKey("run.run_id"), primary_key=True),
    Column("indicator", String(20), primary_key=True),
    _key("subject_id"),
    Column("organisation_id", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("reason", String(60), nullable=False),
    Column("evidence", JSON, nullable=False),
    comment="subject_id is a person, for 6.1.4 an organisation",
)

delivery = Table(
    "delivery",
    metadata,
    Column("delivery_id", Integer, primary_key=True),
    Column("letter", String(100), nullable=False, unique=True),
    Column("run_id", ForeignKey("run.run_id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("sent_at", Moment),
    comment="claimed, handing, sent or failed: what stays handing is shown, not sent again unasked",
)
