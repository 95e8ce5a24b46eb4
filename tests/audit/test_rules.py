"""The log: nothing can be changed, cut or rewritten unnoticed, and what names somebody can still be erased."""

import importlib.util
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import forum.core
from forum.audit import rules
from forum.audit.rules import ActorRole, Broken, EntryType, Facts, Secret
from forum.core.canonical import canonical

VERIFIER = Path(forum.core.__file__).parent / "static" / "verify_log.py"
AT = datetime(2027, 2, 3, 14, 5, 59, tzinfo=UTC)
PUBLICATION = canonical({"number": "JS-2027-02", "version": 1, "title": {"sq": "Qëndrim", "sr": "Став"}})


def load_verifier():
    spec = importlib.util.spec_from_file_location("verify_log", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verifier = load_verifier()


def write_log(length=12):
    """A believable log: entries, and the secrets beside them."""
    chance = random.Random(7)
    entries, secrets, prev = [], {}, None
    for n in range(1, length + 1):
        kind = list(EntryType)[n % len(EntryType)]
        payload = {"reason": f"Në pajtim – у складу {n}", "count": n, "open": n % 2 == 0, "rest": [None, "č", {"a": 1}]}
        if n == 3:
            kind, payload = EntryType.PUBLICATION_PUBLISHED, {"version": 1, "sha256": sha256(PUBLICATION).hexdigest()}
        secrets[n] = Secret(chance.randbytes(rules.SALT_BYTES), payload)
        facts = Facts(kind, ActorRole.COORDINATOR, f"organisation/k{n}", "k3jx2ma" if n % 3 else None)
        prev = rules.seal(facts, AT + timedelta(hours=n), rules.commitment_of(payload, secrets[n].salt), prev)
        entries.append(prev)
    return entries, secrets


ENTRIES, SECRETS = write_log()


def export(entries=ENTRIES, secrets=SECRETS):
    return b"".join(rules.export_line(entry, secrets.get(entry.n)) for entry in entries)


def problems_of(data):
    try:
        return verifier.read_log(data).problems
    except verifier.Unusable as error:
        return [str(error)]


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# --- sealing ---------------------------------------------------------------------------------------------


def test_the_first_entry_follows_sixty_four_zeros_and_the_next_one_follows_it():
    first, second = ENTRIES[:2]
    assert (first.n, first.prev_hash) == (1, "0" * 64)
    assert (second.n, second.prev_hash) == (2, first.hash)


def test_the_hash_covers_every_field_but_itself():
    facts = {name: getattr(ENTRIES[4], name) for name in ENTRIES[4].__slots__ if name != "hash"}
    assert ENTRIES[4].hash == sha256(canonical(facts)).hexdigest()


def test_the_commitment_is_the_hash_of_salt_and_payload():
    payload, salt = {"b": 1, "a": "č"}, b"s" * 32
    assert rules.commitment_of(payload, salt) == sha256(salt + '{"a":"č","b":1}'.encode()).hexdigest()


@pytest.mark.parametrize("salt", [b"", b"short", b"s" * 33])
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(ValueError, match="32 bytes"):
        rules.commitment_of({}, salt)


def test_times_are_rounded_down_to_the_minute_and_shown_in_utc():
    belgrade = timezone(timedelta(hours=1))
    assert rules.minute(AT) == "2027-02-03T14:05Z"
    assert rules.minute(datetime(2027, 2, 3, 0, 0, 30, tzinfo=belgrade)) == "2027-02-02T23:00Z"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        rules.minute(AT.replace(tzinfo=None))


def test_an_unknown_type_or_role_or_a_strange_commitment_is_refused():
    good = rules.commitment_of({}, b"s" * 32)
    with pytest.raises(ValueError, match="gossip"):
        rules.seal(Facts("gossip", ActorRole.MEMBER, "x"), AT, good, None)
    with pytest.raises(ValueError, match="king"):
        rules.seal(Facts(EntryType.POST_HIDDEN, "king", "x"), AT, good, None)
    with pytest.raises(ValueError, match="64 hexadecimal"):
        rules.seal(Facts(EntryType.POST_HIDDEN, ActorRole.MODERATOR, "x"), AT, good.upper(), None)


# --- names (R29) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["person", "person_id", "email", "by", "confirmed_by"])
def test_no_payload_names_a_person_however_deep(field):
    for payload in ({field: 1}, {"list": [{"x": {field: "Ana"}}]}):
        with pytest.raises(rules.UnfitPayload, match=field):
            rules.check_payload(EntryType.STANCE_RECORDED, payload)


def test_organisations_are_named_where_they_act_and_nowhere_else():
    rules.check_payload(EntryType.STANCE_RECORDED, {"organisation_name": "Qendra e Lumit", "value": "endorse"})
    with pytest.raises(rules.UnfitPayload):
        rules.check_payload(EntryType.POST_HIDDEN, {"organisation_name": "Qendra e Lumit"})


# --- the chain -------------------------------------------------------------------------------------------


def test_an_untouched_chain_has_no_problem_whole_or_in_part():
    assert rules.verify_chain(ENTRIES) == []
    assert rules.verify_chain(ENTRIES[5:], after=ENTRIES[4]) == []
    assert rules.verify_secrets(ENTRIES, SECRETS) == []
    assert rules.verify_chain([]) == []


@given(st.integers(0, 11), st.sampled_from(["at_minute", "type", "actor_role", "organisation", "object", "commitment"]))
def test_a_changed_field_is_found_in_its_entry(index, field):
    changed = list(ENTRIES)
    changed[index] = replace(changed[index], **{field: "other"})
    assert rules.verify_chain(changed) == [rules.Problem(index + 1, Broken.HASH)]


@given(st.integers(0, 10))
def test_an_entry_left_out_or_two_swapped_are_found(index):
    assert rules.verify_chain(ENTRIES[:index] + ENTRIES[index + 1 :])
    swapped = list(ENTRIES)
    swapped[index : index + 2] = swapped[index + 1], swapped[index]
    assert rules.verify_chain(swapped)


def test_a_changed_entry_with_its_hash_made_anew_breaks_the_next_one():
    changed = list(ENTRIES)
    forged = replace(changed[3], object="organisation/other")
    changed[3] = replace(forged, hash=rules.entry_hash(forged))
    assert rules.verify_chain(changed) == [rules.Problem(5, Broken.PREVIOUS)]


def test_a_changed_payload_or_salt_is_found():
    other = SECRETS | {4: Secret(SECRETS[4].salt, {"reason": "other"}), 5: Secret(b"x" * 32, SECRETS[5].payload)}
    other[6] = Secret(b"short", {"float": 1.5})
    assert rules.verify_secrets(ENTRIES, other) == [rules.Problem(n, Broken.COMMITMENT) for n in (4, 5, 6)]


# --- the stand-alone verifier ----------------------------------------------------------------------------


def test_the_verifier_accepts_the_export_and_stays_small():
    log = verifier.read_log(export())
    assert (log.problems, log.n, log.head) == ([], 12, ENTRIES[-1].hash)
    source = VERIFIER.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    assert "forum" not in source


def test_a_thousand_flipped_bits_in_the_log_are_all_found():
    data, chance = export(), random.Random(17)
    for bit in (chance.randrange(len(data) * 8) for _ in range(1000)):
        assert problems_of(flipped(data, bit)), f"bit {bit} changed unnoticed"


def test_a_thousand_flipped_bits_are_found_although_payloads_are_erased():
    data, chance = export(secrets={}), random.Random(18)
    for bit in (chance.randrange(len(data) * 8) for _ in range(1000)):
        assert problems_of(flipped(data, bit)), f"bit {bit} changed unnoticed"


def test_every_flipped_bit_of_a_publication_is_found():
    log = verifier.read_log(export())
    assert verifier.publication_problems(log, "p.json", PUBLICATION) == []
    for bit in range(len(PUBLICATION) * 8):
        assert verifier.publication_problems(log, "p.json", flipped(PUBLICATION, bit))


def test_flipped_bits_in_the_file_beside_a_publication_are_found():
    log, beside = verifier.read_log(export()), sha256(PUBLICATION).hexdigest().encode() + b"  p.json\n"
    assert verifier.publication_problems(log, "p.json", PUBLICATION, beside) == []
    for bit in range(64 * 8):
        assert verifier.publication_problems(log, "p.json", PUBLICATION, flipped(beside, bit))


@given(st.sets(st.integers(1, 12)))
def test_erasing_payloads_keeps_the_chain_and_is_reported(gone):
    kept = {n: secret for n, secret in SECRETS.items() if n not in gone}
    log = verifier.read_log(export(secrets=kept))
    assert log.problems == []
    assert log.erased == sorted(gone)
    assert rules.verify_secrets(ENTRIES, kept) == []


def test_an_erasure_that_an_entry_tells_of_is_told_apart():
    salt = b"e" * 32
    facts = rules.erasure(4, ActorRole.OPERATOR)
    entries = [*ENTRIES, rules.seal(facts, AT, rules.commitment_of({"reason": "safety"}, salt), ENTRIES[-1])]
    secrets = {n: secret for n, secret in SECRETS.items() if n not in (4, 5)} | {13: Secret(salt, {"reason": "safety"})}
    notes = list(verifier.report(verifier.read_log(export(entries, secrets))))
    assert [("entry 4" in note, "an entry says so" in note) for note in notes] == [(True, True), (False, False)]


def test_a_shortened_or_rewritten_log_does_not_match_a_head_noted_before():
    log = verifier.read_log(export())
    assert verifier.head_problem(log, rules.head_note(ENTRIES[7])) is None
    assert verifier.head_problem(log, rules.head_note(None)) is None
    short = verifier.read_log(export(ENTRIES[:6]))
    assert short.problems == []
    assert "ends at 6" in verifier.head_problem(short, rules.head_note(ENTRIES[7]))
    forked, prev = [], None
    for entry in ENTRIES:
        facts = Facts(EntryType(entry.type), ActorRole.OPERATOR, entry.object, entry.organisation)
        prev = rules.seal(facts, AT, entry.commitment, prev)
        forked.append(prev)
    fork = verifier.read_log(export(forked))
    assert fork.problems == []
    assert "written anew" in verifier.head_problem(fork, rules.head_note(ENTRIES[7]))


def test_a_whole_line_left_out_doubled_or_half_cut_is_found():
    lines = export().splitlines(keepends=True)
    for changed in (lines[1:], lines[:4] + lines[5:], lines[:4] + lines[3:], [*lines[:-1], lines[-1][:-1]]):
        assert problems_of(b"".join(changed))


def test_a_line_in_another_spelling_is_found():
    data = export()
    for changed in (data.replace(b":1,", b": 1,", 1), data.replace("č".encode(), b"\\u010d", 1), data + b"\n"):
        assert changed != data
        assert problems_of(changed)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abč\u0063\u030cЉ"), inner, max_size=4),
    max_leaves=8,
)


