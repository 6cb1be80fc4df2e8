"""Staff history: the journal of imports, who made them and who took them back, extra columns, other spellings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_IMPORT_COLUMNS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("files", sa.JSON(), {"nullable": False, "server_default": "[]", "comment": "Names of the files"}),
    ("imported_by", sa.Text(), {"nullable": False, "server_default": ""}),
    ("counts", sa.JSON(), {"comment": "None: made by a version that kept no history"}),
    (
        "seen",
        sa.JSON(),
        {"nullable": False, "server_default": "[]", "comment": "Numbers of the people in it"},
    ),
    ("undone_at", sa.DateTime(timezone=True), {}),
    ("undone_by", sa.Text(), {}),
)
_WITHDRAWN = (
    ("organisation", "Its only import was undone"),
    ("person", "The import that made them was undone"),
)


def upgrade() -> None:
    """Add the columns and tables; what was imported before has no journal."""
    for name, kind, told in _IMPORT_COLUMNS:
        op.add_column("roster_import", sa.Column(name, kind, **told))
    for table, comment in _WITHDRAWN:
        column: sa.Column[bool] = sa.Column(
            "withdrawn", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
        )
        op.add_column(table, column)
    former = sa.Column("former_last_name", sa.Text(), comment="As a list names it: «Петрова (Сидорова)»")
    op.add_column("person", former)
    comment = "Further columns of the list, by heading"
    op.add_column(
        "employment", sa.Column("extra", sa.JSON(), nullable=False, server_default="{}", comment=comment)
    )
    _spellings()
    _journal()


def downgrade() -> None:
    """Take them away; people and organisations of undone imports stay as records without posts."""
    op.drop_table("roster_change")
    op.drop_table("organisation_spelling")
    op.drop_column("employment", "extra")
    op.drop_column("person", "former_last_name")
    for table, _ in _WITHDRAWN:
        op.drop_column(table, "withdrawn")
    for name, _, _ in reversed(_IMPORT_COLUMNS):
        op.drop_column("roster_import", name)


def _spellings() -> None:
    op.create_table(
        "organisation_spelling",
        sa.Column("normal_name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False, comment="As the list had it"),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("normal_name", name=op.f("pk_organisation_spelling")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_organisation_spelling_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.import_id"],
            name=op.f("fk_organisation_spelling_import_id_roster_import"),
        ),
        comment="Other names of organisations, as whoever imported has confirmed them",
    )


def _journal() -> None:
    op.create_table(
        "roster_change",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False, comment="mappings.staff.deeds.Kind"),
        sa.Column("person_id", sa.Integer()),
        sa.Column("employment_id", sa.Integer()),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("before", sa.JSON(), comment="Columns as they were"),
        sa.Column("after", sa.JSON(), comment="Columns as they are"),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_roster_change")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["roster_import.import_id"],
            name=op.f("fk_roster_change_import_id_roster_import"),
        ),
        comment="The journal of staff lists: what each import changed, in order",
    )
    op.create_index(op.f("ix_roster_change_person_id"), "roster_change", ["person_id"])
