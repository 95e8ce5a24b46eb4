"""A draft as plain text that is Markdown too: for the command line and for files."""

from collections.abc import Callable, Iterable, Mapping

from forum.opinion.analysis.blocks import Block, Kind
from forum.opinion.rules.draft_words import Said, sections


def draft_text(blocks: Iterable[Block], text: Callable[[int], str], *, names: Mapping[str, str] | None = None) -> str:
    """The whole draft in the spoken reading; `text(id)` gives the words of a proposition.

    Numbers in brackets are the ids of what is cited. `names`: what sides are called, where they are not seats.
    """
    blocks = list(blocks)
    told: list[str] = []
    for section in sections(blocks, names):
        told.append(f"## {section.heading}")
        for one in section.said:
            told += _paragraphs(one, blocks[one.block], text)
    return "\n\n".join(told) + "\n"


def _paragraphs(one: Said, block: Block, text: Callable[[int], str]) -> list[str]:
    told = []
    if one.quoted and one.quoted.kind == "proposition":
        told.append(f"> {_line(text(int(one.quoted.of)))} [{one.quoted.of}]")
    elif one.quoted:
        told.append(f"> {_line(block.parameters['question'])}")
    if one.lead:
        told.append(f"**{one.lead}**")
    if one.sentences:
        told.append("\n".join(f"- {sentence}" for sentence in one.sentences))
    if block.kind is Kind.EVIDENCE:
        told += ["\n".join(f"- [{cited}] {_line(text(cited))}" for cited in block.propositions)]
    elif not one.quoted and block.propositions:
        told.append(" ".join(f"[{cited}]" for cited in block.propositions))
    return [part for part in told if part]


def _line(words: str) -> str:
    return " ".join(words.split())
