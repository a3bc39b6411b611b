"""What may be uploaded, said before anything is."""

from dataclasses import dataclass

from django.conf import settings

from assessments.forms import ACCEPTED
from assessments.services.evidence import used_bytes
from cchc.tenancy.models import Agency

MB = 1024 * 1024
KINDS = "PDF, DOCX, XLSX, JPG, PNG, TIF"


@dataclass(frozen=True, slots=True)
class Limits:
    """In megabytes: one file, what the agency has used, what it may use; and the kinds that are taken."""

    file: int
    used: float
    quota: int
    kinds: str = KINDS
    accept: str = ACCEPTED

    @property
    def left(self) -> int:
        return max(0, int(self.quota - self.used))


def limits_of(agency: Agency) -> Limits:
    """The agency's limits now."""
    return Limits(settings.UPLOAD_MAX_BYTES // MB, used_bytes(agency) / MB, settings.UPLOAD_AGENCY_QUOTA_BYTES // MB)
