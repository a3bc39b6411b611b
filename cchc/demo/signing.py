"""Digital signatures for the demo, under certificates of its own making that nobody else trusts."""

import io
from datetime import UTC, datetime, timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

_LASTS = timedelta(days=3650)
_OTHER_USES = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
_NAME_MAX = 64


class _SignerAt(PdfSigner):
    """Signs at a moment of the demo's past; the library itself knows only now."""

    def __init__(self, meta: PdfSignatureMetadata, signer: signers.Signer, at: datetime) -> None:
        super().__init__(meta, signer=signer)
        self._at = at

    def init_signing_session(self, *args: object, **options: object) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session


def signed_by(pdf: bytes, *, unit: str, person: str, at: datetime) -> bytes:
    """The PDF with one more revision that holds the person's signature, made at the given moment."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit[:_NAME_MAX]),
            x509.NameAttribute(NameOID.COMMON_NAME, person[:_NAME_MAX]),
        ]
    )
    certificate = _certificate(name, key, datetime(at.year - 1, 1, 1, tzinfo=UTC))
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return _SignerAt(PdfSignatureMetadata(field_name="ChuKy"), signer, at).sign_pdf(writer).getvalue()


def _certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime) -> x509.Certificate:
    uses = dict.fromkeys((*_OTHER_USES, "encipher_only", "decipher_only"), False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _LASTS)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **uses),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
