"""The installation's own signature under what it hands out: Ed25519 over the bytes of a manifest.

The key comes from the environment (EXPORT_SIGNING_KEY, 32 bytes in base64). The embedded servers make one on first
use and keep it beside their data, readable for its owner alone.
"""

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_FILE = "export_signing_key"


def private_key() -> Ed25519PrivateKey:
    """The installation's key. Raises ImproperlyConfigured in production without one, or with one that is no key."""
    if settings.EXPORT_SIGNING_KEY:
        return _from_text(settings.EXPORT_SIGNING_KEY)
    if not settings.EMBEDDED:
        raise ImproperlyConfigured("EXPORT_SIGNING_KEY must be set: 32 random bytes in base64")
    return _from_text(_kept(Path(settings.DATA_DIR) / KEY_FILE))


def _from_text(text: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
    except ValueError as error:
        raise ImproperlyConfigured("EXPORT_SIGNING_KEY must be 32 bytes in base64") from error


def _kept(path: Path) -> str:
    """The key beside the embedded data; two processes that make it at once end up with the same one."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{os.getpid()}")
        with open(part, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as handle:
            handle.write(base64.b64encode(os.urandom(32)).decode())
        try:
            os.link(part, path)  # unlike a rename it never replaces a key already there
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path.read_text()


def sign(data: bytes) -> tuple[bytes, bytes]:
    """Signature in base64 and the public key in PEM."""
    key = private_key()
    return base64.b64encode(key.sign(data)), public_pem(key.public_key())


def public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def is_signed(data: bytes, signature: bytes, pem: bytes) -> bool:
    """Whether the signature in base64 is that of the data by this public key."""
    try:
        key = load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, ValueError):
        return False
    return True
