"""What stands behind a document of the register: its earlier files, what was read out of each, and work under way.

A document's present file is described by ``Evidence`` itself; here are the files it replaced, the findings of the
worker (pages, text, signatures), uploads that are not whole yet, and the packed registers (ZIP) people asked for.
"""

from django.conf import settings
from django.db import models

from cchc.files import signed
from cchc.tenancy.base import TenantModel
from cchc.tenancy.models import Agency


class Scan(models.TextChoices):
    """What the virus scanner said; ``SKIPPED`` where the office runs none."""

    PENDING = "pending", "đang chờ quét mã độc"
    CLEAN = "clean", "đã quét, không có mã độc"
    INFECTED = "infected", "có mã độc"
    SKIPPED = "skipped", "không quét mã độc"


class Work(models.TextChoices):
    """Where a piece of the worker's work stands; the table is the queue of record."""

    DUE = "due", "đang chờ"
    RUNNING = "running", "đang làm"
    DONE = "done", "đã xong"
    FAILED = "failed", "không làm được"


class EvidenceVersion(TenantModel):
    """A file that a newer one has replaced. It stays readable as long as its document lives."""

    evidence = models.ForeignKey("assessments.Evidence", models.CASCADE, related_name="versions")
    place = models.PositiveSmallIntegerField("lần")
    original_name = models.CharField("tên tệp", max_length=200)
    stored_name = models.CharField(max_length=200)
    extension = models.CharField(max_length=8)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.SKIPPED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = "phiên bản tài liệu"
        ordering = ["-place", "pk"]
        constraints = [models.UniqueConstraint(fields=["evidence", "place"], name="evidence_version_once")]

    def __str__(self) -> str:
        return f"bản {self.place}: {self.original_name}"


class EvidenceReading(TenantModel):
    """What the worker found in one file of a document: pictures of its pages, its text, its signatures.

    ``images`` counts the page pictures made, at most ``cchc.files.remake.IMAGES_MAX``; ``page_count`` all pages.
    ``has_blocks``: a Word or Excel file was written out as paragraphs and tables. ``folded`` is for searching.
    """

    evidence = models.ForeignKey("assessments.Evidence", models.CASCADE, related_name="readings")
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=200)
    extension = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=Work, default=Work.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    images = models.PositiveSmallIntegerField(default=0)
    has_blocks = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "nội dung đã đọc"
        constraints = [models.UniqueConstraint(fields=["evidence", "sha256"], name="evidence_reading_once")]
        indexes = [models.Index(fields=["state", "lease_until"], name="evidence_reading_due")]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.get_state_display()}"


class EvidenceSignature(TenantModel):
    """One digital signature of a PDF, as read when the file came in (cchc.files.signatures)."""

    reading = models.ForeignKey(EvidenceReading, models.CASCADE, related_name="signatures")
    place = models.PositiveSmallIntegerField()
    signer = models.CharField(max_length=250)
    organisation = models.CharField(max_length=450, blank=True)
    issuer = models.CharField(max_length=250, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    is_stamped = models.BooleanField(default=False)
    is_intact = models.BooleanField()
    is_genuine = models.BooleanField()
    trust = models.CharField(max_length=12, choices=[(one.value, one.label) for one in signed.Trust])
    change = models.CharField(max_length=8, choices=[(one.value, one.label) for one in signed.Change])

    class Meta:
        verbose_name = "chữ ký số"
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["reading", "place"], name="evidence_signature_once")]

    def __str__(self) -> str:
        return self.signer

    @property
    def said(self) -> signed.Signature:
        """The signature with its verdict and reason in words."""
        return signed.Signature(
            signer=self.signer,
            organisation=self.organisation,
            issuer=self.issuer,
            serial=self.serial,
            signed_at=self.signed_at,
            is_stamped=self.is_stamped,
            is_intact=self.is_intact,
            is_genuine=self.is_genuine,
            trust=signed.Trust(self.trust),
            change=signed.Change(self.change),
        )


class Upload(TenantModel):
    """A file on its way in, piece by piece. The pieces lie in one file on disk; ``received`` bytes of it count.

    ``stamp`` is the browser's own mark of the file (time of change), so that the same file chosen again goes on where
    the line broke.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    token = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    stamp = models.CharField(max_length=40, blank=True)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp đang tải lên"
        indexes = [models.Index(fields=["touched_at"], name="upload_touched")]

    def __str__(self) -> str:
        return f"{self.name}: {self.received}/{self.size}"


class EvidenceArchive(TenantModel):
    """The register of one agency's year as a ZIP with index and checksums, made by the worker for whoever asked."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=Work, default=Work.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    stored_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tệp nén tài liệu"
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"], condition=models.Q(state__in=["due", "running"]), name="archive_once_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"ZIP {self.agency} {self.year}"
