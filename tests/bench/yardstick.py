"""The yardstick: an ordinary small forum in Flask and SQLAlchemy Core on a sane schema.

It does what any signed-in forum does: sign-in, read marks, unread badge, CSRF, gettext on every
label, a footer of 24 languages; HTML is stored when a post is written, pages are ranges instead of
OFFSET, counters are stored. It is written as one would write it in an afternoon: statements are
built in the view, rows go to the template as they are, labels are looked up where they stand.
It has no reply tree, translations, policy, security headers or logs. It is never deployed.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from gettext import GNUTranslations
from typing import Any

import sqlalchemy as sa
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, abort, g, redirect, render_template, request, session
from flask_wtf.csrf import CSRFProtect
from jinja2 import DictLoader
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.security import check_password_hash

from tests.bench.yardstick_data import as_html, connect, forum, mark, person, post, topic
from tests.bench.yardstick_templates import LABELS, TEMPLATES

_CODES = "bg bs cs da de el en es fi fr hr hu it mk nl pl pt ro rom sk sl sq sr tr"
LANGUAGES = _CODES.split()  # 24 links in the footer, as a large forum has them


def translations() -> GNUTranslations:
    """A compiled catalogue with an entry for every label, read as an installed one would be."""
    catalogue = Catalog(locale="sq")
    for label in LABELS:
        catalogue.add(label, label, flags={"python-format"} if "%" in label else ())
    file = io.BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return GNUTranslations(file)


def create_yardstick(database_url: str) -> Flask:  # noqa: C901 - all routes stand in one place
    """The whole application."""
    app = Flask(__name__, static_folder=None)
    app.config.update(SECRET_KEY="only a yardstick", WTF_CSRF_TIME_LIMIT=None)
    app.jinja_options = {"extensions": ["jinja2.ext.i18n"], "loader": DictLoader(TEMPLATES)}
    app.jinja_env.install_gettext_translations(translations(), newstyle=True)  # type: ignore[attr-defined]
    CSRFProtect(app)
    engine = connect(database_url)
    insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert

    @app.before_request
    def open_request() -> None:
        g.connection, g.reader, g.unread = engine.connect(), None, 0
        if "person" in session:
            found = g.connection.execute(sa.select(person).where(person.c.id == session["person"]))
            g.reader = found.one()
            behind = (mark.c.person_id == g.reader.id) & (topic.c.posts > mark.c.position)
            badge = sa.select(sa.func.count()).select_from(mark.join(topic)).where(behind)
            g.unread = g.connection.execute(badge).scalar_one()

    @app.teardown_request
    def close_request(_: BaseException | None) -> None:
        if "connection" in g:
            g.connection.close()

    def page(name: str, **values: Any) -> str:
        return render_template(name, reader=g.reader, unread=g.unread, languages=LANGUAGES, **values)

    def topics_with_last() -> sa.Select[Any]:
        """Topics with the name of the last author and how far the reader has read."""
        joined = topic.join(person, person.c.id == topic.c.last_author_id)
        if g.reader is None:
            return sa.select(topic, person.c.name, sa.null().label("read")).select_from(joined)
        own = (mark.c.topic_id == topic.c.id) & (mark.c.person_id == g.reader.id)
        chosen = sa.select(topic, person.c.name, mark.c.position.label("read"))
        return chosen.select_from(joined.outerjoin(mark, own))

    @app.get("/")
    def index() -> str:
        forums = g.connection.execute(sa.select(forum).order_by(forum.c.id)).all()
        newest = topics_with_last().order_by(topic.c.last_at.desc()).limit(20)
        return page("index.html", forums=forums, topics=g.connection.execute(newest).all())

    @app.get("/forum/<int:number>")
    def forum_page(number: int) -> str:
        found = g.connection.execute(sa.select(forum).where(forum.c.id == number)).first()
        if found is None:
            abort(404)
        chosen = topics_with_last().where(topic.c.forum_id == number)
        if before := request.args.get("before"):
            chosen = chosen.where(topic.c.last_at < datetime.fromisoformat(before))
        chosen = chosen.order_by(topic.c.last_at.desc()).limit(20)
        return page("forum.html", forum=found, topics=g.connection.execute(chosen).all())

    @app.get("/topic/<int:number>")
    def topic_page(number: int) -> str:
        per = 50 if request.args.get("per") == "50" else 20
        at = max(1, request.args.get("page", 1, type=int))
        chosen = sa.select(topic, forum.c.title.label("forum")).join(forum)
        found = g.connection.execute(chosen.where(topic.c.id == number)).first()
        if found is None:
            abort(404)
        first = (at - 1) * per + 1
        shown = sa.select(post, person.c.name, person.c.posts.label("written")).join(person)
        shown = shown.where(post.c.topic_id == number, post.c.position.between(first, first + per - 1))
        posts = g.connection.execute(shown.order_by(post.c.position)).all()
        read = None
        if g.reader is not None:
            own = (mark.c.person_id == g.reader.id) & (mark.c.topic_id == number)
            read = g.connection.execute(sa.select(mark.c.position).where(own)).scalar()
        pages = -(-found.posts // per)
        return page("topic.html", topic=found, posts=posts, read=read, at=at, pages=pages)

    def store_mark(connection: sa.Connection, number: int, position: int) -> None:
        row = insert(mark).values(person_id=g.reader.id, topic_id=number, position=position)
        keys = [mark.c.person_id, mark.c.topic_id]
        connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"position": position}))

    @app.post("/topic/<int:number>/read")
    def read_to(number: int) -> Any:
        if g.reader is None:
            abort(403)
        with writing(engine) as connection:
            store_mark(connection, number, request.form.get("position", 0, type=int))
        return "", 204

    @app.post("/topic/<int:number>/reply")
    def reply(number: int) -> Any:
        text = request.form.get("text", "").strip()
        if g.reader is None:
            abort(403)
        if not text:
            abort(422)
        html, now = as_html(text), datetime.now(UTC).replace(tzinfo=None)
        with writing(engine) as connection:
            counted = {"posts": topic.c.posts + 1, "last_at": now, "last_author_id": g.reader.id}
            bump = topic.update().where(topic.c.id == number).values(counted)
            bumped = connection.execute(bump.returning(topic.c.posts, topic.c.forum_id)).first()
            if bumped is None:
                abort(404)
            row = {"topic_id": number, "position": bumped.posts, "author_id": g.reader.id}
            connection.execute(post.insert().values(html=html, created_at=now, **row))
            for table, key in ((forum, bumped.forum_id), (person, g.reader.id)):
                one_more = table.update().where(table.c.id == key)
                connection.execute(one_more.values(posts=table.c.posts + 1))
            store_mark(connection, number, bumped.posts)
        return redirect(f"/topic/{number}?page={-(-bumped.posts // 20)}", 303)

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        if request.method == "POST":
            named = sa.select(person).where(person.c.name == request.form.get("name", ""))
            found = g.connection.execute(named).first()
            if found and check_password_hash(found.password, request.form.get("password", "")):
                session["person"] = found.id
                return redirect("/", 303)
            return page("sign_in.html", failed=True), 422
        return page("sign_in.html", failed=False)

    return app


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """The request's write transaction: its reads end first, the write lock is taken at once."""
    g.connection.rollback()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def serve() -> Flask:
    """For gunicorn: the application on the database named by YARDSTICK_DATABASE_URL."""
    return create_yardstick(os.environ["YARDSTICK_DATABASE_URL"])
