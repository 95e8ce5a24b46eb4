"""What must never happen while the write lock is held (R30).

Hashing a password, rendering Markdown or a template, talking to a network or starting a process takes
milliseconds to seconds; inside `writing()` everybody else's write would wait for it.
"""

from contextvars import ContextVar

inside_writing: ContextVar[bool] = ContextVar("inside_writing", default=False)


class ForbiddenInsideWriting(RuntimeError):
    """Slow work was tried while the write transaction is open."""


def outside_writing(what: str) -> None:
    """Raise `ForbiddenInsideWriting` when the caller stands inside `writing()`; `what` names the work."""
    if inside_writing.get():
        raise ForbiddenInsideWriting(f"{what} inside writing(): do it before the transaction opens (R30)")
