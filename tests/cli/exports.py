"""Small conversations as exports of Polis, and one command run on them."""

import json
import random
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from forum.cli.opinion import group
from forum.opinion.rules.polis_files import COMMENTS, MATRIX

TEXTS = ("Buses should run at night", "Rejected by moderators", "I am over sixty", "The library should open on Sundays",
         "Nobody was asked", "A park in place of the car park", "Rents should be capped", "More trees", "Fewer signs",
         "Free swimming for children", "A market on Fridays", "Wider pavements", "Speed limits near schools",
         "A second bridge", "Lights along the river")  # fmt: skip
REJECTED, META = 1, 2


def run(*arguments: object) -> Result:
    """`flask opinion <arguments>`; nothing may escape as a traceback."""
    found = CliRunner().invoke(group, [str(one) for one in arguments])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exc_info
    return found


def divided(place: Path, side_column: str | None = None) -> Path:
    """Twenty people against twenty on most statements; one who only passes, one with a single vote, one with none."""
    rows = []
    dice = random.Random(3)
    for person in range(40):
        camp = 1 if person % 2 else -1
        ways = [camp if at % 2 else -camp for at in range(11)]
        split = [str(way if dice.random() < 0.9 else 0 if dice.random() < 0.5 else -way) for way in ways]
        rows.append([str(person), "1", "1", "1", split[0], "", *split[1:]])
    rows += [["40", *["0"] * 15], ["41", "1", *[""] * 14], ["42", *[""] * 15]]
    head = ["participant", *map(str, range(15))]
    if side_column:
        head.insert(1, side_column)
        seats = ["North"] * 20 + ["South"] * 20 + [""] * 3
        rows = [[row[0], seat, *row[1:]] for row, seat in zip(rows, seats, strict=True)]
    return written(place, [head, *rows])


def written(place: Path, rows: list[list[str]]) -> Path:
    """The folder of an export with these rows."""
    place.mkdir()
    (place / MATRIX).write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    said = [f"{at},{-1 if at == REJECTED else 1},{'true' if at == META else 'false'},{text}\n"
            for at, text in enumerate(TEXTS)]  # fmt: skip
    (place / COMMENTS).write_text("comment-id,moderated,is-meta,comment-body\n" + "".join(said), encoding="utf-8")
    return place


def result(folder: Path, *options: object, to: Path | None = None) -> dict[str, Any]:
    """What `--json` writes, without the seconds."""
    target = to or folder.parent / f"{folder.name}.json"
    done = run("analyse-polis", folder, "--json", target, *options)
    assert done.exit_code == 0, done.output
    found = json.loads(target.read_text(encoding="utf-8"))
    assert set(found.pop("seconds")) == {"read", "analyse"}
    return dict(found)
