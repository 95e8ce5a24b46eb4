"""People's ways in: what opens, what stays shut, and what a shield hides."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.accounts.rules import factors, names, passwords, sessions, throttles, tokens
from forum.accounts.rules.factors import Approver, ResetProblem
from forum.accounts.rules.names import Audience, DisplayName, NameProblem, OrganisationFacts, PersonFacts, Shown
from forum.accounts.rules.passwords import PasswordProblem as Refused
from forum.accounts.rules.throttles import THROTTLES, Scope
from forum.accounts.rules.tokens import Purpose, TokenFacts

NOW = datetime(2027, 3, 1, 12, 0, 10, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B: `12345678901234567890` in base 32."""
second = timedelta(seconds=1)


# --- passwords -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", Refused.SHORT),
        ("", Refused.SHORT),
        ("x9" * 101, Refused.LONG),
        ("with\0a zero byte", Refused.UNREADABLE),
        ("half of a pair \ud83d", Refused.UNREADABLE),
        ("password1234", Refused.COMMON),
        ("Sunshine-2024!", Refused.COMMON),
        ("P@ssw0rd2024", Refused.COMMON),
        ("1qaz2wsx3edc", Refused.COMMON),
        ("passwordpassword", Refused.REPEATED),
        ("aaaaaaaaaaaaaaaa", Refused.REPEATED),
        ("x7Kqx7Kqx7Kq", Refused.REPEATED),
        ("123456789012", Refused.SEQUENCE),
        ("qwertzuiopasdfg", Refused.SEQUENCE),
        ("987654321abcdef", Refused.SEQUENCE),
        ("sofra sofra 27!", Refused.CONTEXT),
        ("Krasniqi.Arbana7", Refused.CONTEXT),
        ("fondacioni-lumi", Refused.CONTEXT),
        ("LUGINA sofra 2027", Refused.CONTEXT),
    ],
)
def test_a_guessable_password_is_refused_for_the_right_reason(password, why):
    context = passwords.context_words("Arbana Krasniqi", "a.lugina@lumi.example", "Fondacioni Lumi")
    assert why in passwords.password_problems(password, context)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Qëndroj te lumi sot",
        "Љубав према реци",
        "mjesec nad rijekom",
        "x7Kq2mVt9RwLz",
        "sofra ndan bukën me miq",
        "no capital no digit",
        "gjatë" * 2 + " e gjatë po s’harrohet",
    ],
)
def test_a_password_without_capitals_digits_or_signs_is_good_if_nobody_guesses_it(password):
    assert passwords.password_problems(password, passwords.context_words("Arbana Krasniqi")) == ()


def test_twelve_and_two_hundred_characters_are_the_borders():
    long = "".join(chr(0x4E00 + n) for n in range(201))
    assert passwords.password_problems(long[:200]) == ()
    assert passwords.password_problems(long) == (Refused.LONG,)
    assert passwords.password_problems("wq7mK2vTz9Rd") == ()
    assert passwords.password_problems("wq7mK2vTz9R") == (Refused.SHORT,)


def test_two_ways_of_typing_a_letter_are_one_password():
    assert passwords.prepared("qe\u0308ndro") == passwords.prepared("q\u00ebndro")


def test_context_words_are_folded_and_short_ones_left_out():
    assert passwords.context_words("Đorđe Šećer", "d.s@lumi.example") == {
        *("sofra", "djordje", "secer", "lumi", "example")
    }


def test_the_fold_can_be_the_one_of_the_house():
    def reversed_fold(text):
        return text.lower()[::-1]

    context = passwords.context_words("krasniqi", fold=reversed_fold)
    assert Refused.CONTEXT in passwords.password_problems("krasniqi 12345", context, fold=reversed_fold)


@given(st.text(max_size=260))
def test_no_text_at_all_makes_the_password_rule_stumble(text):
    passwords.password_problems(text)


def test_neither_the_list_nor_the_code_library_is_loaded_before_it_is_needed():
    program = "import sys, forum.accounts.rules.passwords, forum.accounts.rules.factors; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "'zxcvbn" not in done.stdout
    assert "'pyotp" not in done.stdout


# --- one-time codes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_rfc_6238(seconds, code):
    now = datetime.fromtimestamp(seconds, UTC)
    assert factors.accepted_step(SECRET, code, now, None) == seconds // 30


