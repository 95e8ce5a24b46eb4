"""Every setting, read once from the environment into one frozen value; fails loudly."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(RuntimeError):
    """A setting is missing or unusable; the message names it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings. Each `SOFRA_*` variable is explained in docs/operate.md."""

    secret_key: str
    base_url: str
    data_dir: Path
    database_url: str
    key_dir: Path
    redis_url: str | None = None
    mail_url: str | None = None
    mail_from: str = "Sofra <sofra@localhost>"
    proxies: int = 0
    designation_note: str = "none"
    contact_address: str | None = None
    demo: bool = False
    testing: bool = False

    @property
    def host(self) -> str:
        """Host and port under which the site answers; any other is refused."""
        return urlsplit(self.base_url).netloc

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.base_url.startswith("https://")

    @property
    def loopback(self) -> bool:
        """Whether the site answers on this machine only (demo sign-in links, R40)."""
        return urlsplit(self.base_url).hostname in ("127.0.0.1", "localhost", "::1")

    @property
    def sqlite(self) -> bool:
        """Whether the database is a file of SQLite."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read the environment; raises `BadSetting` naming what is wrong."""
        data_dir = Path(env.get("SOFRA_DATA_DIR") or "data").resolve()
        base_url = (env.get("SOFRA_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise BadSetting("SOFRA_BASE_URL must look like https://sofra.example, without a path")
        note = env.get("SOFRA_DESIGNATION_NOTE") or "none"
        if note not in ("none", "EU", "UN", "CoE"):
            raise BadSetting("SOFRA_DESIGNATION_NOTE is one of none, EU, UN, CoE")
        database_url = env.get("SOFRA_DATABASE_URL") or f"sqlite:///{data_dir / 'sofra.sqlite3'}"
        if not database_url.startswith(("sqlite:///", "postgresql")):
            raise BadSetting("SOFRA_DATABASE_URL begins with sqlite:/// or postgresql://")
        proxies = env.get("SOFRA_PROXIES") or "0"
        if not proxies.isdigit():
            raise BadSetting("SOFRA_PROXIES is the number of proxies in front of Sofra, as a whole number")
        return cls(
            secret_key=_secret(env, data_dir),
            base_url=base_url,
            data_dir=data_dir,
            database_url=database_url,
            key_dir=Path(env.get("SOFRA_KEY_DIR") or data_dir.parent / f"{data_dir.name}-keys").resolve(),
            redis_url=env.get("SOFRA_REDIS_URL") or None,
            mail_url=env.get("SOFRA_MAIL_URL") or None,
            mail_from=env.get("SOFRA_MAIL_FROM") or f"Sofra <sofra@{parts.hostname}>",
            proxies=int(proxies),
            designation_note=note,
            contact_address=env.get("SOFRA_CONTACT_ADDRESS") or None,
            demo=env.get("SOFRA_DEMO") == "1",
        )


def _secret(env: Mapping[str, str], data_dir: Path) -> str:
    secret = env.get("SOFRA_SECRET_KEY") or ""
    kept = data_dir / "secret.key"
    if not secret and kept.is_file():
        secret = kept.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise BadSetting("SOFRA_SECRET_KEY is missing or shorter than 32 characters (`make run` makes one)")
    return secret
