"""What README, Makefile and docs/operate.md say about running Sofra is so."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ_BY = ("forum/config.py", "bin/gunicorn_conf.py")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def pins(path: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.\[\]_-]+==[^ ;\\]+)", read(path), re.MULTILINE))


def test_every_setting_is_explained_and_every_explained_setting_is_read() -> None:
    used = {name for path in READ_BY for name in re.findall(r"""["'](SOFRA_[A-Z_]+)["']""", read(path))}
    explained = set(re.findall(r"^\| `(SOFRA_[A-Z_]+)`", read("docs/operate.md"), re.MULTILINE))
    assert used == explained


def test_make_help_lists_every_target_a_reader_is_told_of() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    told = set(re.findall(r"make ([a-z]+)\b", read("README.md"))) | {"setup", "run", "demo", "test", "bench", "drill"}
    assert told <= set(re.findall(r"^  make ([a-z-]+)", listed, re.MULTILINE))


def test_the_tests_run_on_the_very_wheels_that_serve() -> None:
    assert pins("requirements/run.lock") <= pins("requirements/test.lock")


def test_locks_carry_hashes_and_no_addresses() -> None:
    for name in ("run", "test"):
        text = read(f"requirements/{name}.lock")
        assert "://" not in text
        for block in re.split(r"\n(?=[a-z])", text):
            assert "--hash=sha256:" in block, block


def test_every_feature_has_its_rooms_checked() -> None:
    """import-linter needs the containers by name; a new feature must stand among them."""
    text = read("pyproject.toml")
    not_features = {"core", "cli"}
    features = {path.parent.name for path in (ROOT / "forum").glob("*/__init__.py")} - not_features
    checked = set(
        re.findall(
            r'"forum\.([a-z]+)"', "".join(re.findall(r"^containers = \[(.*?)\]", text, re.MULTILINE | re.DOTALL))
        )
    )
    assert checked == features


def test_the_web_loads_nothing_that_only_others_need(tmp_path: Path) -> None:
    """Numbers, typesetting, passkeys, migrations: each costs every start and every process its time and memory."""
    heavy = ("numpy", "scipy", "typst", "webauthn", "alembic", "zxcvbn", "pyotp", "segno", "huey")
    code = f"import sys, forum; forum.create_app(); print([name for name in {heavy!r} if name in sys.modules])"
    env = os.environ | {"SOFRA_DATA_DIR": str(tmp_path), "SOFRA_SECRET_KEY": "0" * 64}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
