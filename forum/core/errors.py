"""What can go wrong in a way that people should be told about; `core.web.errors` turns each into a page."""


class SofraError(Exception):
    """Root of all errors that have a page of their own."""


class NotFound(SofraError):
    """There is no such thing for this reader (R28: whether it exists is not said)."""


class NotAllowed(SofraError):
    """The policy says no. Shown like `NotFound` unless the reader may see the object."""


class SignInNeeded(SofraError):
    """The reader must sign in first."""


class StepUpNeeded(SofraError):
    """The act asks for the second factor again (R42)."""


class FactorNeeded(SofraError):
    """The role asks for a second factor that is not set up yet."""


class Conflict(SofraError):
    """The world changed while the form was being filled; `reason` is a sentence for the reader."""

    def __init__(self, reason: str = ""):
        super().__init__(reason)
        self.reason = reason


class Closed(Conflict):
    """The round or thread closed while the form was being filled."""


class Unfit(SofraError):
    """An operation refuses values; `problems` maps a field (or '') to a sentence for the reader."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class TooMany(SofraError):
    """A throttle or flood limit was reached; `retry_after` in seconds."""

    def __init__(self, retry_after: int = 60):
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Unavailable(SofraError):
    """The database is busy or gone: nothing was done."""
