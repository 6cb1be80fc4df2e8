"""СНИЛС at rest: a keyed hash to match by, and a sealed text to export; the key lies outside the database.

Both rest on one key of 32 bytes, from which HKDF (RFC 5869) draws a key for each use, so that neither tells
of the other. The hash is HMAC-SHA256: without the key a table of all possible numbers is of no use. The seal
is AES-256-GCM with a random nonce.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = "1."
"""Stands before each sealed text, so that another seal may come after this one."""


class Keyring:
    """What can be done with the key; its repr shows none of it."""

    def __init__(self, key: bytes) -> None:
        """Take the key; raises ValueError where it is not 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError("the key must be 32 bytes")
        self._hash_key = _derived(key, b"marshrut snils hash")
        self._mark_key = _derived(key, b"marshrut mark")
        self._cipher = AESGCM(_derived(key, b"marshrut seal"))

    def snils_hash(self, digits: str) -> str:
        """Return the hash, 64 hex digits, of a СНИЛС given as eleven digits."""
        return hmac.new(self._hash_key, digits.encode(), hashlib.sha256).hexdigest()

    def mark(self, text: str) -> str:
        """Return the mark, 64 hex digits, that only this key gives a text: what we wrote comes back as it was."""
        return hmac.new(self._mark_key, text.encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str) -> str:
        """Return the text encrypted, differently each time."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), _FORM.encode())
        return _FORM + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """Return a sealed text; raises ValueError where it was sealed with another key, or altered."""
        try:
            raw = base64.b64decode(sealed.removeprefix(_FORM), altchars=b"-_", validate=True)
            opened = self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _FORM.encode())
        except (InvalidTag, binascii.Error, ValueError):
            raise ValueError("sealed with another key, or altered") from None
        return opened.decode()


def new_key() -> bytes:
    """Return a random key."""
    return secrets.token_bytes(KEY_BYTES)


def key_text(key: bytes) -> str:
    """Return the key as it is written to a file or a variable."""
    return base64.urlsafe_b64encode(key).decode()


def key_of(text: str) -> bytes:
    """Return the key from its text; raises ValueError where it is none."""
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError("the key must be 32 bytes")
    return key


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
