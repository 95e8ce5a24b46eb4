"""What processes cost: CPU of a whole tree, memory of each worker, start of an interpreter.

Read from /proc, so the benchmark runs on Linux.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes and of the children they have already buried."""
    ticks = 0
    for pid in pids:
        fields = _stat(pid)
        if fields is not None:
            ticks += sum(int(field) for field in fields[11:15])  # utime stime cutime cstime
    return ticks / TICKS


def tree(root: int) -> list[int]:
    """The process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, []))
    return found


def parent(pid: int) -> int | None:
    """The parent of a process on this machine, or None when it is not here."""
    fields = _stat(pid)
    return int(fields[1]) if fields is not None else None


def pss_mib(pid: int) -> float:
    """Memory of one process in MiB, shared pages divided among those who share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"process {pid} tells no Pss")


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/<pid>/stat from the state on; the name before may hold blanks."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


_STARTED = """
import json, resource, sys
{code}
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, sorted({{n.split(".")[0] for n in sys.modules}})]))
"""


def start_up(
    codes: dict[str, str], *, runs: int = 5, env: dict[str, str] | None = None
) -> dict[str, tuple[float, frozenset[str]]]:
    """CPU seconds (median, interpreter included) and top-level modules after each piece of code.

    The pieces take turns, each in a fresh interpreter.
    """
    seconds: dict[str, list[float]] = {name: [] for name in codes}
    modules: dict[str, frozenset[str]] = {}
    for _ in range(runs):
        for name, code in codes.items():
            done = subprocess.run(
                [sys.executable, "-c", _STARTED.format(code=code)],
                env={**os.environ, **(env or {})},
                cwd=Path(__file__).parents[2],
                capture_output=True,
                text=True,
                timeout=60,
            )
            if done.returncode:
                raise RuntimeError(f"start of {name} failed:\n{done.stderr[-2000:]}")
            used, names = json.loads(done.stdout.splitlines()[-1])
            seconds[name].append(used)
            modules[name] = frozenset(names)
    return {name: (median(seconds[name]), modules[name]) for name in codes}
