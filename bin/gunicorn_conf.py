"""How gunicorn serves Sofra (R40): a process per core, at most four, with two threads each.

`SOFRA_BIND` and `WEB_CONCURRENCY` are read here; everything else Sofra reads itself (docs/operate.md).
"""

import gc
import os
from pathlib import Path
from typing import Any


def _cores() -> int:
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


bind = os.environ.get("SOFRA_BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, _cores()))
worker_class = "gthread"
threads = 2
preload_app = True  # read once, shared by all processes; nothing is opened before they part
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat must not wait for a disk
timeout = 30
graceful_timeout = 10
keepalive = 5
accesslog = None  # Sofra writes one JSON line a request itself
loglevel = "warning"
control_socket_disable = True  # nothing besides HTTP to talk to
proc_name = "sofra"


def pre_fork(_server: Any, _worker: Any) -> None:
    """What was read stays shared: the collector leaves it alone, so no process gets a copy of its own (30 MiB each)."""
    gc.collect()
    gc.freeze()
