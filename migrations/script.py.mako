"""${message}

Rules: up, down and up again on both databases; plain ADD COLUMN before batch mode; after any batch on
`search_entry` call `forum.core.schema.create_search_index` again (batch drops its triggers).
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
