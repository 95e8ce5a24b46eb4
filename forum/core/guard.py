"""What must never happen while the write lock is held (R30).

Hashing a password, rendering Markdown or a template, talking to a network or starting a process takes
milliseconds to seconds; inside `writing()` everybody else's write would wait for it.
"""

import sys
from contextvars import ContextVar

inside_writing: ContextVar[bool] = ContextVar("inside_writing", default=False)


class ForbiddenInsideWriting(RuntimeError):
    """Slow work was tried while the write transaction is open."""


def outside_writing(what: str) -> None:
    """Raise `ForbiddenInsideWriting` when the caller stands inside `writing()`; `what` names the work."""
    if inside_writing.get():
        raise ForbiddenInsideWriting(f"{what} inside writing(): do it before the transaction opens (R30)")


_SLOW = {
    "socket.connect": "a connection",
    "socket.getaddrinfo": "a look-up of a name",
    "socket.sendto": "a message over the network",
    "subprocess.Popen": "a process",
    "os.system": "a process",
    "os.posix_spawn": "a process",
}
"""What the interpreter tells its auditors, and what it is. (libpq and SQLite are C: they tell nothing.)"""


def _audit(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _SLOW and inside_writing.get():
        outside_writing(_SLOW[event])


sys.addaudithook(_audit)  # whichever library tries: the interpreter itself tells (a call costs 0.2 µs)
