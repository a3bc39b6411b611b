"""What this app adds to every page: the entries of the menu, and what waits for freezing, approval or publication."""

from collections.abc import Iterator

from django.http import HttpRequest

from cchc.documents.registry import About, paper_kinds
from cchc.tenancy.models import Tenant
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_nav, register_public_links, register_todos
from criteria.chrome import campaign_of, campaigns_of
from criteria.models import Campaign
from publications.permissions import may_approve, may_freeze, may_publish
from publications.views.results import standing
from publications.waiting import unfinished

PUBLIC_LINKS = 40
"""More tenants than there are provinces would not stand on one installation's login page."""


def _here(request: HttpRequest, view: str, campaign: Campaign) -> str:
    return reverse(f"publications:{view}", args=[request.tenant.slug, campaign.year])  # type: ignore[attr-defined]


def result_entry(request: HttpRequest) -> NavEntry | None:
    campaign = campaign_of(request)
    return NavEntry("Kết quả", _here(request, "result", campaign)) if campaign else None


def papers_entry(request: HttpRequest) -> NavEntry | None:
    campaign = campaign_of(request)
    member = request.member  # type: ignore[attr-defined]
    if campaign is None:
        return None
    about = About(campaign, member.agency)
    if not any(one.may(member, about) for one in paper_kinds()):
        return None
    return NavEntry("Văn bản", _here(request, "papers", campaign))


def next_steps(request: HttpRequest) -> Iterator[Todo]:
    """What results wait for, told to the one who can do it: this year's, and corrections of earlier ones."""
    campaign, member = campaign_of(request), request.member  # type: ignore[attr-defined]
    if campaign is None or not (may_freeze(member) or may_approve(member) or may_publish(member)):
        return
    yield from _steps(request, campaign)
    waiting = unfinished() - {campaign.pk}
    for earlier in campaigns_of(request) if waiting else ():
        if earlier.pk in waiting:
            yield from _steps(request, earlier)


def _steps(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    member = request.member  # type: ignore[attr-defined]
    now = standing(campaign)
    if now.waits_for_freezing and may_freeze(member):
        yield Todo(
            f"Chốt kết quả năm {campaign.year}",
            _here(request, "freeze", campaign),
            detail="Hội đồng đã thông qua; chốt để trình phê duyệt.",
            tag="Kết quả",
            tone="info",
            urgency=2,
            button="Chốt kết quả",
        )
    if now.waits_for_approval and may_approve(member):
        yield Todo(
            f"Phê duyệt kết quả năm {campaign.year}, phiên bản {now.newest.version}",  # type: ignore[union-attr]
            _here(request, "approve", campaign),
            detail="Cơ quan thường trực đã chốt kết quả.",
            tag="Kết quả",
            tone="info",
            urgency=1,
            button="Xem và phê duyệt",
        )
    if now.waits_for_publication and may_publish(member):
        yield Todo(
            f"Công bố kết quả năm {campaign.year}",
            _here(request, "result", campaign),
            detail="Kết quả đã được phê duyệt.",
            tag="Kết quả",
            tone="ok",
            urgency=2,
            button="Mở kết quả",
        )


def public_entry(tenant: Tenant | None) -> Iterator[NavEntry]:
    """The public page of the tenant somebody logs in to; on the bare login page those of all, up to a screenful."""
    shown = [tenant] if tenant is not None else Tenant.objects.order_by("name", "pk")[:PUBLIC_LINKS]
    for one in shown:
        words = "Kết quả đã công bố" if tenant is not None else f"Kết quả đã công bố: {one.name}"
        yield NavEntry(words, reverse("publications:public_years", args=[one.slug]))


register_nav(70, result_entry)
register_nav(80, papers_entry)
register_todos(next_steps)
register_public_links(public_entry)
