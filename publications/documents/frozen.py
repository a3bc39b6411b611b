"""The frozen version that papers of the result are made from."""

from django.utils import timezone

from cchc.documents.models import OfficialDocument
from cchc.documents.registry import PaperRefused
from cchc.documents.services import issued
from cchc.documents.vocabulary import Stamp
from criteria.models import Campaign
from publications.models import Snapshot


def frozen_version(campaign: Campaign) -> Snapshot:
    """The newest version of a result worked out here. Raises PaperRefused."""
    if campaign.imported:
        raise PaperRefused(
            f"Kết quả năm {campaign.year} nhập từ bảng đã công bố – văn bản đã ban hành ngoài phần mềm, không lập lại."
        )
    snapshot = campaign.snapshots.order_by("-version").first()
    if snapshot is None:
        raise PaperRefused(f"Kết quả năm {campaign.year} chưa chốt – chốt kết quả rồi lập văn bản.")
    return snapshot


def glance(campaign: Campaign) -> str:
    """The reference of the papers of the newest version. Raises PaperRefused."""
    return reference(frozen_version(campaign))


def reference(snapshot: Snapshot) -> str:
    """The name in the register of what a paper of the result was made from."""
    return f"ket-qua-{snapshot.campaign.year}-v{snapshot.version}"


def expected(snapshot: Snapshot) -> Stamp:
    """Without number and date, the law and year are those of the day the result was frozen."""
    return Stamp(timezone.localdate(snapshot.frozen_at))


def submission_on(snapshot: Snapshot) -> OfficialDocument | None:
    """The issued submission that asked for this version's approval."""
    return issued("11", reference(snapshot))
