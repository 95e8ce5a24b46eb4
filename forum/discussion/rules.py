"""How a reply tree grows, how a page of it is nested, and how long a writer may change things."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forum.core.text.slugs import slug

DEEPEST = 25
"""Replies below this depth become answers to the same parent: nobody reads deeper."""
PER_PAGE = 20
MOST_PER_PAGE = 50
BEFORE_A_LINK = 3
"""How many posts stand before the one that a link leads to."""
KEPT_AFTER_WITHDRAWAL = timedelta(days=30)
"""Withdrawn words are out of sight at once and deleted after this time (R29)."""
TITLE_LIMIT = 160
BODY_LIMIT = 20_000
NAMELESS = "thread"
"""The readable part of the address of a thread whose title is out of sight."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WIDTH = 4


def step(seq: int) -> str:
    """One step of a path: the number of the post in base 36, four digits wide, so that text order is tree order."""
    if not 0 < seq < 36**_WIDTH:
        raise ValueError(f"a thread holds at most {36**_WIDTH - 1} posts")
    digits = ""
    while seq:
        seq, rest = divmod(seq, 36)
        digits = _DIGITS[rest] + digits
    return digits.rjust(_WIDTH, "0")


def place(seq: int, parent_seq: int | None, parent_path: str | None) -> tuple[str, int]:
    """(path, depth) of a new post below a parent.

    An answer to the opening post stands beside it: a thread begins flat. At the deepest level an answer stands
    beside its parent too.
    """
    above = "" if parent_path is None or parent_seq == 1 else parent_path[: (DEEPEST - 1) * _WIDTH]
    path = above + step(seq)
    return path, len(path) // _WIDTH


@dataclass(frozen=True, slots=True)
class Nesting:
    """Where lists open and close around one post of a page, so that they always balance.

    `opens`: the post is the first of a list. `leaf`: no reply follows inside it, its item ends with it.
    `closes`: how many lists end after it; `level` counts from 1.
    """

    level: int
    opens: bool
    leaf: bool
    closes: int


def nesting(depths: Sequence[int]) -> list[Nesting]:
    """How a page of posts nests, whatever post it starts with: a page that begins inside a branch begins at level 1."""
    open_depths: list[int] = []
    levels: list[tuple[int, bool]] = []
    for depth in depths:
        left = False
        while open_depths and open_depths[-1] > depth:
            open_depths.pop()
            left = True
        opens = False
        if not open_depths or open_depths[-1] < depth:
            open_depths.append(depth)  # after leaving a deeper list this one goes on, with a depth it had not shown
            opens = not left
        levels.append((len(open_depths), opens))
    found = []
    following = [*levels[1:], (0, False)] if levels else []
    for (level, opens), (after, inside) in zip(levels, following, strict=True):
        found.append(Nesting(level, opens, not inside, 0 if inside else level - after))
    return found


def mark_after_reply(mark: int | None, parent_seq: int, seq: int) -> int:
    """How far one has read after replying: to the parent at least; to the own post when nothing stands between.

    Who had no mark begins to count here.
    """
    if mark is None:
        return seq
    read = max(mark, parent_seq)
    return seq if read == seq - 1 else read


def merged_languages(known: str, added: str) -> str:
    """The languages of a thread, in alphabetical order, after a post in one more."""
    return " ".join(sorted({*known.split(), added}))


def listed_languages(codes: Iterable[str]) -> str:
    """Languages as a thread keeps them."""
    return " ".join(sorted(set(codes)))


def thread_slug(title: str) -> str:
    """The readable part of a thread's address (R36)."""
    return slug(title)


def shown_slug(kept: str, opening_state: str) -> str:
    """The readable part as shown: words out of sight are not in an address either (R29)."""
    return kept if opening_state == "live" else NAMELESS


def thread_path(reading: str, key: str, slug_: str, post_key: str | None = None) -> str:
    """The address of a thread, or of one of its posts, in a reading (for notices and hits, which see no request)."""
    place_in = f"?at={post_key}#p{post_key}" if post_key else ""
    return f"/{reading}/threads/{key}-{slug_}{place_in}"


def deletable_before(now: datetime) -> datetime:
    """Posts withdrawn before this moment lose their words."""
    return now - KEPT_AFTER_WITHDRAWAL


def quoted(source: str, limit: int = 2_000) -> str:
    """A text as a quotation in Markdown."""
    lines = source[:limit].splitlines()
    return "\n".join(f"> {line}" if line.strip() else ">" for line in lines) + "\n\n"


TAKEN_OUT = "[…]"
"""Stands for a quotation whose original was deleted."""
_LEAST_QUOTED = 12


def _quote_of(line: str) -> str | None:
    stripped = line.lstrip()
    return stripped.lstrip("> ").strip() if stripped.startswith(">") else None


def without_quotes(source: str, deleted: str) -> str:
    """`source` without the quoted lines that stand in a deleted text (R29); what is too short to tell stays."""
    gone = {line.strip().lstrip("> ").strip() for line in deleted.splitlines()}
    gone = {line for line in gone if len(line) >= _LEAST_QUOTED}
    whole = " ".join(deleted.split())
    out: list[str] = []
    for line in source.splitlines():
        said = _quote_of(line)
        if said and (said in gone or (len(said) >= _LEAST_QUOTED and " ".join(said.split()) in whole)):
            if not out or out[-1] != f"> {TAKEN_OUT}":
                out.append(f"> {TAKEN_OUT}")
        else:
            out.append(line)
    return "\n".join(out)


def without_any_quotes(source: str) -> str:
    """`source` with every quotation taken out: a translation of a quotation cannot be told apart from others."""
    out: list[str] = []
    for line in source.splitlines():
        if not _quote_of(line):
            out.append(line)
        elif not out or out[-1] != f"> {TAKEN_OUT}":
            out.append(f"> {TAKEN_OUT}")
    return "\n".join(out)


def cursor(moment: datetime, key: str) -> str:
    """A place in a list ordered by time, for an address."""
    return f"{moment.astimezone(UTC).strftime('%Y%m%dT%H%M%S%f')}.{key}"


def place_of(text: str) -> tuple[datetime, str] | None:
    """The place that `cursor` wrote, or None when it is none."""
    moment, dot, key = text.partition(".")
    if not dot or len(moment) != 21 or len(key) != 7 or not key.isascii() or not key.isalnum():
        return None
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), key
    except ValueError:
        return None
