"""One spelling and one hash for a publication, and the way back.

Every field is written, in the order-free form of `core.canonical`; what the reader of a stored publication
does not know is refused, because a part that is silently dropped would change the hash.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from forum.core.canonical import digest
from forum.publication.rules.content import FORMAT, Content


class UnknownFormat(ValueError):
    """The stored content is not a publication of this format."""


def to_canonical(content: Content) -> dict[str, Any]:
    """The publication as JSON values: integers, text, lists and objects only."""
    written: dict[str, Any] = _written(content)
    return written


def from_canonical(value: Mapping[str, Any]) -> Content:
    """The publication that `to_canonical` wrote; raises `UnknownFormat` for anything else."""
    if value.get("format") != FORMAT:
        raise UnknownFormat(f"not {FORMAT}: {value.get('format')!r}")
    content: Content = _read(Content, value, "publication")
    return content


def sha256(content: Content) -> str:
    """The hash under which a version is cited and chained to the next one."""
    return digest(to_canonical(content))


def _written(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _written(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple | list):
        return [_written(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _written(item) for key, item in value.items()}
    return value


def _read(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind):
        return _read_record(kind, value, where)
    if kind is Any:
        return value
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(
            _read(get_args(kind)[0], item, f"{where}[{at}]") for at, item in enumerate(_is(list, value, where))
        )
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(kind)[1]
        return {key: _read(inner, item, f"{where}.{key}") for key, item in _is(dict, value, where).items()}
    allowed = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    if type(value) not in allowed:
        raise UnknownFormat(f"{where} is {type(value).__name__}")
    return value


def _read_record(kind: Any, value: Any, where: str) -> Any:
    given = _is(dict, value, where)
    hints = get_type_hints(kind)
    if given.keys() != hints.keys():
        odd = ", ".join(sorted(given.keys() ^ hints.keys()))
        raise UnknownFormat(f"{where} has other parts than expected: {odd}")
    return kind(**{name: _read(hint, given[name], f"{where}.{name}") for name, hint in hints.items()})


def _is(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind):
        raise UnknownFormat(f"{where} is {type(value).__name__}")
    return value
