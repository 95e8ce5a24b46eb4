"""Starting private services so that none outlives the tests."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PATIENCE = 30.0
"""Seconds a service may take to start on a busy machine."""


def free_port() -> int:
    """A port of the loopback address that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> str | None:
    """The user for services that refuse to run as root; None: we are not root, no change is needed."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: a killed test run leaves nothing behind


def start(
    command: Sequence[str | Path],
    log: Path,
    *,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a service that ends with this process at the latest; what it says goes to `log`."""
    group = pwd.getpwnam(user).pw_gid if user else None
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            user=user,
            group=group,
            extra_groups=[] if user else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            preexec_fn=_end_with_parent,
        )


def wait_until(
    ready: Callable[[], bool], service: subprocess.Popen[bytes], log: Path, patience: float = PATIENCE
) -> None:
    """Return when `ready()`; raise with the service's own words when it ended or takes too long."""
    until = time.monotonic() + patience
    while time.monotonic() < until and service.poll() is None:
        if ready():
            return
        time.sleep(0.02)
    stop(service)
    raise RuntimeError(f"{service.args} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def stop(service: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """End a service; kill it if it does not listen."""
    if service.poll() is None:
        service.send_signal(how)
    try:
        service.wait(15)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()


def answers(port: int) -> bool:
    """Whether somebody listens on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
