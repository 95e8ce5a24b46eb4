"""`flask messages …`: the catalogues. Albanian and Serbian Cyrillic are written; Serbian Latin is generated."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from forum.core.languages import CATALOGUES


@click.group("messages")
def group() -> None:
    """Message catalogues."""


WRITTEN = ("sq", "sr_Cyrl")
GENERATED = "sr_Latn"
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_KEYWORDS = {
    "_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
_METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
_OPTIONS = {"**/templates/**": {"extensions": "jinja2.ext.do,jinja2.ext.i18n", "silent": "false", "trimmed": "true"}}
_PACKAGE = Path(__file__).resolve().parents[1]


def _path(name: str) -> Path:
    return CATALOGUES / name / "LC_MESSAGES" / "messages.po"


def extracted() -> Any:
    """A template catalogue of every message in the code and the templates."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    template = Catalog(project="Sofra", charset="utf-8")
    template.creation_date = template.revision_date = _DAY
    found = extract_from_dir(
        _PACKAGE, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True,
        directory_filter=lambda path: not path.endswith(("__pycache__", "static")),
    )  # fmt: skip
    for name, _line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        if not name.endswith((".py", ".html", ".txt", ".xml")):
            continue
        template.add(message, None, [(f"forum/{name}", None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return template


def read(name: str) -> Any:
    """The catalogue of that name, empty when there is none yet."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if not _path(name).exists():
        return Catalog(locale=name, project="Sofra", charset="utf-8", fuzzy=False)
    with _path(name).open("rb") as source:
        return read_po(source, locale=name)


def write(name: str, catalogue: Any) -> None:
    """Write a catalogue in one stable form: sorted, without line numbers and dates of today."""
    from babel.messages.pofile import write_po

    catalogue.revision_date = catalogue.creation_date = _DAY  # one day for ever: no change without a change
    catalogue.last_translator = catalogue.language_team = "Sofra"
    catalogue.fuzzy, catalogue.version, catalogue.msgid_bugs_address = False, "1", ""
    catalogue.header_comment = f"# Sofra: the catalogue {name}. See docs/translate.md."
    _path(name).parent.mkdir(parents=True, exist_ok=True)
    with _path(name).open("wb") as target:
        write_po(target, catalogue, width=0, sort_output=True, no_location=True, ignore_obsolete=True)


def update() -> dict[str, int]:
    """Bring the written catalogues up to the code; returns how many messages wait in each."""
    template = extracted()
    waiting = {}
    for name in WRITTEN:
        catalogue = read(name)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        write(name, catalogue)
        waiting[name] = sum(1 for message in catalogue if message.id and not _filled(message))
    return waiting


def _filled(message: Any) -> bool:
    return bool(message.string) and (isinstance(message.string, str) or all(message.string))


def latin() -> Any:
    """Serbian Latin, generated from Cyrillic; placeholders and tags stay."""
    from babel.messages.catalog import Catalog

    from forum.core.text.scripts import to_latin

    target = Catalog(locale=GENERATED, project="Sofra", charset="utf-8", fuzzy=False)
    for message in read("sr_Cyrl"):
        if not message.id:
            continue
        text = message.string
        made = tuple(map(to_latin, text)) if isinstance(text, (tuple, list)) else to_latin(text or "")
        target.add(message.id, made, auto_comments=message.auto_comments, context=message.context)
    return target


def compile_all() -> None:
    """Make the compiled catalogues; Latin is generated first."""
    from babel.messages.mofile import write_mo

    write(GENERATED, latin())
    for name in (*WRITTEN, GENERATED):
        with _path(name).with_suffix(".mo").open("wb") as target:
            write_mo(target, read(name))


def fill(name: str, found: dict[str, Any]) -> list[str]:
    """Enter translations: {message: text or plural forms}, a context before U+0004; returns unknown messages."""
    catalogue = read(name)
    unknown = []
    for key, text in found.items():
        context, _, message_id = key.rpartition("\u0004")
        message = catalogue.get(message_id, context or None)
        if message is None:
            unknown.append(key)
            continue
        message.string = tuple(text) if isinstance(text, list) else text
    write(name, catalogue)
    return unknown


def waiting(name: str) -> list[dict[str, Any]]:
    """Messages of a catalogue without a translation."""
    found = []
    for message in read(name):
        if message.id and not _filled(message):
            key = f"{message.context}\u0004" if message.context else ""
            plural = isinstance(message.id, (tuple, list))
            entry = {"key": key + (message.id[0] if plural else message.id)}
            if plural:
                entry["plural"] = message.id[1]
            found.append(entry)
    return found


@group.command("update")
def update_command() -> None:
    """Extract messages and bring the catalogues up to date."""
    for name, count in update().items():
        click.echo(f"{name}: {count} messages wait for a translation")


@group.command("latin")
def latin_command() -> None:
    """Generate Serbian Latin from Cyrillic."""
    write(GENERATED, latin())
    click.echo("sr_Latn generated from sr_Cyrl")


@group.command("compile")
def compile_command() -> None:
    """Generate Latin and compile every catalogue."""
    compile_all()
    click.echo("catalogues compiled: " + ", ".join((*WRITTEN, GENERATED)))


@group.command("waiting")
@click.argument("name", type=click.Choice(WRITTEN))
def waiting_command(name: str) -> None:
    """List what is not translated, as JSON."""
    click.echo(json.dumps(waiting(name), ensure_ascii=False, indent=1))


@group.command("fill")
@click.argument("name", type=click.Choice(WRITTEN))
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def fill_command(name: str, file: Path) -> None:
    """Enter translations from a JSON object."""
    unknown = fill(name, json.loads(file.read_text(encoding="utf-8")))
    click.echo(f"{name}: entered, {len(unknown)} unknown")
    for key in unknown:
        click.echo(f"  unknown: {key!r}")


@group.command("check")
def check_command() -> None:
    """Check every catalogue; exit code 1 when something is wrong."""
    from forum.cli.catalogue_checks import problems

    found = problems()
    for problem in found:
        click.echo(problem)
    if found:
        raise SystemExit(1)
    click.echo("catalogues are complete and sound")


if __name__ == "__main__":
    group(prog_name="python -m forum.cli.messages")
