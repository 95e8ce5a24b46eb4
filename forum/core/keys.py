"""Random public keys (R36) and secrets for mailed links."""

import hashlib
import os
import secrets

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Base 32 without l, o, 0 and 1: nobody misreads a key aloud."""


def new_key(length: int = 7) -> str:
    """A random public key: five bits of chance a character, all asked for at once."""
    return "".join(ALPHABET[byte & 31] for byte in os.urandom(length))


def new_secret() -> str:
    """A random secret for a mailed link, 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is stored of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
