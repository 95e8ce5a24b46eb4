"""Serve Sofra as in production: prepare the place, then keep gunicorn and the worker running (R40).

`make run` and `make demo` call this. It ends when it is told to (Ctrl-C, SIGTERM) or when gunicorn ends;
a worker that dies is started again.
"""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
GRACE = 12.0
"""Seconds a child may take to finish what it has in hand; gunicorn itself allows its workers ten."""

READY_WITHIN = 60.0
"""Seconds after which a server that does not answer is called broken."""

QUICK_DEATH = 5.0
"""A worker that lived shorter waits this long before it is started again."""


def say(line: str) -> None:
    print(line, flush=True)


class Stop(Exception):
    """Somebody asked us to end."""


def _stop(signum: int, _frame: FrameType | None) -> None:
    raise Stop(signal.Signals(signum).name)


def settings(port: int, data: Path, demo: bool) -> dict[str, str]:
    """The environment for every process: what was set stays, the rest is filled in."""
    env = dict(os.environ, FLASK_APP="wsgi:app", PYTHONUNBUFFERED="1", SOFRA_DATA_DIR=str(data))
    env.setdefault("SOFRA_BASE_URL", f"http://127.0.0.1:{port}")
    env.setdefault("SOFRA_BIND", f"127.0.0.1:{port}")
    if demo:
        env["SOFRA_DEMO"] = "1"
    return env


def check_port(port: int) -> None:
    """Say at once that a port is taken, not after the preparations."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8123")


def prepare_place(data: Path) -> None:
    """The data directory and, unless one is set, a secret key that only its owner may read."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = data / "secret.key"
    if not os.environ.get("SOFRA_SECRET_KEY") and not key.exists():
        say(f"Making a secret key: {key}")
        with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")


def flask(env: dict[str, str], *arguments: str) -> None:
    """Run one `flask` command; a failure ends everything, it has said why."""
    done = subprocess.run([sys.executable, "-m", "flask", *arguments], cwd=ROOT, env=env, check=False)
    if done.returncode:
        sys.exit(f"`flask {' '.join(arguments)}` failed; nothing is served.")


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own: Ctrl-C reaches us, and we tell the children in order."""
    return subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=env, process_group=0)


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish, wait, and only then kill what is left."""
    for child in children:
        with suppress(ProcessLookupError):
            child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def wait_until_ready(web: subprocess.Popen[bytes], env: dict[str, str]) -> None:
    """Return when the server answers; end everything when it does not."""
    host, _, port = env["SOFRA_BIND"].rpartition(":")
    host = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104  asked, not bound
    until = time.monotonic() + READY_WITHIN
    request = urllib.request.Request(f"http://{host}:{port}/healthz")
    request.add_header("Host", env["SOFRA_BASE_URL"].split("://", 1)[-1])
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  always http to ourselves
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            sys.exit(f"The server answers /healthz with {error.code}; see its messages above.")
        except OSError:
            time.sleep(0.1)
    sys.exit("The server did not start; see its messages above.")


def supervise(env: dict[str, str]) -> int:
    """Keep both processes until somebody asks to end or the server ends by itself."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web"] = start(env, "gunicorn", "--config", "bin/gunicorn_conf.py", "wsgi:app")
        children["worker"] = start(env, "flask", "work")
        born = time.monotonic()
        wait_until_ready(children["web"], env)
        say(f"\nSofra is open at {env['SOFRA_BASE_URL']}  (Ctrl-C ends it)")
        while (code := children["web"].poll()) is None:
            if children["worker"].poll() is not None:
                say(f"The worker ended with status {children['worker'].returncode}; starting it again.")
                if time.monotonic() - born < QUICK_DEATH:
                    time.sleep(QUICK_DEATH)
                children["worker"], born = start(env, "flask", "work"), time.monotonic()
            time.sleep(0.5)
        say(f"The server ended with status {code}.")
        return code or 1
    except Stop as asked:
        say(f"\nEnding ({asked}): requests in hand are finished.")
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a child behind
        end(list(children.values()))


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve Sofra as in production.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=Path("data"), help="where the database, mail and keys live")
    parser.add_argument("--demo", action="store_true", help="fill the place with a worked example first")
    chosen = parser.parse_args()
    data = chosen.data.resolve()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        check_port(chosen.port)
        say(f"The place: {data}")
        prepare_place(data)
        env = settings(chosen.port, data, chosen.demo)
        say("Bringing the database up to date (flask db upgrade)")
        flask(env, "db", "upgrade")
        say("Seeding the Joint Statement: 19 demands, 47 signatories (flask seed statement)")
        flask(env, "seed", "statement")
        if chosen.demo:
            say("Seeding the worked example, fictional throughout (flask seed demo)")
            flask(env, "seed", "demo")
        else:
            flask(env, "accounts", "first-link")
    except Stop:
        return 130
    return supervise(env)


if __name__ == "__main__":
    sys.exit(main())
