"""What the documents name: commands, settings, targets, addresses, files, names in the code."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OF_THE_MACHINE = ("/etc/", "/srv/", "/opt/", "/var/", "/usr/")
_FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shell_lines(page: Path) -> list[str]:
    """Every line of the blocks, without comments; lines of a unit file are cut to what they start."""
    lines = [line for block in _FENCE.findall(text(page)) for line in block.splitlines()]
    return [bare for line in lines if (bare := re.sub(r"\s+#.*| *^#.*", "", line).strip())]


def inline(page: Path) -> list[str]:
    """Every piece of code inside a sentence."""
    return _INLINE.findall(_FENCE.sub("", text(page)))


def flask_commands(page: Path) -> list[list[str]]:
    """Every `flask …` as its words, comments and what follows `&&` cut off."""
    found = []
    for line in [*shell_lines(page), *inline(page)]:
        for said in re.findall(r"(?:^|[ /])flask ([a-z][^&|;`]*)", line):
            found.append(said.split())
    return found


def make_targets(page: Path) -> set[str]:
    said = "\n".join([*shell_lines(page), *inline(page)])
    return set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", said))


def settings(page: Path) -> set[str]:
    return set(re.findall(r"\bSOFRA_[A-Z_]+", text(page)))


def addresses(page: Path) -> set[str]:
    """Addresses of the site: code that begins with a slash and is no place of the machine."""
    return {code for code in inline(page) if code.startswith("/") and not code.startswith(OF_THE_MACHINE)}


def links(page: Path) -> set[str]:
    """Where links inside the repository lead."""
    found = re.findall(r"\]\(([^)#]+)[^)]*\)", text(page))
    return {link for link in found if "://" not in link and not link.startswith("mailto:")}


def files(page: Path) -> set[str]:
    """Files and folders of the repository that are named as such."""
    first = ("forum/", "tests/", "docs/", "bin/", "migrations/", "translations/", "requirements/", ".ci/")
    words = {word for code in inline(page) for word in code.split()}
    return {word.rstrip("/") for word in words if word.startswith(first) and not re.search(r"[<>*…{]", word)}


def dotted(page: Path) -> set[str]:
    """Names in the code, as they are imported: `discussion.operations.replies.write_reply`, `core.db.writing()`."""
    rooms = {path.parent.name for path in (ROOT / "forum").glob("*/__init__.py")}
    found = set()
    for code in inline(page):
        name = code.removesuffix("()").removeprefix("forum.")
        a_file = re.search(r"\.(md|py|html|txt|css|po|json|tsv)$", name)
        if re.fullmatch(r"[a-z_]+(\.\w+)+", name) and name.split(".")[0] in rooms | {"wiring", "config"} and not a_file:
            found.add(name)
    return found
