"""The house obeys its laws, and each law catches a bad example."""

import pytest

from tests.house import laws
from tests.house.laws import Source

MODULES = laws.modules()
TEMPLATES = laws.templates()
COMMITS = frozenset({"forum/core/db.py", "migrations/env.py"})
ASIDE = {
    "forum/accounts/operations/drafts.py:keep_draft",
    "forum/accounts/operations/security_events.py:note",
    "forum/accounts/operations/throttles.py:count",
    "forum/accounts/operations/throttles.py:give_back",
}
"""Throttles, security events, kept drafts: the only callers of `aside()` (R31)."""
LONG = {
    "forum/core/web/errors.py": "one table of everything that can go wrong",
}
"""Longer than the alarm, with the reason."""


def _all(law: object, sources: list[Source] = MODULES) -> list[str]:
    return [found for source in sources for found in law(source)]  # type: ignore[operator]


def test_modules_and_functions_stay_small() -> None:
    """Alarms, not aims: what is longer says why."""
    assert [one for one in _all(laws.long_ones) if one.split(":")[0] not in LONG] == []
    assert laws.long_ones(Source("x.py", "def f():\n" + "    pass\n" * 60)) == ["x.py:f: 61 lines"]


def test_templates_stay_small() -> None:
    """A template is at most 150 lines."""
    pages = [source for source in TEMPLATES if not source.name.endswith(".typ")]
    assert [source.name for source in pages if source.text.count("\n") > laws.LONGEST_TEMPLATE] == []


def test_nobody_else_commits() -> None:
    """One commit per request, in one place (R30)."""
    assert [c for source in MODULES for c in laws.commits(source, COMMITS)] == []
    assert laws.commits(Source("bad.py", "def f(s):\n    s.commit()\n"), COMMITS) == ["bad.py:2"]


def test_callers_of_aside_are_listed() -> None:
    """What is written although a request fails is listed by name (R31)."""
    assert set(_all(laws.aside_callers)) <= ASIDE
    assert laws.aside_callers(Source("bad.py", "def f():\n    with aside() as s:\n        pass\n")) == ["bad.py:f"]


def test_mail_leaves_through_the_outbox_only() -> None:
    """A mail is a row; only the outbox opens a connection."""
    assert _all(laws.mail_senders) == []
    assert laws.mail_senders(Source("forum/x.py", "import smtplib\n")) == ["forum/x.py:1"]


def test_a_flush_says_why() -> None:
    """Each flush has its reason beside it."""
    assert _all(laws.unexplained_flushes) == []
    assert laws.unexplained_flushes(Source("b.py", "session.flush()\n")) == ["b.py:1"]


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    """Start-up stays quick and the web process small."""
    assert _all(laws.heavy_imports) == []
    assert laws.heavy_imports(Source("b.py", "import numpy.linalg\n")) == ["b.py: numpy.linalg"]
    arrays, plain = "forum/opinion/analysis/matrix.py", "forum/opinion/analysis/draft.py"
    assert laws.heavy_imports(Source(arrays, "import numpy as np\nimport alembic\n")) == [f"{arrays}: alembic"]
    assert laws.heavy_imports(Source(plain, "import numpy as np\n")) == [f"{plain}: numpy"]


def test_public_things_say_what_they_are() -> None:
    """Every module, public function and class has a docstring."""
    assert _all(laws.lacks_docstring) == []
    assert laws.lacks_docstring(Source("b.py", '"""x"""\ndef f(): pass\n')) == ["b.py:f"]


def test_nothing_points_back() -> None:
    """No backref, no back_populates."""
    assert _all(laws.relationships_back) == []
    assert laws.relationships_back(Source("b.py", "x = relationship('Y', backref='z')\n")) == ["b.py:1"]


def test_nothing_is_unfinished() -> None:
    """No marks of work left for later."""
    assert _all(laws.unfinished) + _all(laws.unfinished, TEMPLATES) == []
    assert laws.unfinished(Source("b.py", "# TO" + "DO later\n")) == ["b.py: TO" + "DO"]


def test_labels_are_looked_up_outside_loops() -> None:
    """Half of a page's time is labels looked up once per row."""
    assert _all(laws.labels_in_loops, TEMPLATES) == []
    bad = "{% for x in y %}\n<b>{% if x %}{{ _('Reply') }}{% endif %}</b>{% endfor %}{{ _('Send') }}"
    assert laws.labels_in_loops(Source("b.html", bad)) == ["b.html:2"]
    once = "{% for x in [_('Reply')] %}{{ ngettext('%(num)s post', '%(num)s posts', x.posts) }}{% endfor %}"
    assert laws.labels_in_loops(Source("good.html", once)) == []


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "managers.py"])
def test_no_rooms_for_everything(name: str) -> None:
    """There is no such room."""
    assert [source.name for source in MODULES if source.name.endswith(f"/{name}")] == []
