"""One thing has one word: which stem a term must have, in the messages where it occurs (docs/translate.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term of the glossary: where it occurs in English, what must then stand in Albanian and in Serbian Cyrillic."""

    english: str
    sq: str
    sr: str
    except_for: tuple[str, ...] = ()
    """Beginnings of messages where the English word means something else."""


TERMS = {
    "demand": Term(r"\bdemands?\b(?! it\b)", r"\bkërkes", r"\bзахтев"),
    "commitment": Term(r"\bcommit(s|ment|ments)?\b", r"\bzot(im|oh)", r"\bобавез"),
    "joint statement": Term(
        r"\bjoint statement\b", r"\bdeklarat\w+ (e|së|të) përbashkët", r"\bзаједничк\w+ изјав"
    ),
    "position": Term(r"\bpositions?\b", r"\bqëndrim", r"\b(становишт|став)", ("This designation is",)),
    "stance": Term(r"\bstances?\b", r"\bqëndrim", r"\bстав"),
    "endorse": Term(r"\bendors", r"\bmbësht", r"\bподр(жа|ш)"),
    "reservation": Term(r"\breservations?\b", r"\brezerv", r"\bрезерв"),
    "dissenting opinion": Term(
        r"\bdissenting opinions?\b", r"\bmendim\w* (i saj )?mospajtues", r"\bиздвојен\w+ мишљењ"
    ),
    "dissent": Term(r"\bdissent(s|ed)?\b", r"\bmospajtim", r"\bиздв[ао]ј\w+ мишљењ"),
    "stand aside": Term(r"\bstands? aside\b", r"\bqëndro\w* mënjanë", r"\bпо страни"),
    "do not join": Term(r"\bdo not join\b", r"\bnuk bashkohe[mt]", r"\bне придружуј"),
    "no response": Term(r"\bno response\b", r"\bpa përgjigje", r"\bбез одговора"),
    "mandate": Term(r"\bmandates?\b", r"\bmandat", r"\bмандат"),
    "roll": Term(r"\broll\b", r"\blist\w* \w*\s?(e|së|të) (ngrirë të )?pjesëmarrjes|\blist\w+ e tyre të pjesëmarrjes",
                 r"\bспис\w+ (учесника|учешћа)"),
    "facilitator": Term(r"\bfacilitat", r"\blehtës", r"\bфацилит"),
    "signatory": Term(r"\bsignator(y|ies)\b", r"\bnënshkrues", r"\bпотписни"),
    "representative": Term(r"\brepresentatives?\b", r"\bpërfaqësues", r"\bпредста[вљ]"),
    "alternate": Term(r"\balternates?\b", r"\bzëvendësues", r"\bзамен"),
    "coordinator": Term(r"\bcoordinat", r"\bkoordin", r"\bкоордин"),
    "moderator": Term(r"\bmoderat", r"\bmoder", r"\bмодер"),
    "administrator": Term(r"\badministrat", r"\badministr", r"\bадминистр"),
    "translator": Term(r"\btranslators?\b", r"\bpërkthye", r"\b(преводи|превел)"),
    "quorum": Term(r"\bquorum\b", r"\bkuorum", r"\bкворум"),
    "consultation": Term(r"\bconsultations?\b", r"\bkonsulti", r"\bконсултациј"),
    "round": Term(r"\brounds?\b", r"\braund", r"\bкру(г|з)", ("Sofra is the low round table",)),
    "paragraph": Term(r"\bparagraphs?\b", r"\bparagraf", r"\bпараграф", ("Write in your own language",)),
    "amendment": Term(r"\bamendments?\b", r"\bamendament", r"\bамандман"),
    "proposition": Term(r"\bpropositions?\b", r"\bpohim", r"\bтврдњ"),
    "synthesis": Term(r"\bsynthesis\b", r"\bsintez", r"\bсинтез"),
    "rapid joint reaction": Term(r"\brapid\b", r"\bpërshpejtuar", r"\bхитн"),
    "frozen": Term(r"\bfr(ee|o)ze", r"\b(i |të |e )?(pa)?ngri", r"\bзакључ"),
    "outcome": Term(r"\boutcomes?\b", r"\brezultat", r"\bисход"),
    "summary": Term(r"\bsummar", r"\bpërmbledh", r"\bсаже"),
    "side": Term(r"(?<!side by )\bsides?\b(?! by side)", r"\ban(ë|ën|ës|e|ëve|ët)\b", r"\bстран",
                 ("Something broke on our side",)),
    "seat": Term(r"\bseats?\b", r"\b(seli|vend)", r"\b(седишт|мест)"),
    "thread": Term(r"\bthreads?\b", r"\btem(ë|a|e|ën|ës|at|ave)\b", r"\bтем(а|е|и|у|ом|ама)?\b"),
    "post": Term(r"\bposts?\b", r"\bkontribut", r"\bдоприно"),
    "organisation": Term(r"\borganisations?\b", r"\borganizat", r"\bорганизациј"),
    "translation": Term(r"\btranslations?\b", r"\bpërkth", r"\bпрев[ео]"),
    "invitation": Term(r"\binvitations?\b", r"\bftes", r"\b(позивниц|на позив)"),
    "notice": Term(r"\bnotices?\b", r"\bnjoftim", r"\bобавештењ"),
    "account": Term(r"\baccounts?\b", r"\bllogari", r"\bнало[гз]"),
    "password": Term(r"\bpasswords?\b", r"\bfjalëkalim", r"\bлозин"),
    "recovery code": Term(r"\brecovery codes?\b", r"\bkod\w*( \w+){0,2} (të )?rikuperimi", r"\bкод\w* за опоравак"),
    "public log": Term(r"\bpublic log\b", r"\bregjist\w+ publik", r"\bјавн\w+ евиденциј"),
    "report": Term(r"\breport(s|ed)?\b", r"\braport", r"\bпријав"),
    "correction": Term(r"\bcorrections?\b", r"\bkorrigj", r"\bисправ"),
    "draft": Term(r"\bdrafts?\b", r"\bdraft", r"\bнацрт"),
    "second factor": Term(r"\bsecond factors?\b", r"\bhap\w* ((juaj|tuaj) )?(i |të |e )?dyt", r"\bдруг\w+ фактор"),
    "working translation": Term(r"\bworking translations?\b", r"\bpërkthim\w* pune", r"\bрадн\w+ превод"),
}  # fmt: skip

APART = (
    # Two things the statement keeps apart: what it asks of others and what its signatories promise.
    ("demand", "commitment"),
    ("reservation", "dissenting opinion"),
    ("stand aside", "do not join"),
)
"""Pairs never mixed: where only the first occurs in English, the word of the second does not stand, and the reverse."""
