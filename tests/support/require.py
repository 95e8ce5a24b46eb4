"""Skip by name, or fail: `SOFRA_REQUIRE=postgres,redis,browser,spell` forbids to skip what is named."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support import browser, postgres, redis, spell

SERVICES = {
    "postgres": (postgres.binaries, "no PostgreSQL binaries: install postgresql"),
    "redis": (redis.binary, "no redis-server: install redis-server"),
    "browser": (browser.chromium, "no Chromium: install chromium-headless-shell or chromium"),
    "spell": (spell.dictionaries, "no hunspell with sq and sr dictionaries: install hunspell hunspell-sr myspell-sq"),
}


def required() -> set[str]:
    """The services whose absence is a failure."""
    return {name.strip() for name in os.environ.get("SOFRA_REQUIRE", "").split(",") if name.strip()}


def missing(service: str) -> str | None:
    """Why a service cannot be used here, or None when it can."""
    find, reason = SERVICES[service]
    return None if find() else reason


def require(service: str) -> None:
    """Go on if the service is here; else skip with its name, or fail if SOFRA_REQUIRE names it."""
    if reason := missing(service):
        _absent(service, reason)


def _absent(service: str, reason: str) -> NoReturn:
    if service in required():
        pytest.fail(f"SOFRA_REQUIRE names {service}, but there is {reason}", pytrace=False)
    pytest.skip(f"{service}: {reason}")


def unknown() -> set[str]:
    """What SOFRA_REQUIRE names that nobody knows: a typing error must not make a run look complete."""
    return required() - set(SERVICES)


def temporary_root() -> Path:
    """Where private services live: short, because the address of a Unix socket has 107 bytes."""
    return Path("/tmp" if sys.platform != "win32" else os.environ["TEMP"])
