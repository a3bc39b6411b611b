"""Many papers of one kind on their way through the register: all handed in, numbered, signed, issued at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cchc.documents.models import PaperBatch
from cchc.documents.registry import About, PaperKind, paper_kind
from cchc.documents.states import State
from cchc.tenancy.models import Agency
from cchc.web.views import require, write
from criteria.models import Campaign
from criteria.queries import campaign_or_404
from publications import tasks
from publications.paper_forms import CopiesForm, IssueForm
from publications.permissions import may_issue_papers
from publications.services.batches import ask_batch
from publications.services.bulk import attach_many, day_taken, waiting
from publications.views.asked import agencies_of
from publications.views.papers import choice_page

Work = PaperBatch.Work
NOTHING = {
    Work.SUBMIT: "Kỳ này chưa có đơn vị nào để lập văn bản – thêm đơn vị tham gia trước.",
    Work.NUMBER: "Không có văn bản nào đang chờ số – trình ký trước.",
    Work.ISSUE: "Không có văn bản nào đã có bản ký – đính bản đã ký trước.",
}
SHOWN_FAULTS = 5


def _opened(request: HttpRequest, year: int, kind: str) -> tuple[PaperKind, Campaign]:
    """A paper made once for each agency, which this person brings on its way."""
    campaign, found = campaign_or_404(year), paper_kind(kind)
    if found is None or not found.per_agency or found.subjects is not None or not found.numbered:
        raise Http404
    agencies = agencies_of(request, found, campaign)
    member = request.member  # type: ignore[attr-defined]
    require(all(found.may_issue(member, About(campaign, one)) for one in agencies), request, f"bulk {kind}")
    return found, campaign


def _ask(
    request: HttpRequest, kind: PaperKind, campaign: Campaign, work: str, agencies: list[Agency], **numbers: object
) -> HttpResponse:
    slug, year = request.tenant.slug, campaign.year  # type: ignore[attr-defined]
    if not agencies:
        messages.error(request, NOTHING[Work(work)])
        return redirect("publications:paper", slug, year, kind.kind)
    batch = ask_batch(
        kind=kind, campaign=campaign, agencies=agencies, work=work, by=request.user, at=timezone.now(), **numbers
    )  # type: ignore[arg-type]
    tasks.wake(batch)
    return redirect("publications:batch", slug, year, batch.pk)


def _standing(kind: PaperKind, campaign: Campaign, state: State) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=waiting(kind, campaign.year, state)).order_by("sort_key"))


@write(may=may_issue_papers, methods=("POST",))
def submit_all(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Hand all drafts in for signing; what has been handed in is passed over."""
    found, campaign = _opened(request, year, kind)
    return _ask(request, found, campaign, Work.SUBMIT, agencies_of(request, found, campaign))


@write(may=may_issue_papers, methods=("POST",))
def number_all(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Running numbers from the first entered, all of one day, in the order of the agencies; used ones are skipped."""
    found, campaign = _opened(request, year, kind)
    form = IssueForm(request.POST)
    if form.is_valid() and (why := day_taken(form.cleaned_data["issued_on"], timezone.now())):
        form.add_error("issued_on", why)
    if not form.is_valid():
        return choice_page(request, found, campaign, numbers=form)
    agencies = _standing(found, campaign, State.SUBMITTED)
    first, day = form.cleaned_data["number"], form.cleaned_data["issued_on"]
    return _ask(request, found, campaign, Work.NUMBER, agencies, first_number=first, issued_on=day)


@write(may=may_issue_papers, methods=("POST",))
def issue_all(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """All that have their signed copy go out, and the agencies are told."""
    found, campaign = _opened(request, year, kind)
    return _ask(request, found, campaign, Work.ISSUE, _standing(found, campaign, State.SIGNED))


@write(may=may_issue_papers, methods=("POST",))
def attach_all(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """Signed copies of many at once, each known by the number in its name."""
    found, campaign = _opened(request, year, kind)
    form = CopiesForm(request.POST, request.FILES)
    if not form.is_valid():
        return choice_page(request, found, campaign, copies=form)
    made, failures = attach_many(
        kind=found,
        year=year,
        files=form.cleaned_data["files"],
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    if made:
        messages.success(request, f"Đã đính bản đã ký vào {made} văn bản.")
    for line in failures[:SHOWN_FAULTS]:
        messages.error(request, line)
    if len(failures) > SHOWN_FAULTS:
        messages.error(request, f"Còn {len(failures) - SHOWN_FAULTS} tệp khác chưa đính được vì lý do tương tự.")
    return redirect("publications:paper", request.tenant.slug, year, kind)  # type: ignore[attr-defined]
