"""The laws of the house as functions: source in, violations out; so that each can be shown a bad example."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import nodes

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "forum"
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 300, 50, 150
ANALYSIS = "forum/opinion/analysis"
PLAIN_ANALYSIS = {
    "__init__.py", "results.py", "published.py", "publishable.py", "publishable_bands.py",
    "publishable_tiers.py", "blocks.py", "draft.py", "evidence.py",
}  # fmt: skip
"""What the web process may load of the analysis: plain values, no arrays."""


@dataclass(frozen=True)
class Source:
    """One module: where it stands and what it says."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def modules() -> list[Source]:
    """Every module of the package."""
    return [_read(path) for path in sorted(PACKAGE.rglob("*.py"))]


def templates() -> list[Source]:
    """Every template of the package."""
    found = (p for p in sorted(PACKAGE.rglob("templates/**/*")) if p.suffix in (".html", ".txt", ".xml", ".typ"))
    return [_read(path) for path in found]


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield _dotted(node.func), node


def long_ones(source: Source) -> list[str]:
    """Modules and functions over the alarm."""
    found = []
    lines = source.text.count("\n")
    if lines > LONGEST_MODULE:
        found.append(f"{source.name}: {lines} lines")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{source.name}:{node.name}: {length} lines")
    return found


def commits(source: Source, allowed: frozenset[str]) -> list[str]:
    """Calls of commit() outside the one place that commits."""
    if source.name in allowed:
        return []
    return [f"{source.name}:{call.lineno}" for name, call in calls(source) if name.endswith(".commit")]


def aside_callers(source: Source) -> list[str]:
    """Functions in which `aside()` is opened, as module:function."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and _dotted(inner.func).split(".")[-1] == "aside":
                    found.append(f"{source.name}:{node.name}")
    return sorted(set(found))


def mail_senders(source: Source) -> list[str]:
    """Imports of the mail transport outside the outbox."""
    if source.name.startswith("forum/outbox/"):
        return []
    found = []
    for node in ast.walk(source.tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"{source.name}:{node.lineno}" for name in names if name.split(".")[0] == "smtplib"]  # type: ignore[attr-defined]
    return found


def unexplained_flushes(source: Source) -> list[str]:
    """A flush without its reason beside it."""
    lines = source.text.splitlines()
    return [
        f"{source.name}:{call.lineno}"
        for name, call in calls(source)
        if name.endswith(".flush") and "#" not in lines[call.lineno - 1] and "session" in name
    ]


def heavy_imports(source: Source) -> list[str]:
    """numpy, scipy, typst, segno, alembic imported when a module is loaded (they are imported where they are used).

    Modules of the analysis that work on arrays may load numpy and scipy; only the worker and commands load them.
    """
    heavy = {"numpy", "scipy", "typst", "segno", "alembic", "webauthn", "zxcvbn"}
    place, _, name = source.name.rpartition("/")
    if place == ANALYSIS and name not in PLAIN_ANALYSIS:
        heavy -= {"numpy", "scipy"}
    found = []
    for node in source.tree.body:
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"{source.name}: {name}" for name in names if name.split(".")[0] in heavy]
    return found


def lacks_docstring(source: Source) -> list[str]:
    """Public functions and classes of a module that say nothing about themselves."""
    found = [] if ast.get_docstring(source.tree) or not source.text.strip() else [f"{source.name}: the module"]
    for node in source.tree.body:
        named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if named and not ast.get_docstring(node):  # type: ignore[arg-type]
            found.append(f"{source.name}:{node.name}")
    return found


def relationships_back(source: Source) -> list[str]:
    """`backref` and `back_populates`: nobody can see them from the other side."""
    return [
        f"{source.name}:{call.lineno}"
        for _, call in calls(source)
        for keyword in call.keywords
        if keyword.arg in ("backref", "back_populates")
    ]


def unfinished(source: Source) -> list[str]:
    """Marks of unfinished work."""
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error", "lorem ipsum")
    return [f"{source.name}: {mark}" for mark in marks if mark in source.text]


_CATALOGUE = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
_TEMPLATES = jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def _bound(loop: nodes.For) -> set[str]:
    """The names that change from row to row."""
    targets = [loop.target, *(one.target for kind in (nodes.For, nodes.Assign) for one in loop.find_all(kind))]
    names = {"loop"}
    for target in targets:
        inside = list(target.find_all(nodes.Name))
        names |= {one.name for one in [*inside, *([target] if isinstance(target, nodes.Name) else [])]}
    return names


def labels_in_loops(source: Source) -> list[str]:
    """Labels that are the same for every row, looked up in each (half of a page's time was this)."""
    found = set()
    for loop in _TEMPLATES.parse(source.text).find_all(nodes.For):
        bound = _bound(loop)
        for call in nodes.Output(loop.body).find_all(nodes.Call):
            named = call.node.name if isinstance(call.node, nodes.Name) else ""
            if named in _CATALOGUE and not {one.name for one in call.find_all(nodes.Name)} & bound:
                found.add(f"{source.name}:{call.lineno}")
    return sorted(found)
