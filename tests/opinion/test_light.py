"""What the web process reads of the analysis loads no arrays."""

import subprocess
import sys

from tests.house.laws import ANALYSIS, PLAIN_ANALYSIS, ROOT


def test_plain_modules_load_neither_numpy_nor_scipy() -> None:
    there = sorted(name.removesuffix(".py") for name in PLAIN_ANALYSIS if (ROOT / ANALYSIS / name).exists())
    assert {"results", "published", "publishable"} <= set(there)
    imports = "; ".join(f"import forum.opinion.analysis.{name}" for name in there if name != "__init__")
    code = f"{imports}; import sys; print(sorted({{'numpy', 'scipy'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
