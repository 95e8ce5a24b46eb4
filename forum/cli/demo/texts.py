"""Reading the positions of the worked example.

    ==== one-page | GOV-2 | sr
    # question
    en: Should every agreement have one page?
    sq: …
    # paragraph GOV-2 post:GOV-2.2.1
    …
    # reservation kutia 3 sq
    # dissent shkallet stolica sr

The third word of the first line is the language in which the facilitators write; the other languages are
translations. Evidence is a demand, or a post by demand, thread under it and number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "positions"
LANGUAGES = ("en", "sq", "sr")


@dataclass(slots=True)
class Text:
    """One text in its languages; `words` are those of its heading."""

    what: str
    words: tuple[str, ...]
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Position:
    """Everything written about one consultation."""

    name: str
    demands: tuple[str, ...]
    language: str
    texts: list[Text] = field(default_factory=list)

    def of(self, what: str) -> list[Text]:
        """The texts of a kind, in order."""
        return [text for text in self.texts if text.what == what]

    def one(self, what: str) -> Text:
        """The one text of a kind."""
        return self.of(what)[0]


def positions() -> dict[str, Position]:
    """All positions by name; raises ValueError naming the line that cannot be read."""
    return {one.name: one for path in sorted(FOLDER.glob("*.txt")) for one in _read(path)}


def _read(path: Path) -> Iterator[Position]:
    found: Position | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("==== "):
            if found is not None:
                yield found
            name, demands, language = (part.strip() for part in line[5:].split("|"))
            found = Position(name, tuple(demands.split()), language)
        elif line.startswith("# ") and found is not None:
            what, *words = line[2:].split()
            found.texts.append(Text(what, tuple(words)))
        elif line[:4] in ("en: ", "sq: ", "sr: ") and found is not None:
            found.texts[-1].versions[line[:2]] = line[4:].strip()
        elif line.strip():
            raise ValueError(f"{path.name}, line {number}: {line}")
    if found is not None:
        yield found
