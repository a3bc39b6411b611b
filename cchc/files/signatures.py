"""Digital signatures of a PDF: who signed, when, whether it holds, and whether the document was changed since.

Reading only: nothing is fetched from the network, so a certificate's revocation is not asked after. Certificates are
trusted when they lead to one in `settings.SIGNATURE_TRUST_ROOTS`, a folder of .pem, .crt and .cer files (the public
service for state agencies is run by the Ban Cơ yếu Chính phủ, Decree 68/2024/NĐ-CP).
"""

import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from cchc.files.signed import Change, Signature, Trust, is_marked

__all__ = ["Change", "Signature", "SignaturesUnreadable", "Trust", "load_roots", "read_signatures", "trust_roots"]

_READ_MAX = 20
_TEXT_MAX = 200
_UNIT = ("organizational_unit_name", "organization_name")
_ENDINGS = {".pem", ".crt", ".cer"}
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
# What pyHanko and asn1crypto let out of files whose parts contradict each other; found by feeding them damaged ones.
_DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    InvalidSignature,
    LookupError,
    NotImplementedError,
    OSError,
    PdfError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
    zlib.error,
)


_TRUST_OF: dict[Any, Trust] = {
    AdESFailure.REVOKED: Trust.REVOKED,
    AdESIndeterminate.EXPIRED: Trust.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Trust.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Trust.EXPIRED,
    AdESIndeterminate.REVOKED_NO_POE: Trust.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: Trust.REVOKED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Trust.WRONG_USAGE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Trust.WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Trust.WEAK,
}


class SignaturesUnreadable(ValueError):
    """The PDF has signatures that can't be read; the message says why, for the page."""


def read_signatures(file: IO[bytes], *, roots: Sequence[x509.Certificate] | None = None) -> list[Signature]:
    """The signatures in their order, empty for an unsigned PDF; at most 20 are read.

    `file` must be seekable. `roots` defaults to the configured ones. Raises `SignaturesUnreadable`.
    """
    if not is_marked(file):
        return []
    trusted = trust_roots() if roots is None else list(roots)
    try:
        found = _open(file).embedded_regular_signatures[:_READ_MAX]
        return [_read(embedded, trusted) for embedded in found]
    except _DAMAGED as error:
        if isinstance(error, SignaturesUnreadable):
            raise
        raise SignaturesUnreadable("Không đọc được chữ ký số trong tệp PDF; phần chữ ký bị hỏng.") from error


def trust_roots() -> list[x509.Certificate]:
    """The certificates in the configured folder; none where no folder is configured or it is empty.

    Raises ValueError for a file that is no certificate: a root that was overlooked must not pass for «none».
    """
    folder = getattr(settings, "SIGNATURE_TRUST_ROOTS", "")
    return load_roots(Path(folder)) if folder else []


def load_roots(folder: Path) -> list[x509.Certificate]:
    """The certificates in a folder. Raises ValueError for a file that is none."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    return [certificate for path in files for certificate in load_certs_from_pemder([str(path)])]  # type: ignore[no-untyped-call]


def _open(file: IO[bytes]) -> PdfFileReader:
    file.seek(0)
    reader = PdfFileReader(file, strict=False)
    if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
        raise SignaturesUnreadable("Tệp PDF có mật khẩu mở nên không đọc được chữ ký số.")
    return reader


def _read(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate]) -> Signature:
    claimed = embedded.self_reported_timestamp
    status = validate_pdf_signature(embedded, _context(roots, claimed), key_usage_settings=_USAGE)
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None
    subject = certificate.subject.native
    return Signature(
        signer=_text(subject, "common_name") or certificate.subject.human_friendly,
        organisation=", ".join(filter(None, [_text(subject, part) for part in _UNIT])),
        issuer=_text(certificate.issuer.native, "common_name") or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        signed_at=stamped or status.signer_reported_dt or claimed,
        is_stamped=stamped is not None,
        is_intact=status.intact,
        is_genuine=status.valid,
        trust=_trust(status, roots, claimed),
        change=_change(status),
    )  # fmt: skip


def _context(roots: list[x509.Certificate], moment: datetime | None) -> ValidationContext:
    """Certificates are judged for the time of signing: one that ran out since doesn't undo what it signed."""
    aware = moment if moment is not None and moment.tzinfo else None
    return ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=aware, best_signature_time=aware, revocation_mode="soft-fail"
    )


def _trust(status: PdfSignatureStatus, roots: list[x509.Certificate], moment: datetime | None) -> Trust:
    if status.trusted:
        return Trust.TRUSTED
    certificate = status.signing_cert
    if moment and moment.tzinfo and not certificate.not_valid_before <= moment <= certificate.not_valid_after:
        return Trust.EXPIRED
    indication = status.trust_problem_indic
    problem = _TRUST_OF.get(indication) if indication is not None else None
    if problem is Trust.WRONG_USAGE and certificate.self_signed != "no":
        problem = Trust.UNKNOWN
    if problem in (Trust.REVOKED, Trust.WEAK):
        return problem
    if not roots:
        return Trust.NO_ROOTS
    return problem or Trust.UNKNOWN


def _change(status: PdfSignatureStatus) -> Change:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Change.NONE
    level = status.modification_level
    is_known = level is not None and level <= ModificationLevel.FORM_FILLING
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not is_known or not status.docmdp_ok:
        return Change.CONTENT
    return Change.ALLOWED


def _text(names: dict[str, Any], part: str) -> str:
    """A part of a certificate's name; several of a kind stand in a list. Anybody can write anything into it."""
    value = names.get(part, "")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return "".join(char for char in text if char.isprintable())[:_TEXT_MAX]
