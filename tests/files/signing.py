"""PDFs signed on the spot under a certification authority of the tests' own."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def as_root(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))


def _name(person: str, unit: str = "UBND xã Cẩm Giàng") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, person),
        ]
    )


def issue(
    person: str,
    issuer: Identity | None = None,
    *,
    begins: datetime | None = None,
    lasts: timedelta = 2 * YEAR,
    may_sign: bool = True,
) -> Identity:
    """A certificate for `person`; without an issuer one that may issue others."""
    key = ec.generate_private_key(ec.SECP256R1())
    begins = begins or datetime.now(UTC) - timedelta(days=30)
    other = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(person))
        .issuer_name(issuer.certificate.subject if issuer else _name(person))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                **dict.fromkeys(other, False),
                content_commitment=may_sign and issuer is not None,
                digital_signature=may_sign and issuer is not None,
                key_cert_sign=issuer is None,
                crl_sign=issuer is None,
            ),
            critical=True,
        )
    )
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


@cache
def authority() -> Identity:
    """The root that the tests trust."""
    return issue("Cơ quan chứng thực thử nghiệm")


@cache
def chairman() -> Identity:
    """A signer under `authority`."""
    return issue("Nông Văn Bình", authority())


@cache
def blank_pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def sign(pdf: bytes, identity: Identity, *, field: str = "ChuKy1", certify: bool = False) -> bytes:
    """The PDF with one more signature, as a further revision; `certify` forbids every later change."""
    der = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=identity.as_root,
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = PdfSignatureMetadata(
        field_name=field,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES if certify else fields.MDPPerm.FILL_FORMS,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    with ThreadPoolExecutor(1) as apart:  # signing runs a loop of its own, which a browser test's thread has already
        return apart.submit(signers.sign_pdf, writer, metadata, signer=signer).result().getvalue()


def append_revision(pdf: bytes) -> bytes:
    """The PDF with a further page in a new revision: the signed bytes stay, the document doesn't."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    writer.root["/Pages"]["/Kids"].append(page.clone_object() if hasattr(page, "clone_object") else page)
    writer.update_container(writer.root["/Pages"]["/Kids"])
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
