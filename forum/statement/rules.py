"""What a demand is called: demands of others, commitments of the signatories themselves."""

SECTIONS = ("GOV", "INT", "COM")
COMMITMENTS = "COM"


def is_commitment(code: str) -> bool:
    """Whether a demand is one that the signatories make of themselves."""
    return code.startswith(COMMITMENTS)


def anchor(code: str) -> str:
    """The id of a demand in a page: `GOV-2` → `gov-2`."""
    return code.lower()
