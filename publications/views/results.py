"""The result for people at work: ranking and versions; freezing, approval, publication."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from assessments.models import Assessment
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.web.views import readonly, write
from councils.permissions import may_oversee, may_read_file
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications.exports import CONTENT_TYPES, WRITERS, result_rows
from publications.forms import ApproveForm, FreezeForm
from publications.models import Approval, Publication, Snapshot
from publications.permissions import may_approve, may_freeze, may_open_results, may_publish, may_read_all
from publications.queries import publication_of, published_rows
from publications.results import is_appraised
from publications.services import NOTHING_SCORED, ResultRefused, approve, freeze, is_unchanged, publish
from publications.tables import ranking


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the year's result has come: what is frozen, approved and published."""

    campaign: Campaign
    versions: list[Snapshot]
    approvals: dict[int, Approval]
    publication: Publication | None

    @property
    def newest(self) -> Snapshot | None:
        return self.versions[0] if self.versions else None

    @property
    def waits_for_freezing(self) -> bool:
        return self.campaign.adopted_at is not None and self.newest is None

    @property
    def waits_for_approval(self) -> bool:
        return self.newest is not None and not self.newest.imported and self.newest.pk not in self.approvals

    @property
    def waits_for_publication(self) -> bool:
        shown = self.publication.snapshot_id if self.publication else None
        return self.newest is not None and self.newest.pk in self.approvals and shown != self.newest.pk


def standing(campaign: Campaign) -> Standing:
    """Three queries, one while nothing is frozen."""
    versions = list(campaign.snapshots.order_by("-version"))
    if not versions:
        return Standing(campaign, [], {}, None)
    approvals = Approval.objects.filter(snapshot__campaign=campaign).select_related("approved_by")
    by_version = {approval.snapshot_id: approval for approval in approvals}
    return Standing(campaign, versions, by_version, publication_of(campaign.year))


def _chosen(request: HttpRequest, now: Standing) -> Snapshot | None:
    """The version asked for by ``?phien-ban=``, else the newest."""
    asked = request.GET.get("phien-ban")
    if asked is None:
        return now.newest
    found = next((version for version in now.versions if str(version.version) == asked), None)
    if found is None:
        raise Http404
    return found


@readonly(may=may_open_results)
def result(request: HttpRequest, year: int) -> HttpResponse:
    """Everybody's figures for those who read all; for the others what is published, or their own points."""
    campaign = campaign_or_404(year)
    now = standing(campaign)
    context = {"campaign": campaign, "now": now, "member": request.member}  # type: ignore[attr-defined]
    if not may_read_all(request.member):  # type: ignore[attr-defined]
        snapshot = now.publication.snapshot if now.publication else None
        if snapshot is None:
            return render(request, "publications/own.html", context | {"files": _own_files(request, campaign)})
    else:
        snapshot = _chosen(request, now)
    context |= _table(campaign, snapshot)
    context |= {
        "current": "result",
        "reads_all": may_read_all(request.member),  # type: ignore[attr-defined]
        "may_freeze": may_freeze(request.member),  # type: ignore[attr-defined]
        "may_approve": may_approve(request.member),  # type: ignore[attr-defined]
        "may_publish": may_publish(request.member),  # type: ignore[attr-defined]
        "may_oversee": may_oversee(request.member),  # type: ignore[attr-defined]
        "own_ids": request.member.own_agency_ids,  # type: ignore[attr-defined]
    }
    return render(request, "publications/result.html", context)


def _table(campaign: Campaign, snapshot: Snapshot | None) -> dict[str, object]:
    if snapshot is None and not is_appraised(campaign):
        return {"snapshot": None, "ranking": None}
    rows = result_rows(campaign, snapshot)
    with_survey = snapshot.with_survey if snapshot else any(row.survey_points is not None for row in rows)
    shown = ranking(campaign, rows, published_rows(campaign.year - 1), with_survey=with_survey)
    return {"snapshot": snapshot, "ranking": shown}


def _own_files(request: HttpRequest, campaign: Campaign) -> list[Assessment]:
    """Files of the person's own agencies whose appraised points they may read now."""
    mine = request.member.agency_ids(*OF_ASSESSED_AGENCY)  # type: ignore[attr-defined]
    files = Assessment.objects.filter(campaign=campaign, agency__in=mine).select_related("agency", "campaign")
    return [file for file in files if may_read_file(request.member, file)]  # type: ignore[attr-defined]


@readonly(may=may_read_all)
def download(request: HttpRequest, year: int, extension: str) -> HttpResponse:
    """The table of the version shown, as a file."""
    campaign = campaign_or_404(year)
    if extension not in WRITERS:
        raise Http404
    snapshot = _chosen(request, standing(campaign))
    response = HttpResponse(WRITERS[extension](result_rows(campaign, snapshot)), content_type=CONTENT_TYPES[extension])
    version = f"v{snapshot.version}" if snapshot else "tam-thoi"
    response["Content-Disposition"] = f'attachment; filename="ket-qua-{year}-{version}.{extension}"'
    return response


@write(may=may_freeze)
def freezing(request: HttpRequest, year: int) -> HttpResponse:
    """Make the next version; a correction says why."""
    campaign = campaign_or_404(year)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = freeze(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except ResultRefused as refused:
            form.add_error("reason" if "lý do" in str(refused) else None, str(refused))
        else:
            messages.success(request, f"Đã chốt kết quả phiên bản {made.version}. Chờ người có thẩm quyền phê duyệt.")
            return redirect("publications:result", request.tenant.slug, year)  # type: ignore[attr-defined]
    context = {"campaign": campaign, "form": form, "now": standing(campaign), "nothing": _obstacle(campaign)}
    return render(request, "publications/freeze.html", context)


def _obstacle(campaign: Campaign) -> str:
    return "" if campaign.imported or is_appraised(campaign) else NOTHING_SCORED


@write(may=may_approve)
def approval(request: HttpRequest, year: int) -> HttpResponse:
    """The leader approves the newest version, having seen its table and that its checksum holds."""
    campaign = campaign_or_404(year)
    now = standing(campaign)
    form = ApproveForm(request.POST or None)
    if now.newest is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                approve(snapshot=now.newest, by=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except ResultRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Đã phê duyệt kết quả phiên bản {now.newest.version}.")
            return redirect("publications:result", request.tenant.slug, year)  # type: ignore[attr-defined]
    context = {"campaign": campaign, "form": form, "now": now, "unchanged": is_unchanged(now.newest)}
    return render(request, "publications/approve.html", context | _table(campaign, now.newest))


@write(may=may_publish, methods=("POST",))
def publishing(request: HttpRequest, year: int) -> HttpResponse:
    """Put the newest approved version on the public page."""
    now = standing(campaign_or_404(year))
    if now.newest is None:
        raise Http404
    try:
        with transaction.atomic():
            publish(snapshot=now.newest, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ResultRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Đã công bố kết quả năm {year}, phiên bản {now.newest.version}.")
    return redirect("publications:result", request.tenant.slug, year)  # type: ignore[attr-defined]
