"""Last year's papers in the register: signed, one of them replaced, with certificates of the demo's own making."""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.demo.seed import Seeding, user_in
from cchc.documents import services as register
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, PaperRefused, paper_kind
from cchc.files.store import open_stored
from cchc.tenancy.models import Agency, Tenant
from criteria.models import Campaign
from publications.services import number_paper, submit_paper

_LASTS = timedelta(days=3650)
_OTHER_USES = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
FIRST_NUMBERS = {"11": 18, "12": 312, "13": 41}


def issue_last_year(work: Seeding, campaign: Campaign, at: datetime) -> None:
    """The submission, the decision with a digital signature, notices to three agencies; one notice was replaced."""
    coordinator = user_in(work, Role.COORDINATOR)
    _issue(work, About(campaign), "11", at, by=coordinator)
    _issue(work, About(campaign), "12", at + timedelta(days=3), by=coordinator)
    day = at + timedelta(days=5)
    notices = [
        _issue(work, About(campaign, agency), "13", day, by=coordinator, offset=place)
        for place, agency in enumerate(_first(campaign, 3))
    ]
    done = [notice for notice in notices if notice is not None]
    if len(done) > 1:
        register.replace(document=done[0], successor=done[-1], by=coordinator, at=day + timedelta(days=9))


def _first(campaign: Campaign, count: int) -> Iterable[Agency]:
    return Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")[:count]


def _issue(
    work: Seeding, about: About, kind: str, at: datetime, *, by: User, offset: int = 0
) -> OfficialDocument | None:
    """The whole way of one paper by the services an office uses; a paper that the data can't give is left out."""
    known = paper_kind(kind)
    if known is None:
        return None
    try:
        document = submit_paper(kind=known, about=about, by=by, at=at)
    except PaperRefused:
        return None
    number, day = FIRST_NUMBERS[kind] + offset, at.date()
    document = number_paper(document=document, about=about, number=number, issued_on=day, by=by, at=at)
    with open_stored(document.stored_name) as file:
        printed = file.read()
    copy = signed(printed, about.campaign.tenant, day) if kind == "12" else printed
    name = f"{document.number}-{document.symbol}-da-ky.pdf"
    document = register.attach_signed(document=document, file=io.BytesIO(copy), name=name, by=by, at=at)
    return register.release(document=document, by=by, at=at + timedelta(hours=1))


def signed(pdf: bytes, tenant: Tenant, day: date) -> bytes:
    """The PDF with a digital signature of the tenant's leader, under a certificate that nobody else trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, tenant.authority[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, (tenant.signer_name or tenant.leader_title)[:64]),
        ]
    )
    certificate = _certificate(name, key, datetime(day.year - 1, 1, 1, tzinfo=UTC))
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.sign_pdf(writer, PdfSignatureMetadata(field_name="ChuKy"), signer=signer).getvalue()


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
