#!/usr/bin/env python3
"""Check a public log that you have downloaded. Needs Python 3.9 or newer and nothing else.

    python3 verify_log.py log.jsonl
    python3 verify_log.py log.jsonl JS-2027-02-v1.json --head 120:9f2c…
    curl … | python3 verify_log.py -

What is checked:
  chain         every line carries the hash of the line before it (the first one 64 zeros), and its own hash
                is the SHA-256 of its canonical JSON without the field "hash" (and without salt and payload);
  commitments   where salt and payload are given, SHA-256(salt + canonical payload) is the line's commitment;
                where they are missing they were erased, which is reported and breaks nothing;
  publications  each further file is canonical JSON whose SHA-256 is named by an entry of the log, and by
                the file beside it with the ending .sha256, if there is one;
  heads         each --head N:HASH noted earlier is still line N: a log cut short or written anew shows.

Canonical JSON: UTF-8, text in Unicode form NFC, keys sorted, no white space, integers only. Every line must
be written exactly so; the log holds no second spelling of anything.

The last line printed is the head. Note it, or let others note it: it is how a rewritten log is recognised.
Exit: 0 everything holds, 1 problems were found (each is named), 2 the input cannot be used.
"""

# ruff: noqa: T201  (a command that prints)

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from pathlib import Path

ENTRY_FIELDS = {"n", "at_minute", "type", "actor_role", "organisation", "object", "commitment", "prev_hash", "hash"}
SECRET_FIELDS = {"salt", "payload"}
GENESIS = "0" * 64
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ\Z", re.ASCII)
ERASED = "payload_erased"
PUBLISHED = ("publication_published", "publication_erratum")
LONGEST_NESTING = 60


class Unusable(Exception):
    """The input is not something this program can check."""


def sha256(data):
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def normal(value, depth=0):
    """The value with all text in NFC; refuses what canonical JSON does not know."""
    if depth > LONGEST_NESTING:
        raise ValueError("nested too deeply")
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): normal(item, depth + 1) for key, item in value.items()}
    raise ValueError("a number that is not an integer")


def canonical(value):
    """The one spelling of a value, as bytes."""
    text = json.dumps(normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def parse(data):
    """The value of canonical JSON; `ValueError` in words when it is anything else."""
    try:
        value = json.loads(data.decode("utf-8"))
        same = canonical(value) == data
    except UnicodeError:
        raise ValueError("is not UTF-8 text") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"is not canonical JSON: {error}") from None
    if not same:
        raise ValueError("is not canonical JSON: the same value has another spelling")
    return value


def is_text(value):
    """Whether the value is text."""
    return isinstance(value, str)


def shape_problem(line):
    """What is wrong with the fields of a line, or None."""
    if not isinstance(line, dict):
        return "is not an object"
    fields = set(line)
    if fields not in (ENTRY_FIELDS, ENTRY_FIELDS | SECRET_FIELDS):
        return "has other fields than an entry has: " + ", ".join(sorted(fields ^ ENTRY_FIELDS))
    if not isinstance(line["n"], int) or isinstance(line["n"], bool):
        return "has a number n that is none"
    for field in ("type", "actor_role", "object"):
        if not is_text(line[field]):
            return f"has no text in the field {field}"
    if line["organisation"] is not None and not is_text(line["organisation"]):
        return "has neither text nor null in the field organisation"
    if not is_text(line["at_minute"]) or not MINUTE.match(line["at_minute"]):
        return "has a time that is not written as 2027-02-03T14:05Z"
    for field in ("commitment", "prev_hash", "hash") + (("salt",) if "salt" in line else ()):
        if not is_text(line[field]) or not HEX64.match(line[field]):
            return f"has no 64 hexadecimal digits in the field {field}"
    return None


