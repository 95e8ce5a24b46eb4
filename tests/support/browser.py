"""The system's Chromium, driven by Playwright; no browser is downloaded."""

import os
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# The shell is the same browser without its own windows and pages, at a fifth of the cost.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--force-prefers-reduced-motion")  # fmt: skip


@cache
def chromium() -> Path | None:
    """Where the browser is."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def launch(playwright: "Playwright") -> "Browser":
    """Start the browser without a window. Take `require("browser")` first."""
    path = chromium()
    assert path is not None, "no Chromium"
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium refuses to run as root with it
    return playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