def code_at(step):
    return pyotp.TOTP(SECRET).generate_otp(step)


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(-3, 3)), max_size=25))
def test_no_step_is_ever_accepted_twice_nor_one_before_it(attempts):
    last, accepted, now = None, [], NOW
    for wait, drift in attempts:
        now += timedelta(seconds=wait)
        step = factors.accepted_step(SECRET, code_at(int(now.timestamp()) // 30 + drift), now, last)
        if step is not None:
            accepted.append(step)
            last = step
    assert accepted == sorted(set(accepted))


@given(st.integers(-5, 5))
def test_a_code_fits_one_step_around_the_present_and_no_further(drift):
    step = int(NOW.timestamp()) // 30 + drift
    assert (factors.accepted_step(SECRET, code_at(step), NOW, None) == step) == (abs(drift) <= 1)


def test_the_same_code_is_refused_at_once_and_in_the_next_window():
    step = factors.accepted_step(SECRET, code_at(int(NOW.timestamp()) // 30), NOW, None)
    for later in (0, 10, 30):
        assert factors.accepted_step(SECRET, code_at(step), NOW + later * second, step) is None


def test_a_code_may_be_typed_in_groups_and_in_full_width():
    code = code_at(int(NOW.timestamp()) // 30)
    for typed in (
        f" {code[:3]} {code[3:]} ",
        f"{code[:3]}-{code[3:]}",
        code.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ):
        assert factors.accepted_step(SECRET, typed, NOW, None)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "12345a", "１２３", "²²²²²²", "٣٣٣٣٣٣", "\ud800" * 6, "-1234 5"]
)
def test_what_is_no_code_is_refused_without_a_stumble(typed):
    assert factors.accepted_step(SECRET, typed, NOW, None) is None


# --- recovery codes --------------------------------------------------------------------------------------


def test_ten_different_recovery_codes_of_120_bits():
    codes = factors.new_recovery_codes()
    assert len(set(codes)) == 10
    assert {len(code.replace("-", "")) for code in codes} == {24}


def test_a_recovery_code_is_recognised_however_it_is_typed():
    code = "0a1b-2c3d-4e5f-6g7h-8j9k-mnpq"
    for typed in (
        code.upper(),
        code.replace("-", ""),
        code.replace("-", " "),
        "Oalb–2c3d–4e5f–6g7h–8j9k–mnpq",
        f" {code}\n",
    ):
        assert factors.typed_recovery_code(typed) == code


@given(st.text(max_size=40))
def test_other_text_is_no_recovery_code(text):
    code = factors.typed_recovery_code(text)
    assert code is None or factors.typed_recovery_code(code) == code


def test_a_recovery_code_opens_only_for_its_person_and_only_while_stored():
    codes = factors.new_recovery_codes()
    stored = [factors.recovery_hash(code, "anna777") for code in codes]
    found = factors.matching_recovery_hash(codes[3].upper(), "anna777", stored)
    assert found == stored[3]
    assert factors.matching_recovery_hash(codes[3], "boris77", stored) is None
    assert factors.matching_recovery_hash(codes[3], "anna777", stored[:3] + stored[4:]) is None
    assert factors.matching_recovery_hash("nonsense", "anna777", stored) is None


# --- who needs a factor, and who resets a lost one -------------------------------------------------------


@pytest.mark.parametrize("role", ["facilitator", "moderator", "administrator", "coordinator"])
def test_whoever_holds_power_needs_a_second_factor(role):
    assert factors.factor_required(["representative", role])


def test_others_need_it_only_for_endorsing():
    assert not factors.factor_required(["representative", "alternate", "translator"])
    assert not factors.factor_required([])
    assert factors.factor_required(["representative"], endorsing=True)


def test_a_reset_takes_an_administrator_and_a_colleague_never_the_person():
    admin, colleague = Approver(1, administrator=True), Approver(2, mandate_in_same_organisation=True)
    moderator = Approver(3, moderator=True)
    assert factors.reset_problem(9, admin, colleague, colleagues=2) is None
    assert factors.reset_problem(9, admin, moderator, colleagues=0) is None
    assert factors.reset_problem(9, admin, moderator, colleagues=1) is ResetProblem.WRONG_SECOND
    assert factors.reset_problem(9, colleague, moderator, colleagues=1) is ResetProblem.NO_ADMINISTRATOR
    assert factors.reset_problem(2, admin, colleague, colleagues=1) is ResetProblem.ONESELF
    assert factors.reset_problem(1, admin, colleague, colleagues=1) is ResetProblem.ONESELF
    both = Approver(1, administrator=True, moderator=True, mandate_in_same_organisation=True)
    assert factors.reset_problem(9, both, both, colleagues=1) is ResetProblem.SAME_PERSON


def test_a_reset_waits_a_day():
    assert not factors.reset_ready(NOW, NOW + timedelta(hours=24) - second)
    assert factors.reset_ready(NOW, NOW + timedelta(hours=24))


# --- mailed links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "hours"),
    [
        (Purpose.INVITATION, 14 * 24),
        (Purpose.PASSWORD_RESET, 1),
        (Purpose.ADDRESS_CHANGE_OLD, 24),
        (Purpose.ADDRESS_CHANGE_NEW, 24),
        (Purpose.ONE_TIME_SIGN_IN, 24),
    ],
)
def test_each_mailed_link_has_its_time(purpose, hours):
    link, end = TokenFacts(purpose.value, NOW), NOW + timedelta(hours=hours)
    assert tokens.usable(link, purpose, NOW)
    assert tokens.usable(link, purpose, end - second)
    assert not tokens.usable(link, purpose, end)
    assert tokens.expires_at(purpose, NOW) == end


def test_a_link_is_used_once_can_be_revoked_and_serves_one_purpose():
    assert not tokens.usable(TokenFacts("invitation", NOW, used_at=NOW), Purpose.INVITATION, NOW)
    assert not tokens.usable(TokenFacts("invitation", NOW, revoked_at=NOW), Purpose.INVITATION, NOW)
    assert not tokens.usable(TokenFacts("invitation", NOW), Purpose.PASSWORD_RESET, NOW)
    assert tokens.token_hash("t", Purpose.INVITATION) != tokens.token_hash("t", Purpose.PASSWORD_RESET)
    assert set(tokens.LIFETIMES) == set(Purpose)


@given(st.text())
def test_any_text_in_place_of_a_link_is_simply_unknown(text):
    assert len(tokens.token_hash(text, Purpose.INVITATION)) == 64


# --- throttles -------------------------------------------------------------------------------------------


def test_the_limits_are_the_decided_ones():
    assert {scope.value: (t.limit, t.seconds) for scope, t in THROTTLES.items()} == {
        "sign_in_account": (5, 900),
        "sign_in_address": (30, 900),
        "reset_account": (5, 86400),
        "factor_minutes": (5, 300),
        "factor_hour": (20, 3600),
        "report_address": (10, 3600),
    }


def test_the_fifth_attempt_is_allowed_and_the_sixth_is_not():
    assert [throttles.allowed(count, 5) for count in (1, 5, 6)] == [True, True, False]


@given(st.lists(st.integers(0, 400), max_size=60))
def test_around_the_edge_of_a_window_nobody_gets_twice_the_limit(waits):
    throttle, rows, now, passed = THROTTLES[Scope.SIGN_IN_ACCOUNT], {}, NOW, []
    for wait in waits:
        now += wait * second
        window = throttles.window_of(throttle, now)
        rows[window] = rows.get(window, 0) + 1
        if throttles.allowed(
            throttles.sliding_count(throttle, rows.get(window - 1, 0), rows[window], now), throttle.limit
        ):
            passed.append(now)
    for start in passed:
        inside = [at for at in passed if start <= at < start + 900 * second]
        assert len(inside) < 2 * throttle.limit


def test_the_wait_ends_with_the_window():
    throttle = THROTTLES[Scope.FACTOR_MINUTES]
    end = NOW + throttles.retry_after(throttle, NOW)
    assert throttles.window_of(throttle, end) == throttles.window_of(throttle, NOW) + 1
    assert throttles.oldest_window(throttle, NOW) == throttles.window_of(throttle, NOW) - 1


def test_what_was_tried_cannot_be_read_from_the_rows():
    one = throttles.subject_hash(b"k", Scope.SIGN_IN_ACCOUNT, "ana@lumi.example")
    assert "ana" not in one
    assert one != throttles.subject_hash(b"other", Scope.SIGN_IN_ACCOUNT, "ana@lumi.example")
    assert one != throttles.subject_hash(b"k", Scope.RESET_ACCOUNT, "ana@lumi.example")


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("no address", "unknown"),
    ],
)
def test_one_place_of_origin_is_one_subject(address, prefix):
    assert throttles.address_prefix(address) == prefix