class Log:
    """The lines read so far: where the chain stands, what was wrong, what later questions need."""

    def __init__(self):
        self.problems = []
        self.hashes = {}
        self.erased = []
        self.announced_erasures = set()
        self.published = {}
        self.n = 0
        self.head: str | None = GENESIS

    def problem(self, number, text):
        self.problems.append(f"line {number} {text}")

    def read(self, number, data):
        """Take one line of the file, without its line feed."""
        try:
            line = parse(data)
            wrong = shape_problem(line)
        except ValueError as error:
            line, wrong = None, str(error)
        if wrong:
            self.problem(number, wrong)
            # What stood here is unknown: the next line is measured against its own claim, not against a gap.
            self.n, self.head = self.n + 1, None
            return
        self.link(number, line)
        self.open(number, line)

    def link(self, number, line):
        """Check number, predecessor and own hash."""
        if line["n"] != self.n + 1:
            self.problem(number, f"is entry {line['n']}, expected entry {self.n + 1}")
        if self.head is not None and line["prev_hash"] != self.head:
            self.problem(number, "does not follow the line before it (prev_hash differs)")
        facts = {field: line[field] for field in ENTRY_FIELDS if field != "hash"}
        if sha256(canonical(facts)) != line["hash"]:
            self.problem(number, "was changed: its hash is not the hash of what it says")
        self.n, self.head = line["n"], line["hash"]
        self.hashes[line["n"]] = line["hash"]

    def open(self, number, line):
        """Check the commitment, and remember which publications and erasures the entry names."""
        if line["type"] == ERASED:
            self.announced_erasures.add(line["object"])
        if "salt" not in line:
            self.erased.append(line["n"])
            return
        if sha256(bytes.fromhex(line["salt"]) + canonical(line["payload"])) != line["commitment"]:
            self.problem(number, "has a payload that is not the one committed to")
        elif line["type"] in PUBLISHED and isinstance(line["payload"], dict):
            named = line["payload"].get("sha256")
            if is_text(named):
                self.published[named] = line["n"]


def read_log(data):
    """Check the bytes of a whole log; returns the `Log` with its problems."""
    if not data.strip():
        raise Unusable("the log is empty: there is nothing to check")
    log = Log()
    lines = data.split(b"\n")
    last = lines.pop()
    for number, line in enumerate(lines, start=1):
        log.read(number, line)
    if last:
        log.problem(len(lines) + 1, "has no end: the file was cut or changed there")
        log.read(len(lines) + 1, last)
    if not log.hashes and not data.startswith(b"{"):
        raise Unusable("no line of the input is an entry of a log")
    return log


def head_problem(log, noted):
    """What is wrong with a head noted earlier (`N:HASH`), or None."""
    number, _, value = noted.partition(":")
    if not re.match(r"\d{1,12}\Z", number, re.ASCII) or not HEX64.match(value):
        raise Unusable(f"a head is written N:HASH, with 64 hexadecimal digits: {noted}")
    n = int(number)
    known = GENESIS if n == 0 else log.hashes.get(n)
    if known is None:
        return f"head {n}: the log has no such entry any more, it ends at {log.n}"
    if known != value:
        return f"head {n}: the log has another entry there now, it was written anew"
    return None


def publication_problems(log, name, data, beside=None):
    """What is wrong with a publication: its bytes, and the text of the .sha256 file beside it, if any."""
    problems = []
    try:
        parse(data)
    except ValueError as error:
        problems.append(f"{name} {error}")
    own = sha256(data)
    if own not in log.published:
        problems.append(f"{name}: no entry of the log names its hash {own}")
    if beside is not None and beside.split()[:1] != [own.encode("ascii")]:
        problems.append(f"{name}: the file beside it names another hash")
    return problems


def report(log):
    """Lines about what is not wrong but worth knowing."""
    for n in log.erased:
        told = "an entry says so" if f"log/{n}" in log.announced_erasures else "no entry says so"
        yield f"entry {n}: payload erased ({told}); the chain does not need it"


def read_file(path):
    """The bytes of a file, or of standard input for `-`."""
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        return Path(path).read_bytes()
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from None


def beside_of(path):
    """The content of the .sha256 file beside a publication, or None."""
    for candidate in (Path(path + ".sha256"), Path(path).with_suffix(".sha256")):
        if candidate.exists():
            return read_file(candidate)
    return None


def check(log_path, publications, heads):
    """Everything the command line asks for; returns the log and all problems."""
    log = read_log(read_file(log_path))
    problems = list(log.problems)
    for noted in heads:
        problems.append(head_problem(log, noted))
    for path in publications:
        problems.extend(publication_problems(log, path, read_file(path), beside_of(path)))
    return log, [problem for problem in problems if problem]


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Check a downloaded public log and the publications it names.")
    parser.add_argument("log", help="the file log.jsonl, or - for standard input")
    parser.add_argument("publications", nargs="*", help="publications as JSON, as downloaded")
    parser.add_argument("--head", action="append", default=[], metavar="N:HASH", help="a head noted earlier")
    given = parser.parse_args(arguments)
    try:
        log, problems = check(given.log, given.publications, given.head)
    except Unusable as error:
        print(f"cannot check: {error}", file=sys.stderr)
        return 2
    for note in report(log):
        print(note)
    for problem in problems:
        print(f"PROBLEM {problem}")
    print(f"{len(log.hashes)} entries, {len(log.erased)} erased payloads, {len(problems)} problems")
    print(f"head {log.n}:{log.head or 'unknown'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
