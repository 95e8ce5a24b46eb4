"""Commands that work on files alone: they need no setting, no secret, no database, and make no data directory."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

_NAMES = ("opinion",)
_WITH_A_VALUE = ("--app", "-A", "--env-file", "-e")


def asked_for(arguments: Sequence[str]) -> bool:
    """Whether this process is `flask` (also `python -m flask`) and its command is one of them."""
    if Path(arguments[0]).name not in ("flask", "__main__.py"):
        return False
    words = iter(arguments[1:])
    for word in words:
        if word in _WITH_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word in _NAMES
    return False


def app() -> Flask:
    """An application that knows these commands and nothing else."""
    from forum.cli import opinion

    bare = Flask("forum", static_folder=None)
    bare.cli.add_command(opinion.group)
    return bare
