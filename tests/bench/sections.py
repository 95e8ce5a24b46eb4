"""A page of Markdown of which two commands write a part each: a section is replaced, the rest stays."""

import re


def section_of(page: str, heading: str) -> str:
    """The section under `## heading` with its heading, up to the next one of the same rank; "" without it."""
    found = re.search(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return found.group() if found else ""


def with_section(page: str, heading: str, section: str) -> str:
    """The page with this section at its end, in place of the earlier one; without it when `section` is empty."""
    rest = page.replace(section_of(page, heading), "").rstrip("\n")
    return f"{rest}\n\n{section.strip()}\n" if section else f"{rest}\n"
