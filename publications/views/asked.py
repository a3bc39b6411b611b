"""Which paper an address means, whether the person may read it, and how it stands in the register."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cchc.documents.links import paper_url
from cchc.documents.models import OfficialDocument
from cchc.documents.registry import About, PaperKind, paper_kind
from cchc.tenancy.models import Agency
from cchc.web.views import require
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.paper_news import may_read_issued


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that the person may read."""

    kind: PaperKind
    about: About

    def url(self, request: HttpRequest, page: str = "paper", ending: str = "") -> str:
        """The address of one of its pages."""
        return paper_url(
            request.tenant.slug,  # type: ignore[attr-defined]
            self.about.campaign.year,
            self.kind.kind,
            agency=self.about.agency.code if self.about.agency else "",
            subject=self.about.subject,
            page=page,
            ending=ending,
        )

    def may_issue(self, request: HttpRequest) -> bool:
        return self.kind.may_issue(request.member, self.about)  # type: ignore[attr-defined]


def asked_paper(request: HttpRequest, year: int, kind: str) -> Asked:
    """The paper that the address names: kind, `?don-vi=` agency, `?ve=` subject."""
    found = paper_kind(kind)
    if found is None:
        raise Http404
    code = request.GET.get("don-vi", "").replace("\0", "") if found.per_agency else ""
    agency = get_object_or_404(Agency.objects.all(), code=code) if code else None
    about = About(campaign_or_404(year), agency, request.GET.get("ve", "").replace("\0", "")[:80])
    return _readable(request, Asked(found, about))


def registered_paper(request: HttpRequest, year: int, pk: int) -> tuple[Asked, OfficialDocument]:
    """A line of the register of the year, and the paper it is about."""
    lines = OfficialDocument.objects.select_related("agency", "issuer", "replaced_by")
    document = get_object_or_404(lines, pk=pk, year=year)
    found = paper_kind(document.kind)
    if found is None:
        raise Http404
    about = About(campaign_or_404(year), document.agency, document.subject)
    asked = Asked(found, about)
    if may_read_issued(request.member, document, found):  # type: ignore[attr-defined]
        return asked, document
    return _readable(request, asked), document


def _readable(request: HttpRequest, asked: Asked) -> Asked:
    allowed = asked.kind.may(request.member, asked.about)  # type: ignore[attr-defined]
    require(allowed, request, f"paper {asked.kind.kind}")
    return asked


def agencies_of(request: HttpRequest, kind: PaperKind, campaign: Campaign) -> list[Agency]:
    """The agencies for which the person may read this paper."""
    taking_part = Agency.objects.filter(participations__campaign=campaign).order_by("sort_key")
    agencies = list(kind.agencies(campaign) if kind.agencies else taking_part)
    member = request.member  # type: ignore[attr-defined]
    return [agency for agency in agencies if kind.may(member, About(campaign, agency))]
