"""Which figures a person reads: the newest version, the one asked for, the published one, or those of today."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from criteria.models import Campaign, CriteriaSet
from criteria.queries import campaign_or_404
from publications.models import Snapshot
from publications.permissions import may_read_all
from publications.queries import publication_of
from publications.reading.matrix import sets_of
from publications.results import is_appraised


@dataclass(frozen=True, slots=True)
class Scene:
    """A year as one person may read it. ``snapshot`` None: provisional, from what is stored now."""

    campaign: Campaign
    snapshot: Snapshot | None
    sets: list[CriteriaSet]
    chosen_set: CriteriaSet | None
    block: str
    reads_all: bool

    @property
    def has_figures(self) -> bool:
        return self.snapshot is not None or is_appraised(self.campaign)

    @property
    def words(self) -> str:
        """Where the figures come from, for the line under the heading."""
        if self.snapshot is None:
            return "Số liệu tạm thời, tính từ điểm đang có; mục chưa thẩm định tính 0 điểm."
        if self.snapshot.imported:
            return "Kết quả đã công bố, nhập từ bảng."
        return f"Theo bản chốt phiên bản {self.snapshot.version}."

    @property
    def query(self) -> str:
        """What an address has to say so that the same figures are read there."""
        return f"phien-ban={self.snapshot.version}" if self.snapshot and self.reads_all else ""


def scene_of(request: HttpRequest, year: int) -> Scene:
    """The year for the person asking. 404 where they may read nobody's figures but their own."""
    campaign = campaign_or_404(year)
    reads_all = may_read_all(request.member)  # type: ignore[attr-defined]
    snapshot = _asked(request, campaign) if reads_all else _published(year)
    if snapshot is None and not reads_all:
        raise Http404
    sets = sets_of(campaign)
    code = request.GET.get("bo", "")
    chosen = next((one for one in sets if one.code == code), sets[0] if sets else None)
    return Scene(campaign, snapshot, sets, chosen, request.GET.get("khoi", "")[:80], reads_all)


def _asked(request: HttpRequest, campaign: Campaign) -> Snapshot | None:
    """The version of ``?phien-ban=``, else the newest; ``tam-thoi`` is what stands in the files now."""
    versions = list(campaign.snapshots.order_by("-version"))
    asked = request.GET.get("phien-ban", "")
    if asked == "tam-thoi":
        return None
    if not asked:
        return versions[0] if versions else None
    found = next((version for version in versions if str(version.version) == asked), None)
    if found is None:
        raise Http404
    return found


def _published(year: int) -> Snapshot | None:
    publication = publication_of(year)
    return publication.snapshot if publication else None
