"""Puts the consultations on the plan: from the draft to wherever each of them stands at the end of the story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from forum.cli.demo import cast, texts
from forum.cli.demo.debate import Written
from forum.cli.demo.stage import Stage
from forum.cli.demo.stances import RESERVATION, WAITING, answers
from forum.cli.demo.texts import LANGUAGES, Position
from forum.consultation import seed as consultation
from forum.organisations import queries as organisations
from forum.translation.seed import Text

WHOLE = "whole"
TRANSLATORS = {
    ("en", "sq"): ("arta", "liridon"), ("en", "sr"): ("katarina", "uros"), ("sq", "en"): ("liridon", "arta"),
    ("sq", "sr"): ("blerim", "hana"), ("sr", "en"): ("uros", "katarina"), ("sr", "sq"): ("hana", "blerim"),
}  # fmt: skip
"""From one language into another: who translates, who reviews."""


@dataclass(frozen=True, slots=True)
class Course:
    """A consultation: on which day it is announced, by which pair, and how far it goes."""

    name: str
    day: int
    pair: str = "a"
    template: str = "text"
    until: str = "published"  # draft, announced, frozen, opened, withdrawn, suspended


COURSES = (
    Course("exchanges", 30),
    Course("deadlines", 44, "b"),
    Course("support", 66),
    Course("minutes", 77, "a", until="withdrawn"),
    Course("quiet-week", 90, "b"),
    Course("postcards", 112),
    Course("libraries", 141, "b", "rapid"),
    Course("notes", 174, "b"),
    Course("forms", 175, until="announced"),
    Course("counters", 178),
    Course("reactions", 180, "b", until="suspended"),
    Course("one-page", 183),
    Course("ten-minutes", 197, "b", until="draft"),
    Course("keepers", 197, until="frozen"),
)


class Play:
    """One consultation on the plan."""

    def __init__(self, stage: Stage, course: Course, position: Position, posts: Mapping[str, Written]) -> None:
        self.stage, self.course, self.position, self.posts = stage, course, position, posts
        self.name = ""
        self.paragraphs: dict[str, str] = {}
        self.dissents: list[str] = []
        self.kosovo, self.serbia = cast.PAIRS[course.pair]

    def person(self, handle: str) -> int:
        """The id of a person by handle."""
        return self.stage.people[handle]

    def plan(self) -> None:
        """Everything that happens to it, as far as it goes."""
        rapid, until, day = self.course.template == "rapid", self.course.until, self.course.day
        draft, told = (day, 7.0), (day, 10.0)
        if not rapid:
            draft, told = (day - 3, 10.0), (day, 9.0)
        self.stage.at(self.stage.day(*draft), self.begin)
        self.stage.at(self.stage.day(draft[0], draft[1] + 0.7), self.write)
        self.stage.at(self.stage.day(*(draft if rapid else (day - 2, 11.0))) + timedelta(hours=1.5), self.translate)
        if until == "draft":
            return
        opens = self.sign(("announce", *told), both=True)
        if until in ("announced", "withdrawn"):
            if until == "withdrawn":
                self.stage.at(self.stage.day(day + 5, 12), self.withdraw)
            return
        self.sign(("freeze", day if rapid else day + 1, 10.4), both=True)
        self.sign(("open_round", day if rapid else day + 2, 10.8), both=until != "frozen")
        if until == "frozen":
            return
        opens = self.stage.day(day, 12) if rapid else opens + timedelta(days=7, hours=2)
        length = timedelta(hours=40) if rapid else timedelta(days=5 if until == "suspended" else 12.5)
        self.answer(opens, length)
        if until == "suspended":
            self.stage.at(opens + timedelta(days=6), self.suspend)
        elif self.course.name == "deadlines":
            self.stage.at(opens + timedelta(days=11), self.extend)
        counted = opens + timedelta(days=2.5 if rapid else 19.4 if self.course.name == "deadlines" else 15.4)
        if counted < self.stage.ends - timedelta(hours=15):
            self.stage.at(counted, self.translate_stances)

    def sign(self, step: tuple[str, int, float], *, both: bool) -> datetime:
        """Both facilitators sign, the Kosovo seat first in odd days' steps; returns when the second did."""
        act, day, hour = step
        first, second = (self.kosovo, self.serbia) if day % 2 else (self.serbia, self.kosovo)
        moment = self.stage.at(self.stage.day(day, hour), lambda: consultation.sign(self.person(first), self.name, act))
        if both:
            later = moment + timedelta(minutes=15)
            return self.stage.at(later, lambda: consultation.sign(self.person(second), self.name, act))
        return moment

    def begin(self) -> None:
        """The administrator begins the draft and appoints both."""
        iris, question, language = self.person("iris"), self.position.one("question"), self.position.language
        source = question.versions[language]
        self.name = consultation.draft(iris, self.course.template, self.position.demands, source, language)
        for seat, handle in (("kosovo", self.kosovo), ("serbia", self.serbia)):
            consultation.appoint(iris, self.name, seat, self.person(handle))

    def write(self) -> None:
        """The facilitators write the position in their language, each paragraph with its evidence."""
        language = self.position.language
        writer = self.person(self.serbia if language == "sr" else self.kosovo)
        for field in ("title", "summary"):
            consultation.write(writer, self.name, field, self.position.one(field).versions[language], language)
        for number, text in enumerate(self.position.of("paragraph"), start=1):
            evidence = [self.evidence(word) for word in text.words]
            written = language if language in text.versions else min(text.versions)
            key = consultation.paragraph(writer, self.name, text.versions[written], written, evidence)
            self.paragraphs[str(number)] = key

    def evidence(self, word: str) -> str:
        """A demand as it is, a post by its key."""
        if not word.startswith("post:"):
            return word
        thread, _, number = word.removeprefix("post:").rpartition(".")
        return self.posts[thread].posts[int(number)]

    def translate(self) -> None:
        """Every text into the other languages, each reviewed by another person (R22)."""
        for what, field in (("question", "question"), ("title", "title"), ("summary", "summary")):
            kind = "consultation" if what == "question" else "position"
            self.carry_over(kind, self.name, field, self.position.one(what))
        for number, text in enumerate(self.position.of("paragraph"), start=1):
            self.carry_over("paragraph", self.paragraphs[str(number)], "body", text)

    def carry_over(self, kind: str, key: str, field: str, text: texts.Text, source: str = "") -> None:
        """One text into the languages in which the story has it."""
        source = source or (self.position.language if self.position.language in text.versions else min(text.versions))
        for language in LANGUAGES:
            if language != source and language in text.versions:
                translator, reviewer = TRANSLATORS[source, language]
                piece = Text(kind, key, field, language)
                if piece.submit(self.person(translator), text.versions[language]):
                    piece.approve(self.person(reviewer))

    def answer(self, opens: datetime, length: timedelta) -> None:
        """Organisations answer while the round is open: one proposes, another confirms (R10)."""
        for table, confirmed in ((answers(self.course.name), True), (answers(self.course.name, WAITING), False)):
            for body, stance in table:
                proposed = opens + length * self.stage.chance.uniform(0.02, 0.85)
                if proposed > self.stage.ends - timedelta(hours=12):
                    proposed = self.stage.ends - timedelta(hours=self.stage.chance.uniform(20, 60))
                self.stage.at(proposed, partial(self.propose, body, stance))
                if confirmed:
                    self.stage.at(proposed + length * 0.05, partial(self.confirm, body))
        for text in self.position.of("dissent"):
            first, *others, language = text.words
            filed = min(opens + length * 0.9, self.stage.ends - timedelta(hours=6))
            self.stage.at(filed, partial(self.dissent, first, language, text))

    def speakers(self, body: str) -> tuple[int, int]:
        """Who proposes and who confirms; of an individual seat the same person."""
        people = [person for person, role in cast.BODIES[body].people if role != "coo"]
        return self.person(people[0]), self.person(people[min(1, len(people) - 1)])

    def propose(self, body: str, stance: str) -> None:
        """A representative proposes a stance."""
        said = {}
        for text in self.position.of("reservation"):
            if text.words[0] == body and stance == RESERVATION:
                key = WHOLE if text.words[1] == WHOLE else self.paragraphs[text.words[1]]
                said[key] = (text.versions[text.words[2]], text.words[2])
        consultation.propose(self.speakers(body)[0], self.name, self.stage.slugs[body], stance, said)

    def confirm(self, body: str) -> None:
        """A second person confirms; an individual seat from the mailed link."""
        individual = cast.BODIES[body].kind == "individual"
        consultation.confirm(self.speakers(body)[1], self.name, self.stage.slugs[body], mailed_link=individual)

    def dissent(self, body: str, language: str, text: texts.Text) -> None:
        """An organisation files its opinion."""
        key = consultation.dissent(
            self.speakers(body)[0], self.name, self.stage.slugs[body], text.versions[language], language
        )  # fmt: skip
        self.dissents.append(key)

    def translate_stances(self) -> None:
        """After the count: others join an opinion, reservations and opinions are translated (R23)."""
        from forum.core import work

        work.sweep()
        for text, key in zip(self.position.of("dissent"), self.dissents, strict=True):
            _first, *others, language = text.words
            for body in others:
                consultation.join_dissent(self.speakers(body)[0], self.name, self.stage.slugs[body], key)
            self.carry_over("dissent", key, "body", text, language)
        for text in self.position.of("reservation"):
            organisation = organisations.organisation(self.stage.slugs[text.words[0]])
            self.carry_over("reservation", f"{self.name}.{organisation.key}.1.1", "body", text, text.words[2])

    def withdraw(self) -> None:
        """Both end it without a result."""
        reason, language = self.position.one("reason"), self.position.language
        consultation.intend(self.person(self.serbia), self.name, "withdraw", reason.versions[language], language)
        consultation.sign(self.person(self.kosovo), self.name, "withdraw")

    def suspend(self) -> None:
        """Both stop the clocks."""
        reason = "Dve organizacije mole za vreme da prevod drugog stava pročitaju sa svojim članicama."
        consultation.intend(self.person(self.serbia), self.name, "suspend", reason, "sr")
        consultation.sign(self.person(self.kosovo), self.name, "suspend")

    def extend(self) -> None:
        """Both give three days more."""
        reason = "Përkthimi i paragrafit të dytë u botua me tri ditë vonesë."
        consultation.extend(self.person(self.kosovo), self.name, timedelta(days=3), reason, "sq")
        consultation.sign(self.person(self.serbia), self.name, "extend")


def plan(stage: Stage, posts: Mapping[str, Written]) -> list[Play]:
    """All consultations."""
    found = texts.positions()
    plays = [Play(stage, course, found[course.name], posts) for course in COURSES]
    for play in plays:
        play.plan()
    return plays
