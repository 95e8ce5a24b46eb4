"""What a command says beside its report: how far it is, and why it refuses."""

import io
import sys
import time
from pathlib import Path
from typing import IO, Any

import click

STAGES = {
    "read": "reading",
    "structure": "comparing with permuted copies",
    "groups": "looking for groups",
    "stability": "comparing subsamples",
    "gain": "predicting hidden answers",
    "slate": "composing the short list",
}


class Refused(click.ClickException):
    """Something in what was given does not do; one sentence on standard error, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence; what a file says reaches the terminal only in printable characters."""
        click.echo(f"Error: {printable(self.message)}", err=True)


class Progress:
    """One line on standard error that says how far long work is; silent unless it is a terminal."""

    def __init__(self) -> None:
        self.told, self.width = time.monotonic(), 0
        self.shown = sys.stderr.isatty()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """So much of so much of a stage is done."""
        if not self.shown or (done < total and time.monotonic() - self.told < 0.2):
            return
        self.told = time.monotonic()
        self._say(f"  {STAGES.get(stage, stage)}: {done} of {total}")

    def end(self) -> None:
        """Take the line away."""
        if self.width:
            self._say("")
            click.echo("\r", nl=False, err=True)
            self.width = 0

    def _say(self, line: str) -> None:
        click.echo("\r" + line.ljust(self.width), nl=False, err=True)
        self.width = len(line)


def say(text: str) -> None:
    """Print to standard output; letters that a terminal does not know are replaced, never an error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    click.echo(text, nl=False)


def printable(text: str) -> str:
    """The text on one line, without anything that would steer a terminal."""
    return "".join(one if one.isprintable() else "\ufffd" for one in " ".join(text.split()))


def because(path: Path, error: OSError) -> str:
    """Why a file cannot be used, in words."""
    return f"{path}: {(error.strerror or 'it cannot be used').lower()}."
