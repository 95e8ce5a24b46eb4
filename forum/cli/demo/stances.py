"""What each organisation of the worked example answers; who is not named stays silent (R10)."""

ENDORSE, RESERVATION = "endorse", "reservation"
ASIDE, NOT_JOIN, DISSENT = "stand_aside", "do_not_join", "dissent"

STANCES: dict[str, dict[str, str]] = {
    "exchanges": {
        ENDORSE: "tryeza ura kutia drvo fanari gemi blerta klupa kisobran stolica igla shkallet kuca lamps",
        RESERVATION: "gjysma tintahaz",
        ASIDE: "ognjen",
    },
    "deadlines": {
        ENDORSE: "tryeza gemi drvo gjysma klupa igla kuca shkallet tintahaz lamps karavan",
        RESERVATION: "ura kutia fanari kisobran",
        DISSENT: "stolica",
        ASIDE: "ognjen",
    },
    "support": {
        ENDORSE: "tryeza ura kutia gemi klupa kisobran stolica igla tintahaz kuca shkallet lamps",
        RESERVATION: "karavan",
        DISSENT: "fanari",
        ASIDE: "drvo blerta",
        NOT_JOIN: "gjysma",
    },
    "quiet-week": {
        ENDORSE: "tryeza ura kutia fanari gemi gjysma blerta kisobran stolica shkallet",
        RESERVATION: "drvo",
        DISSENT: "igla kuca tintahaz klupa",
        ASIDE: "ognjen lamps",
    },
    "postcards": {ENDORSE: "ura gemi blerta stolica kuca kisobran lamps"},
    "libraries": {
        ENDORSE: "tryeza ura kutia fanari gemi blerta klupa igla kuca tintahaz stolica shkallet lamps",
        ASIDE: "ognjen",
    },
    "notes": {
        ENDORSE: "tryeza ura kutia drvo fanari blerta klupa kisobran stolica igla tintahaz kuca ognjen lamps",
        RESERVATION: "gemi",
        DISSENT: "shkallet",
    },
    "counters": {
        ENDORSE: "tryeza ura drvo gemi fanari blerta igla klupa kuca tintahaz lamps",
        RESERVATION: "shkallet",
        DISSENT: "stolica",
        ASIDE: "gjysma",
    },
    "one-page": {ENDORSE: "ura gemi klupa igla lamps", RESERVATION: "kutia"},
    "reactions": {ENDORSE: "drvo gemi kuca"},
}
"""By consultation, then by stance."""

WAITING: dict[str, dict[str, str]] = {"one-page": {ENDORSE: "kisobran ognjen", ASIDE: "gjysma"}}
"""Proposed and not confirmed yet."""

CLASSES = {
    "exchanges": "joint",
    "deadlines": "joint_with_reservations",
    "support": "broad",
    "quiet-week": "divergent",
    "postcards": "no_quorum",
    "libraries": "joint",
}
"""What the published ones come to; computed by the rules, never chosen: the tests compare."""


def answers(name: str, table: dict[str, dict[str, str]] = STANCES) -> list[tuple[str, str]]:
    """Organisation and stance, in the order of the table."""
    return [(body, stance) for stance, bodies in table.get(name, {}).items() for body in bodies.split()]
