"""What reconciliation keeps: why an account is not linked, what a human being said, what was undone; posts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LINK_COLUMNS = (
    ("note", sa.Text(), "A human being's why"),
    ("batch", sa.String(40), "Decisions of one spreadsheet, or one session"),
    ("supersedes", sa.Integer(), "The line that this one took the place of"),
    ("undoes", sa.Integer(), "The decision that this line took back"),
)


def upgrade() -> None:
    """Add the columns, and a way to the lines of one account."""
    op.add_column("account", sa.Column("post", sa.Text()))
    reason = sa.Column(
        "reason", sa.String(20), nullable=False, server_default="", comment="Why it is not linked"
    )
    op.add_column("account_link", reason)
    for name, kind, comment in _LINK_COLUMNS:
        op.add_column("account_link", sa.Column(name, kind, comment=comment))
    op.create_index(op.f("ix_account_link_site_account_id"), "account_link", ["site", "account_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_account_link_site_account_id"), "account_link")
    for name, _, _ in reversed(_LINK_COLUMNS):
        op.drop_column("account_link", name)
    op.drop_column("account_link", "reason")
    op.drop_column("account", "post")