# --- sessions (R42) --------------------------------------------------------------------------------------


def test_a_session_ends_after_fourteen_idle_days_or_ninety_in_all():
    assert sessions.session_alive(NOW, NOW, NOW + timedelta(days=14) - second)
    assert not sessions.session_alive(NOW, NOW, NOW + timedelta(days=14))
    late = NOW + timedelta(days=90)
    assert sessions.session_alive(NOW, late - second, late - second)
    assert not sessions.session_alive(NOW, late - second, late)
    assert not sessions.session_alive(NOW, NOW, NOW + second, ended_at=NOW)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 200))
def test_the_announced_end_of_a_session_is_its_end(created, seen, now):
    assume(created <= seen)
    created_at, seen_at, at = (NOW + timedelta(days=days) for days in (created, seen, now))
    assert sessions.session_alive(created_at, seen_at, at) == (at < sessions.session_ends_at(created_at, seen_at))


def test_the_cookie_is_renewed_hourly_and_the_factor_asked_for_after_half_an_hour():
    assert not sessions.cookie_due(NOW, NOW + timedelta(minutes=59, seconds=59))
    assert sessions.cookie_due(NOW, NOW + timedelta(hours=1))
    assert sessions.step_up_needed(None, NOW)
    assert not sessions.step_up_needed(NOW, NOW + timedelta(minutes=29, seconds=59))
    assert sessions.step_up_needed(NOW, NOW + timedelta(minutes=30))


