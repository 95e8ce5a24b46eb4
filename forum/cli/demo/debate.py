"""Puts the threads on the plan: who writes when, and what happens to a post afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from forum.cli.demo import script
from forum.cli.demo.script import Note, Post, Thread
from forum.cli.demo.stage import Stage
from forum.discussion import seed as discussion
from forum.moderation import seed as moderation
from forum.translation.seed import Text


class Written:
    """A thread of the story once it stands: the keys of its posts by number."""

    def __init__(self) -> None:
        self.key = ""
        self.posts: dict[int, str] = {}


def plan(stage: Stage) -> dict[str, Written]:
    """All threads, by demand and place under it (`GOV-2.1`); the result fills while the plan is played."""
    written: dict[str, Written] = {}
    for thread in script.threads():
        place = sum(name.startswith(f"{thread.demand}.") for name in written) + 1
        written[f"{thread.demand}.{place}"] = _thread(stage, thread)
    return written


def _thread(stage: Stage, thread: Thread) -> Written:
    written = Written()
    moment = stage.waking(stage.day(thread.day, 8), 0, 9)
    for number, post in enumerate(thread.posts, start=1):
        stage.at(moment, _write(stage, thread, written, number, post))
        after = moment
        for note in post.notes:
            after = stage.waking(after, 1, 9)
            taken = stage.ends - timedelta(hours=stage.chance.uniform(1, 12))  # a claim lasts 24 hours
            stage.at(taken if note.verb == "claim" else after, _happen(stage, written, number, post, note))
        moment = stage.waking(moment, 2, 34)
    _read(stage, thread, written, moment)
    return written


def _write(stage: Stage, thread: Thread, written: Written, number: int, post: Post) -> Callable[[], None]:
    def write() -> None:
        voice = post.voice if post.voice == "own" else f"organisation-{stage.speaks[post.by]}"
        if number == 1:
            opened = discussion.thread(
                stage.people[post.by], thread.demand, post.title, post.text, post.language,
                visibility=thread.visibility, voice=voice,
            )  # fmt: skip
            written.key, written.posts[1] = opened.key, opened.post_key
            return
        parent = written.posts[post.to]
        written.posts[number] = discussion.reply(
            stage.people[post.by], parent, post.text, post.language, voice=voice
        ).key

    return write


def _happen(stage: Stage, written: Written, number: int, post: Post, note: Note) -> Callable[[], None]:
    def happen() -> None:
        key = written.posts[number]
        if note.verb in _TRANSLATING:
            words = list(note.words)
            of_title = words[0] == "title"
            if of_title:
                words.pop(0)
            text = Text("thread", written.key, "title", words[0]) if of_title else Text("post", key, "body", words[0])
            _TRANSLATING[note.verb](text, [stage.people[one] for one in words[1:]], note)
            return
        _AFTERWARDS[note.verb](stage, key, written.key, post, note)

    return happen


def _review(text: Text, people: list[int], note: Note) -> None:
    text.submit(people[0], note.text)
    text.approve(people[1])


def _return(text: Text, people: list[int], note: Note) -> None:
    text.submit(people[0], note.text)
    text.give_back(people[1], note.reason)


_TRANSLATING: dict[str, Callable[[Text, list[int], Note], object]] = {
    "request": lambda text, people, note: text.request(people[0]),
    "claim": lambda text, people, note: text.claim(people[0], note.text),
    "submit": lambda text, people, note: text.submit(people[0], note.text),
    "review": _review,
    "return": _return,
    "doubt": lambda text, people, note: text.doubt(people[0], note.reason),
}


def _edit(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    discussion.edit(stage.people[post.by], key, note.text, post.language, note.reason)


def _withdraw(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    discussion.withdraw(stage.people[post.by], key)


def _report(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    by, rule = note.words
    person = None if by == "visitor" else stage.people[by]
    moderation.report(person, "post", key, rule=rule, text=note.reason)


def _hide(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    moderation.hide(stage.people[note.words[0]], "post", key, rule=note.words[1], reason=note.reason)


def _keep(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    moderation.keep(stage.people[note.words[0]], "post", key, reason=note.reason)


def _follow(stage: Stage, key: str, thread: str, post: Post, note: Note) -> None:
    discussion.follow(stage.people[note.words[0]], "thread", thread)


_AFTERWARDS: dict[str, Callable[[Stage, str, str, Post, Note], None]] = {
    "edit": _edit, "withdraw": _withdraw, "report": _report, "hide": _hide, "keep": _keep, "follow": _follow,
}  # fmt: skip

READERS = ("besa", "milica", "vesna", "ermal", "valbona", "jovana", "katarina", "liridon", "rina", "ognjen")


def _read(stage: Stage, thread: Thread, written: Written, moment: datetime) -> None:
    """Some have read all of it, some the beginning; the rest is unread."""
    last = len(thread.posts)
    for reader in READERS:
        seq = stage.chance.choice((0, max(1, last // 2), last, last))
        if seq and moment < stage.ends - timedelta(days=1):
            stage.at(moment + timedelta(hours=2), partial(_mark, stage, reader, written, seq))


def _mark(stage: Stage, reader: str, written: Written, seq: int) -> None:
    discussion.read(stage.people[reader], written.key, seq)
