"""A wholly invented position of five, five and one organisations, for the tests of publications."""

from dataclasses import replace
from typing import Any

from forum.consultation.rules.ruleset import RulesetChoices, build_ruleset, ruleset_hash
from forum.publication.rules.canonical import sha256
from forum.publication.rules.content import (
    Content,
    Deviation,
    Dissent,
    Evidence,
    Facilitator,
    Method,
    Note,
    Paragraph,
    Reservation,
    RollLine,
    Words,
    figures_of,
)

TITLE = {
    "en": "Diplomas: what prompt implementation means for a graduate",
    "sq": "Diplomat: çfarë do të thotë zbatim i shpejtë për një të diplomuar",
    "sr": "Дипломе: шта брза примена значи за дипломца",
}
SUMMARY = {
    "en": "A diploma recognised by agreement should be recognised at the counter within sixty days. "
    "Both institutions should publish the same figures on the same day.",
    "sq": "Një diplomë e njohur me marrëveshje duhet të njihet në sportel brenda gjashtëdhjetë ditësh. "
    "Të dy institucionet duhet të publikojnë të njëjtat shifra në të njëjtën ditë.",
    "sr": "Диплома призната споразумом треба да буде призната на шалтеру у року од шездесет дана. "
    "Обе институције треба да објављују исте податке истог дана.",
}
QUESTION = Words("en", {
    "en": "What should a graduate be able to expect after the agreement on diplomas?",
    "sq": "Çfarë duhet të mund të presë një i diplomuar pas marrëveshjes për diplomat?",
    "sr": "Шта дипломац треба да може да очекује после споразума о дипломама?",
})
WORDINGS = (
    {
        "en": "A graduate should learn the outcome within sixty days, in the language in which the application "
        "was written.",
        "sq": "I diplomuari duhet ta mësojë rezultatin brenda gjashtëdhjetë ditësh, në gjuhën në të cilën është "
        "shkruar kërkesa.",
        "sr": "Дипломац треба да сазна исход у року од шездесет дана, на језику на којем је захтев написан.",
    },
    {
        "en": "Both institutions should publish, every three months and on the same day, how many applications "
        "came in, how many were decided, and how long it took.",
        "sq": "Të dy institucionet duhet të publikojnë, çdo tre muaj dhe në të njëjtën ditë, sa kërkesa kanë "
        "ardhur, sa janë vendosur dhe sa ka zgjatur.",
        "sr": "Обе институције треба да објављују, свака три месеца и истог дана, колико је захтева стигло, "
        "колико је решено и колико је то трајало.",
    },
    {
        "en": "Where a document is missing, the institution should name it once, completely, and stop the clock "
        "until it arrives.",
        "sq": "Kur mungon një dokument, institucioni duhet ta përmendë një herë, plotësisht, dhe ta ndalë afatin "
        "derisa të arrijë.",
        "sr": "Ако неки документ недостаје, институција треба да га наведе једном, потпуно, и да заустави рок "
        "док не стигне.",
    },
)
CLOCK = Words(
    "sr",
    {
        "sr": "Заустављање рока не сме постати чекање без краја; тражимо границу од сто двадесет дана.",
        "en": "Stopping the clock must not become a wait without end; we ask for a limit of 120 days.",
        "sq": "Ndalja e afatit nuk duhet të bëhet pritje pa fund; kërkojmë një kufi prej 120 ditësh.",
    },
    script="Cyrl",
)
WHEELS = Words("sq", {"sq": "Sporteli duhet të jetë i qasshëm me karrocë dhe me telefon."})
DISSENT = Words(
    "en",
    {
        "en": "We do not dispute that diplomas should be recognised. We dispute that the counter is the place where "
        "it fails.\n\nA position that asks for faster stamps lets everyone else off. We would have asked for one "
        "thing only: that public employers publish how many recognised diplomas they accepted last year.",
        "sq": "Nuk kundërshtojmë që diplomat duhet të njihen. Kundërshtojmë që sporteli është vendi ku dështon "
        "njohja.\n\nNjë qëndrim që kërkon vula më të shpejta i liron të gjithë të tjerët. Ne do të kishim kërkuar "
        "vetëm një gjë: që punëdhënësit publikë të publikojnë sa diploma të njohura kanë pranuar vitin e kaluar.",
    },
)
MOVED = Words(
    "en",
    {
        "en": "One translation was ready a day late.",
        "sq": "Një përkthim ishte gati një ditë më vonë.",
        "sr": "Један превод је био готов дан касније.",
    },
)
ROLL = (
    RollLine("blue-door", "Organisation Blue Door", "kosovo", "organisation", "endorse"),
    RollLine("clear-spring", "Organisation Clear Spring", "kosovo", "organisation", "endorse"),
    RollLine(
        "two-bridges", "Organisation Two Bridges", "kosovo", "organisation", "reservation", (Reservation(WHEELS),)
    ),
    RollLine("linden-street", "Organisation Linden Street", "kosovo", "organisation", "endorse", left_on="2027-02-10"),
    RollLine("tall-reed", "Organisation Tall Reed", "kosovo", "organisation", "no_response"),
    RollLine("cherry-lane", "Organisation Cherry Lane", "serbia", "organisation", "endorse"),
    RollLine(
        "green-hill", "Organisation Green Hill", "serbia", "organisation", "reservation", (Reservation(CLOCK, "par3"),)
    ),
    RollLine("old-mill", "Organisation Old Mill", "serbia", "organisation", "endorse"),
    RollLine("iron-stove", "Organisation Iron Stove", "serbia", "organisation", "dissent"),
    RollLine("example-person", "Milica Primer-Shembulli", "serbia", "individual", "stand_aside"),
    RollLine("long-meadow", "Organisation Long Meadow", "regional", "organisation", "endorse"),
)
RULESET = build_ruleset(RulesetChoices("text"))
METHOD = Method(
    ruleset=RULESET,
    ruleset_sha256=ruleset_hash(RULESET),
    roll_sha256="2e" * 32,
    text_sha256="3d" * 32,
    announced_at="2027-01-18T10:00:00+00:00",
    opened_at="2027-01-25T23:00:00+00:00",
    closed_at="2027-02-08T23:00:00+00:00",
    facilitators=(
        Facilitator("Organisation Blue Door", "kosovo", "2027-01-10"),
        Facilitator("Organisation Old Mill", "serbia", "2027-01-10", "2027-01-30"),
        Facilitator("Organisation Cherry Lane", "serbia", "2027-01-30"),
    ),
    deviations=(Deviation("extended", "2027-02-01", MOVED),),
)
POSITION = Content(
    number="JS-2027-01",
    version=1,
    kind="position",
    template="text",
    published_at="2027-02-16T09:00:00+00:00",
    review_on="2027-08-15",
    demands=("GOV-2", "COM-4"),
    title=TITLE,
    summary=SUMMARY,
    question=QUESTION,
    paragraphs=tuple(
        Paragraph(
            no,
            f"par{no}",
            wording,
            (
                Evidence("demand", "GOV-2"),
                Evidence("post", "abc2345", address="https://sofra.example/posts/abc2345"),
                Evidence("source", "1", "Two answers to requests, 2026", "en", "https://answers.example/2026"),
            ),
        )
        for no, wording in enumerate(WORDINGS, 1)
    ),
    roll=ROLL,
    figures=figures_of("JS-2027-01", ROLL),
    outcome="joint_with_reservations",
    method=METHOD,
    dissents=(Dissent(("iron-stove",), DISSENT, "2027-02-12"),),
)


def with_roll(roll: tuple[RollLine, ...], **changes: Any) -> Content:
    """The example with another roll and the figures that belong to it."""
    return replace(POSITION, roll=roll, figures=figures_of(POSITION.number, roll), **changes)


def next_version(**changes: Any) -> Content:
    """A rightful second version: one note, nothing else."""
    note = Note("note", "2027-03-01", 2, Words("en", {"en": "Both addressees have the text."}))
    values = {"version": 2, "previous_sha256": sha256(POSITION), "published_at": "2027-03-01T09:00:00+00:00"}
    return replace(POSITION, **{**values, "notes": (note,), **changes})