@given(json_values)
@example({"é": "e\u0301", "z": [1, True, None]})
def test_verifier_and_forum_spell_canonical_json_alike(value):
    assert verifier.canonical(value) == canonical(value)


@given(st.binary(max_size=200))
def test_the_verifier_never_stumbles_over_rubbish(data):
    assert problems_of(data)


def run(*arguments, stdin=b""):
    command = [sys.executable, "-I", str(VERIFIER), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_the_command_says_zero_one_or_two(tmp_path):
    log, publication = tmp_path / "log.jsonl", tmp_path / "JS-2027-02.json"
    log.write_bytes(export())
    publication.write_bytes(PUBLICATION)
    Path(f"{publication}.sha256").write_text(sha256(PUBLICATION).hexdigest())
    good = run(str(log), str(publication), "--head", rules.head_note(ENTRIES[3]))
    assert (good.returncode, good.stderr) == (0, b"")
    assert f"head 12:{ENTRIES[-1].hash}".encode() in good.stdout
    bad = run("-", stdin=flipped(export(), 9000))
    assert bad.returncode == 1
    assert b"PROBLEM line " in bad.stdout
    assert run(str(log), "--head", "99:" + "0" * 64).returncode == 1
    for unusable in (run(str(tmp_path / "none")), run("-"), run("-", stdin=b"<html>"), run(str(log), "--head", "x")):
        assert unusable.returncode == 2
        assert unusable.stdout == b""
        assert unusable.stderr
