"""Reading the threads of the worked example: plain text files that people can write and check.

    ==== GOV-2 | day 12 | public
    ---- besa | sq | title: Çfarë do të thotë “pa vonesë”?
    The opening post.
    => review en arta uros
    Its translation by Arta, reviewed by Uroš.
    ---- milos | sr | to 1 | org
    An answer to post 1, for his organisation.
    => edit | a typing error
    The post as it reads now.

What follows a post with `=>` happens some hours later, in order: request, claim, submit, review, return, doubt
(translations, also `title`), edit, withdraw, report, hide, keep, follow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "threads"


@dataclass(slots=True)
class Note:
    """Something that happens to a post after it was written."""

    verb: str
    words: tuple[str, ...]
    reason: str = ""
    text: str = ""


@dataclass(slots=True)
class Post:
    """A post: by whom, in which language, in answer to which number."""

    by: str
    language: str
    to: int = 1
    voice: str = "own"
    title: str = ""
    text: str = ""
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True)
class Thread:
    """A thread under a demand; `day` counts from the first day of the story."""

    demand: str
    day: int
    visibility: str
    posts: list[Post] = field(default_factory=list)


def threads() -> list[Thread]:
    """All threads, in order of their files; raises ValueError naming the line that cannot be read."""
    found: list[Thread] = []
    for path in sorted(FOLDER.glob("*.txt")):
        found += _read(path)
    return found


def _read(path: Path) -> Iterator[Thread]:
    thread: Thread | None = None
    open_text: Post | Note | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            if line.startswith("==== "):
                if thread is not None:
                    yield _tidy(thread)
                thread, open_text = _thread(line[5:]), None
            elif line.startswith("---- ") and thread is not None:
                open_text = _post(line[5:])
                thread.posts.append(open_text)
            elif line.startswith("=> ") and thread is not None:
                open_text = _note(line[3:])
                thread.posts[-1].notes.append(open_text)
            elif open_text is not None:
                open_text.text += line + "\n"
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}, line {number}: {line}") from error
    if thread is not None:
        yield _tidy(thread)


def _thread(line: str) -> Thread:
    demand, day, visibility = (part.strip() for part in line.split("|"))
    return Thread(demand, int(day.removeprefix("day ")), visibility)


def _post(line: str) -> Post:
    by, language, *more = (part.strip() for part in line.split("|"))
    post = Post(by, language)
    for part in more:
        if part.startswith("title: "):
            post.title = part.removeprefix("title: ")
        elif part.startswith("to "):
            post.to = int(part.removeprefix("to "))
        elif part == "org":
            post.voice = "org"
        else:
            raise ValueError(part)
    return post


def _note(line: str) -> Note:
    said, _, reason = line.partition("|")
    verb, *words = said.split()
    if verb == "title":
        verb, words = words[0], ["title", *words[1:]]
    return Note(verb, tuple(words), reason.strip())


def _tidy(thread: Thread) -> Thread:
    for post in thread.posts:
        post.text = post.text.strip()
        for note in post.notes:
            note.text = note.text.strip()
    return thread
