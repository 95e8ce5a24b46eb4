"""The same words for every target: a deterministic corpus of forums, topics, people and posts.

Rows are plain values. The yardstick and Sofra each store them in bulk through their own tables,
so that both serve the same texts by the same people in the same order.

Thread 1 has 20 posts (one page), thread 2 has 1,000 (50 pages), thread 3 has 5,000 (250 pages);
below 20,000 posts the two long ones shrink with the corpus.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

STARTS = datetime(2025, 1, 1, 8, 0, tzinfo=UTC)
SPAN = timedelta(days=600)
READERS = 16  # people whose read marks are stored: those the benchmark signs in
MARKS = 1_000  # read marks of each of them
RARE_WORD = "zbulesë"  # one post in 5,000, for the search
COMMON_WORD = "takim"  # about half of all posts

# Ordinary words of three languages; the texts mean nothing, their length and their letters count.
WORDS = {
    "sq": "sot nesër libër dritare rrugë shkollë mëngjes pyetje përgjigje gjuhë fjalë qytet "
    "lumë dëborë çelës njerëz punë vit muaj javë ditë orë letër zë hapur mbyllur mirë "
    "bashkë gjithë pak shumë kur pse ku edhe sepse ndërsa kështu ashtu",
    "sr": "данас сутра књига прозор улица школа јутро питање одговор језик реч град "
    "река снег кључ људи рад година месец недеља дан сат писмо глас отворено затворено "
    "добро заједно све мало много када зашто где такође јер док тако онако",
    "en": "today tomorrow book window street school morning question answer language word "
    "town river snow key people work year month week day hour letter voice open closed "
    "good together all little many when why where also because while thus so",
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is of everything; derived from the number of posts."""

    posts: int
    topics: int
    people: int
    forums: int
    deep: int
    long: int

    @classmethod
    def for_posts(cls, posts: int) -> "Sizes":
        """The proportions of the full corpus: 100,000 posts, 2,000 topics, 500 people."""
        if posts < 200:
            raise ValueError("a corpus has at least 200 posts")
        topics = max(4, posts // 50)
        return cls(
            posts=posts,
            topics=topics,
            people=max(READERS + 4, posts // 200),
            forums=min(20, topics),
            deep=1_000 if posts >= 20_000 else max(20, posts // 10 // 20 * 20),
            long=5_000 if posts >= 20_000 else max(20, posts // 5 // 20 * 20),
        )


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: int
    name: str
    language: str
    posts: int


@dataclass(frozen=True, slots=True)
class ForumRow:
    id: int
    title: str
    topics: int
    posts: int


@dataclass(frozen=True, slots=True)
class TopicRow:
    id: int
    forum_id: int
    title: str
    language: str
    author_id: int
    posts: int
    created_at: datetime
    last_at: datetime
    last_author_id: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """`position` counts from 1 within the topic; `parent` is the position it answers, or None."""

    id: int
    topic_id: int
    position: int
    parent: int | None
    author_id: int
    language: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MarkRow:
    person_id: int
    topic_id: int
    position: int


class Corpus:
    """All rows of one size and one seed; every iterator can be run again and gives the same."""

    def __init__(self, posts: int = 100_000, seed: int = 19) -> None:
        self.sizes = Sizes.for_posts(posts)
        self.seed = seed

    @cached_property
    def lengths(self) -> "array[int]":
        """Number of posts by topic id; the entry at 0 is unused."""
        sizes = self.sizes
        lengths = array("l", [1]) * (sizes.topics + 1)
        lengths[0], lengths[1], lengths[2], lengths[3] = 0, 20, sizes.deep, sizes.long
        choose = Random(self.seed)
        for _ in range(sizes.posts - sum(lengths)):
            lengths[choose.randint(4, sizes.topics)] += 1
        return lengths

    @cached_property
    def order(self) -> "array[int]":
        """The topic of every post in order of time: topics grow side by side, as in life."""
        order = array("l")
        for topic in range(1, self.sizes.topics + 1):
            order.extend([topic] * self.lengths[topic])
        Random(self.seed + 1).shuffle(order)
        return order

    def people(self) -> Iterator[PersonRow]:
        """Everybody who writes, with the number of their posts."""
        written = array("l", [0]) * (self.sizes.people + 1)
        for number in range(1, self.sizes.posts + 1):
            written[self.author_of(number)] += 1
        for number in range(1, self.sizes.people + 1):
            yield PersonRow(number, f"Reader {number}", self.language_of(number), written[number])

    def forums(self) -> Iterator[ForumRow]:
        """The forums (in Sofra: demands), each with its stored counters."""
        sizes = self.sizes
        topics, posts = array("l", [0]) * (sizes.forums + 1), array("l", [0]) * (sizes.forums + 1)
        for topic in range(1, sizes.topics + 1):
            topics[self.forum_of(topic)] += 1
            posts[self.forum_of(topic)] += self.lengths[topic]
        for number in range(1, sizes.forums + 1):
            yield ForumRow(number, f"Subject number {number}", topics[number], posts[number])

    def topics(self) -> Iterator[TopicRow]:
        """All topics with their counters and their last post."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for number, topic in enumerate(self.order, start=1):
            first.setdefault(topic, number)
            last[topic] = number
        for topic in range(1, self.sizes.topics + 1):
            author = self.author_of(first[topic])
            language = self.language_of(author)
            words = Random(f"{self.seed}/title/{topic}").choices(WORDS[language].split(), k=5)
            yield TopicRow(
                id=topic,
                forum_id=self.forum_of(topic),
                title=" ".join(words).capitalize() + f" {topic}",
                language=language,
                author_id=author,
                posts=self.lengths[topic],
                created_at=self.time_of(first[topic]),
                last_at=self.time_of(last[topic]),
                last_author_id=self.author_of(last[topic]),
            )

    def posts(self) -> Iterator[PostRow]:
        """All posts in order of time, about 400 characters each.

        Each text begins with `No. <id>.`, so that a served page can be searched for its posts.
        """
        choose = Random(self.seed + 2)
        words = {language: text.split() for language, text in WORDS.items()}
        written = array("l", [0]) * (self.sizes.topics + 1)
        for number, topic in enumerate(self.order, start=1):
            written[topic] += 1
            position = written[topic]
            author = self.author_of(number)
            language = self.language_of(author)
            parent = None
            if position > 1:
                parent = max(1, position - choose.randint(1, 12)) if choose.random() < 0.6 else 1
            yield PostRow(
                id=number,
                topic_id=topic,
                position=position,
                parent=parent,
                author_id=author,
                language=language,
                text=_text(choose, words[language], number),
                created_at=self.time_of(number),
            )

    def marks(self) -> Iterator[MarkRow]:
        """Read marks: each reader has read the first topics, every third one only in part."""
        topics = min(MARKS, self.sizes.topics)
        for person in range(1, READERS + 1):
            for topic in range(1, topics + 1):
                read = self.lengths[topic]
                yield MarkRow(person, topic, read if (person + topic) % 3 else read // 2)

    def reply(self, number: int) -> str:
        """The text of the benchmark's reply with this number: like a post, never one of them."""
        words = WORDS["en"].split()
        return _text(Random(f"{self.seed}/reply/{number}"), words, self.sizes.posts + number)

    def author_of(self, post: int) -> int:
        """Who wrote the post: some write much more than others."""
        return (post * 7_919 + post * post // 3) % self.sizes.people + 1

    def forum_of(self, topic: int) -> int:
        """Topics are dealt to the forums in turn."""
        return (topic - 1) % self.sizes.forums + 1

    @staticmethod
    def language_of(person: int) -> str:
        """Each person writes in one language."""
        return ("sq", "sr", "en")[person % 3]

    def time_of(self, post: int) -> datetime:
        """Posts are spread evenly over the span; all lie in the past."""
        return STARTS + SPAN * post / self.sizes.posts


def _text(choose: Random, words: list[str], number: int) -> str:
    first = choose.choices(words, k=34)
    second = choose.choices(words, k=30)
    if number % 2 == 0:
        first.append(COMMON_WORD)
    if number % 5_000 == 7:
        second.append(RARE_WORD)
    return f"No. {number}. {' '.join(first)}.\n\n{' '.join(second).capitalize()}."