# --- addresses and names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Ana.Krasniqi@Lumi.Example ", "ana.krasniqi@lumi.example"),
        ("ana+sofra@lumi.example", "ana+sofra@lumi.example"),
        ("milica@река.example", "milica@xn--80ajpw.example"),
        ("o'neil@a-b.example", "o'neil@a-b.example"),
    ],
)
def test_an_address_has_one_spelling(typed, address):
    assert names.normal_address(typed) == address
    assert names.normal_address(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ana", "@lumi.example", "ana@", "ana@lumi", "a b@lumi.example", "a@b@lumi.example", ".a@lumi.example"),
        *("a..b@lumi.example", "ana@lumi..example", "ana@-lumi.example", "ana@lumi.example\nBcc: x@y.example"),
        *(
            "ana@lumi.example>",
            "аna@lumi.example",
            "ana@127.0.0.1",
            "a" * 65 + "@lumi.example",
            "a@" + "b" * 260 + ".xk",
        ),
        *("ana@lumi.example\0", "\ud800@lumi.example", "ana@\ud800.example", "ana@lumi.exa mple"),
    ],
)
def test_what_is_no_address_is_refused(typed):
    assert names.normal_address(typed) is None


@given(st.text(max_size=80))
def test_an_accepted_address_can_stand_in_a_mail_header(text):
    address = names.normal_address(text)
    assert address is None or (address.isascii() and address.isprintable() and " " not in address)


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("Arbana Krasniqi-Đorđević", ()),
        ("Љиљана Његош", ()),
        ("Qendra «Lumi» 2030 / Центар Река", ()),
        ("Ğülşen O’Çelik", ()),
        ("", (NameProblem.EMPTY,)),
        ("  –– ", (NameProblem.EMPTY,)),
        ("Аna", (NameProblem.SCRIPTS,)),
        ("A\u200bna", (NameProblem.INVISIBLE,)),
        ("\u202eanA", (NameProblem.INVISIBLE,)),
        ("A\u0301\u0302\u0303na", (NameProblem.MARKS,)),
        ("a" * 121, (NameProblem.LONG,)),
    ],
)
def test_a_name_can_be_anybodys_but_cannot_deceive(name, problems):
    assert names.name_problems(name) == problems


# --- the shield (R7) -------------------------------------------------------------------------------------

MANY = OrganisationFacts("Qendra e Lumit", individual=False, people=4, public_people=2)
ANA = PersonFacts("Ana Krasniqi", shielded=True)


def test_a_shield_hides_the_name_from_the_public_only():
    assert names.display_name(ANA, MANY, Audience.PUBLIC) == DisplayName(Shown.MEMBER_OF, "Qendra e Lumit")
    assert names.display_name(ANA, MANY, Audience.MEMBERS) == DisplayName(Shown.NAME, "Ana Krasniqi")
    open_person = PersonFacts("Ana Krasniqi")
    assert names.display_name(open_person, MANY, Audience.PUBLIC) == DisplayName(Shown.NAME, "Ana Krasniqi")


@pytest.mark.parametrize(
    "organisation",
    [
        None,
        OrganisationFacts("Ana Krasniqi", individual=True, people=1, public_people=1),
        OrganisationFacts("Small", individual=False, people=1, public_people=0),
        OrganisationFacts("One face", individual=False, people=3, public_people=1),
    ],
)
def test_where_the_organisation_would_give_the_person_away_it_is_not_named(organisation):
    assert names.display_name(ANA, organisation, Audience.PUBLIC) == DisplayName(Shown.MEMBER_OF_THE_TABLE)


def test_an_erased_person_is_a_former_member_to_everybody():
    for audience in Audience:
        shown = names.display_name(PersonFacts("Ana Krasniqi", erased=True), MANY, audience)
        assert shown == DisplayName(Shown.FORMER_MEMBER)


people = st.builds(PersonFacts, st.just("Secret Name"), st.just(True), st.booleans())
organisations = st.builds(
    OrganisationFacts, st.just("Secret Name"), st.just(True), st.integers(0, 5), st.integers(0, 5)
)


@given(people, st.none() | organisations)
def test_the_public_never_reads_a_shielded_name(person, organisation):
    assert "Secret" not in names.display_name(person, organisation, Audience.PUBLIC).name
