"""What the documents say of commands, settings, addresses, files and names in the code is so."""

import importlib
import re
import subprocess
from pathlib import Path

import click
import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.docs import pages
from tests.drill import nginx
from tests.house.test_running import READ_BY, read
from tests.support import process

ROOT = pages.ROOT
PAGES = [pytest.param(page, id=page.name) for page in pages.PAGES]
MADE = {"docs/bench.md"}
"""Written by a target of make, not by hand."""

OTHER_PROGRAMS = {"make", "gunicorn", "flask", "git", "createuser", "createdb", "export", "nginx"}
each_page = pytest.mark.parametrize("page", PAGES)
once = pytest.mark.database("sqlite")


def wrong_command(app: Flask, words: list[str]) -> str | None:
    """Why a `flask …` cannot be typed like this, or None."""
    command: click.Command | None = app.cli
    context = click.Context(app.cli)
    rest = list(words)
    while isinstance(command, click.Group):
        if not rest:
            return None  # a group named in a sentence
        name = rest.pop(0)
        if "|" in name:
            missing = [one for one in name.split("|") if command.get_command(context, one) is None]
            return f"no {missing}" if missing else None
        found = command.get_command(context, name)
        if found is None:
            return f"no command {name}"
        command = found
    assert command is not None
    options = {name: param for param in command.params if isinstance(param, click.Option) for name in param.opts}
    given = 0
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            option = options.get(word.partition("=")[0])
            if option is None:
                return f"no option {word}"
            if not option.is_flag and "=" not in word and rest:
                rest.pop(0)
        else:
            given += 1
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    if given > len(arguments) and all(argument.nargs == 1 for argument in arguments):
        return f"{given} arguments, {len(arguments)} are taken"
    return None


@once
@each_page
def test_every_command_exists_with_its_options(app: Flask, page: Path) -> None:
    migrations = [words for words in pages.flask_commands(page) if words[0] != "db"]
    assert [(words, why) for words in migrations if (why := wrong_command(app, words))] == []
    known = app.cli.get_command(click.Context(app.cli), "db")
    assert isinstance(known, click.Group)
    for words in pages.flask_commands(page):
        if words[0] == "db":
            assert known.get_command(click.Context(known), words[1]) is not None


@once
def test_a_command_that_is_not_there_is_found(app: Flask) -> None:
    assert wrong_command(app, ["backup", "create", "--to", "x"]) is None
    assert wrong_command(app, ["backup", "creat"]) == "no command creat"
    assert wrong_command(app, ["backup", "create", "--into", "x"]) == "no option --into"
    assert wrong_command(app, ["backup", "verify", "a", "b"]) == "2 arguments, 1 are taken"
    assert wrong_command(app, ["backup", "create|verify|keep"]) == "no ['keep']"


@each_page
def test_every_setting_exists(page: Path) -> None:
    known = {"SOFRA_REQUIRE", *(name for name in pages.settings(ROOT / "docs/operate.md"))}
    read_somewhere = "".join(map(read, READ_BY)) + read("tests/support/require.py") + read("Makefile")
    assert {name for name in pages.settings(page) if name not in read_somewhere} == set()
    assert pages.settings(page) <= known


@each_page
def test_every_target_exists(page: Path) -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {target for target in pages.make_targets(page) if f"  make {target} " not in told} == set()


def test_every_target_is_explained() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {line.split()[1] for line in told.splitlines() if line.startswith("  make ")}
    assert listed - {"help", "types", "lock"} <= pages.make_targets(ROOT / "docs/operate.md")


@once
def test_make_messages_calls_commands_that_exist(app: Flask) -> None:
    verbs = re.search(r"for verb in ([a-z ]+); do .*flask messages", read("Makefile"))
    assert verbs is not None
    assert [verb for verb in verbs[1].split() if wrong_command(app, ["messages", verb])] == []


@once
@each_page
def test_every_address_leads_somewhere(app: Flask, page: Path) -> None:
    adapter = app.url_map.bind("127.0.0.1")
    lost = []
    for address in pages.addresses(page):
        path = address.replace("<lang>", "en").split("?")[0]
        try:
            adapter.match(path)
        except RequestRedirect:
            pass
        except HTTPException as error:
            if error.code != 405:
                lost.append(address)
    assert lost == []


@each_page
def test_every_link_and_file_is_there(page: Path) -> None:
    assert [link for link in pages.links(page) if not (page.parent / link).exists()] == []
    assert [name for name in pages.files(page) - MADE if not (ROOT / name).exists()] == []


@once
@each_page
def test_every_name_in_the_code_is_there(app: Flask, page: Path) -> None:
    assert [name for name in pages.dotted(page) if not exists(name)] == []


def exists(name: str) -> bool:
    """Whether `discussion.operations.x` can be imported, as a module or as something in one."""
    parts = ["forum", *name.split(".")]
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


def test_a_name_that_is_not_there_is_found() -> None:
    assert exists("core.db.writing") and exists("core.work")
    assert not exists("core.db.reading") and not exists("core.desk")


def test_every_program_in_a_block_is_known() -> None:
    """A line that a reader may copy begins with a program this page is about."""
    for line in pages.shell_lines(ROOT / "docs/operate.md"):
        first = line.split()[0].split("=")[0]
        unit = {"[Service]", "User", "WorkingDirectory", "EnvironmentFile", "ExecStart", "Restart"}
        assert first in OTHER_PROGRAMS | unit or first == "17", line


@pytest.mark.skipif(nginx.binary() is None, reason="no nginx")
@pytest.mark.parametrize("caching", [False, True], ids=["as delivered", "with the optional cache"])
def test_nginx_takes_the_sample(caching: bool, tmp_path: Path) -> None:
    port = process.free_port()
    with nginx.running(tmp_path / "nginx", process.free_port(), port, caching=caching):
        assert process.answers(port)
