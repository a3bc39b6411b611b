"""What an agency is asked, its replies with added evidence, its appeals. Internal notes never come here."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assessments.forms import PlaceForm, UploadForm
from assessments.models import Assessment, Citation, Evidence
from assessments.services import add_evidence
from cchc.accounts.roles import OF_ASSESSED_AGENCY
from cchc.documents.links import paper_url
from cchc.files.errors import UploadRefused
from cchc.web.asked import number_asked
from cchc.web.views import require, write
from councils.explanation_forms import AppealForm, ReplyForm
from councils.models import Appeal, ExplanationLetter, ExplanationRequest
from councils.permissions import may_reply_somewhere, may_send_reply
from councils.queries.explanation import letters_of, reply_time, threads_of
from councils.services import explanation as verbs
from councils.services import replying
from councils.services.appraising import Refused
from councils.states import AppealState, RequestState
from councils.views.common import link, to
from criteria.models import Campaign, Criterion
from criteria.queries import campaign_or_404
from criteria.rules.numbers import EntryError, show_points


def own_file(request: HttpRequest, year: int, pk: int) -> Assessment:
    """The file of the person's own agency; every other one doesn't exist here."""
    files = Assessment.objects.select_related("agency", "campaign").filter(
        campaign=campaign_or_404(year),
        agency__in=request.member.agency_ids(*OF_ASSESSED_AGENCY),  # type: ignore[attr-defined]
    )
    return get_object_or_404(files, pk=pk)


@write(may=may_reply_somewhere)
def reply(request: HttpRequest, year: int, file: int) -> HttpResponse:
    """Everything the agency is asked, letter by letter; the POST saves the replies, and sends them with ``gui``."""
    chosen = own_file(request, year, file)
    typed: dict[int, ReplyForm] = {}
    if request.method == "POST":
        answer = _save(request, chosen, typed)
        if answer is not None:
            return answer
    return render(request, "councils/reply.html", _context(request, chosen, typed), status=422 if typed else 200)


def _save(request: HttpRequest, file: Assessment, typed: dict[int, ReplyForm]) -> HttpResponse | None:
    """Save every reply that was typed; None with the forms in ``typed`` where something is refused."""
    waiting = ExplanationRequest.objects.filter(assessment=file, state=RequestState.SENT).select_related("criterion")
    saved, bad = 0, False
    for one in waiting:
        if f"y{one.pk}-version" not in request.POST:
            continue
        form = typed[one.pk] = ReplyForm(request.POST, prefix=f"y{one.pk}")
        if not form.says_something:
            continue
        good = form.is_valid() and _put(request, one, form)
        saved, bad = saved + good, bad or not good
    if bad:
        messages.error(
            request, "Có mục chưa lưu được – xem lời báo ở từng mục; nội dung đã nhập còn nguyên trên trang."
        )
        return None
    if saved:
        messages.success(request, f"Đã lưu giải trình {saved} mục.")
    year = file.campaign.year
    if wanted := number_asked(request.POST.get("bo-sung", "")):
        return to(request, "reply_evidence", year, file.pk, wanted)
    if "gui" in request.POST and not _sent(request, file):
        return None
    return to(request, "reply", year, file.pk)


def _put(request: HttpRequest, one: ExplanationRequest, form: ReplyForm) -> bool:
    try:
        with transaction.atomic():
            verbs.save_reply(request=one, by=request.member, at=timezone.now(), **form.cleaned_data)  # type: ignore[attr-defined]
    except EntryError as error:
        form.add_error("proposed", error.message)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    else:
        return True
    return False


def _sent(request: HttpRequest, file: Assessment) -> bool:
    require(may_send_reply(request.member, file), request, "may_send_reply")  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            count = sum(
                verbs.send_reply(letter=letter, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
                for letter in letters_of(file)
                if letter.requests.filter(state=RequestState.SENT).exists()
            )
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, f"Đã gửi giải trình {count} mục đến cơ quan thẩm định.")
    return True


def _context(request: HttpRequest, file: Assessment, typed: dict[int, ReplyForm]) -> dict[str, Any]:
    now = timezone.now()
    letters = letters_of(file)
    asked = ExplanationRequest.objects.filter(letter__in=letters).select_related("criterion")
    leaves = {one.criterion_id: one.criterion for one in asked}
    threads = threads_of(file, leaves.values(), inside=False)
    shown = file.campaign.provisional_view == Campaign.ProvisionalView.OWN
    rounds = [_round(letter, threads, typed, now) | _papers(request, letter) for letter in letters]
    appeals = Appeal.objects.filter(assessment=file).select_related("criterion", "filed_by").order_by("filed_at", "pk")
    return {
        "campaign": file.campaign,
        "file": file,
        "rounds": rounds,
        "shows_points": shown,
        "may_send": may_send_reply(request.member, file),  # type: ignore[attr-defined]
        "any_open": any(one["open"] for one in rounds),
        "any_answered": any(one["answered"] for one in rounds),
        "appeals": appeals,
        "appeal_open": replying.appeal_open(file, now),
    }


def _papers(request: HttpRequest, letter: ExplanationLetter) -> dict[str, str]:
    """The letter itself, and the report on it."""
    slug, file, subject = request.tenant.slug, letter.assessment, f"dot-{letter.round}"  # type: ignore[attr-defined]
    year, code = file.campaign.year, file.agency.code
    return {
        "paper": paper_url(slug, year, "06", agency=code, subject=subject),
        "report": paper_url(slug, year, "07-giai-trinh", agency=code, subject=subject),
    }


def _round(letter: ExplanationLetter, threads: dict[int, Any], typed: dict[int, ReplyForm], now: Any) -> dict[str, Any]:
    """One letter as its block of the page: requests with their threads and forms."""
    time = reply_time(letter, at=now)
    rows = []
    for thread in threads.values():
        for one in thread.requests:
            if one.letter_id != letter.pk:
                continue
            editable = time.open and one.state == RequestState.SENT
            form = (typed.get(one.pk) or _reply_form(one)) if editable else None
            rows.append({"request": one, "thread": thread, "form": form})
    states = {row["request"].state for row in rows}
    return {
        "letter": letter,
        "time": time,
        "rows": rows,
        "open": any(row["form"] for row in rows),
        "answered": RequestState.ANSWERED in states and time.open,
        "late": not time.open and RequestState.SENT in states,
    }


def _reply_form(one: ExplanationRequest) -> ReplyForm:
    start = {"position": one.position, "reply": one.reply, "version": one.version}
    start["proposed"] = show_points(one.proposed) if one.proposed is not None else ""
    return ReplyForm(initial=start, prefix=f"y{one.pk}")


@write(may=may_reply_somewhere, methods=("POST",))
def take_back(request: HttpRequest, year: int, letter: int) -> HttpResponse:
    """Take back the replies of one letter to correct them, within the deadline."""
    found = get_object_or_404(ExplanationLetter.objects.select_related("assessment"), pk=letter)
    file = own_file(request, year, found.assessment_id)
    require(may_send_reply(request.member, file), request, "may_send_reply")  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            count = verbs.take_back(letter=found, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, f"Đã rút giải trình {count} mục để sửa; sửa xong phải gửi lại.")
    except Refused as refused:
        messages.error(request, refused.message)
    return to(request, "reply", year, file.pk)


def _leaf(file: Assessment, pk: int) -> Criterion:
    return get_object_or_404(Criterion.objects.self_scored(), criteria_set=file.criteria_set_id, pk=pk)


@write(may=may_reply_somewhere)
def reply_evidence(request: HttpRequest, year: int, file: int, leaf: int) -> HttpResponse:
    """Documents added to a reply or an appeal: chosen in the register, or taken in now."""
    chosen = own_file(request, year, file)
    node = _leaf(chosen, leaf)
    upload, place = UploadForm(), PlaceForm()
    if request.method == "POST":
        place = PlaceForm(request.POST)
        upload = UploadForm(request.POST, request.FILES) if "upload" in request.POST else upload
        if place.is_valid() and _added(request, chosen, node, upload, place):
            return to(request, "reply_evidence", year, file, leaf)
    cited = Citation.objects.filter(assessment=chosen, criterion=node).select_related("evidence", "added_by")
    known = cited.values("evidence")
    context = {
        "campaign": chosen.campaign,
        "file": chosen,
        "leaf": node,
        "first": [one for one in cited if not one.in_reply],
        "added": [one for one in cited if one.in_reply],
        "documents": Evidence.objects.kept().filter(agency=chosen.agency_id, year=year).exclude(pk__in=known)[:60],
        "upload": upload,
        "place": place,
        "open": replying.may_add(chosen, node, timezone.now()),
    }
    return render(request, "councils/reply_evidence.html", context, status=422 if request.method == "POST" else 200)


def _added(request: HttpRequest, file: Assessment, leaf: Criterion, upload: UploadForm, place: PlaceForm) -> bool:
    document = _taken_in(request, file, upload) if "upload" in request.POST else _chosen(request, file)
    if document is None:
        return False
    try:
        with transaction.atomic():
            replying.add_to_reply(
                assessment=file,
                leaf=leaf,
                evidence=document,
                page=place.cleaned_data["page"],
                by=request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
            )
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, f"Đã bổ sung {document} cho mục {leaf.code}.")
    return True


def _chosen(request: HttpRequest, file: Assessment) -> Evidence | None:
    pk = number_asked(request.POST.get("evidence", ""))
    found = Evidence.objects.kept().filter(agency=file.agency_id, year=file.campaign.year, pk=pk).first()
    if found is None:
        messages.error(request, "Chưa chọn tài liệu – chọn một tài liệu trong sổ hoặc thêm tài liệu mới.")
    return found


def _taken_in(request: HttpRequest, file: Assessment, upload: UploadForm) -> Evidence | None:
    """The uploaded document; refused outside the time of replying, before anything is kept."""
    if not replying.may_add(file, _leaf(file, request.resolver_match.kwargs["leaf"]), timezone.now()):  # type: ignore[union-attr]
        messages.error(request, replying.CLOSED)
        return None
    if not upload.is_valid():
        return None
    sent = dict(upload.cleaned_data)
    data = sent.pop("file")
    try:
        made, _ = add_evidence(
            agency=file.agency,
            year=file.campaign.year,
            file=data,
            name=data.name,
            description=sent,  # type: ignore[arg-type]
            by=request.user,  # type: ignore[arg-type]
        )
    except UploadRefused as refused:
        upload.add_error("file", refused.message)
        return None
    return made


@write(may=may_reply_somewhere, methods=("POST",))
def drop_evidence(request: HttpRequest, year: int, citation: int) -> HttpResponse:
    """Take back a document added to a reply."""
    found = get_object_or_404(Citation.objects.select_related("assessment", "criterion", "evidence"), pk=citation)
    file = own_file(request, year, found.assessment_id)
    leaf = found.criterion_id
    try:
        with transaction.atomic():
            replying.drop_from_reply(citation=found, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, f"Đã bỏ {found.evidence} khỏi phần bổ sung; tài liệu vẫn ở trong sổ.")
    except Refused as refused:
        messages.error(request, refused.message)
    return to(request, "reply_evidence", year, file.pk, leaf)


@write(may=may_reply_somewhere)
def appeal(request: HttpRequest, year: int, file: int, leaf: int) -> HttpResponse:
    """Appeal against the provisional score of one leaf."""
    chosen = own_file(request, year, file)
    node = _leaf(chosen, leaf)
    if chosen.campaign.provisional_view != Campaign.ProvisionalView.OWN:
        raise Http404  # the provisional score isn't shown to the agency: there is nothing it could appeal against
    require(may_send_reply(request.member, chosen), request, "may_send_reply")  # type: ignore[attr-defined]
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                replying.file_appeal(
                    assessment=chosen,
                    leaf=node,
                    by=request.member,  # type: ignore[attr-defined]
                    at=timezone.now(),
                    **form.cleaned_data,
                )
        except EntryError as error:
            form.add_error("proposed", error.message)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, f"Đã gửi kiến nghị mục {node.code}; Hội đồng xem xét và trả lời tại đây.")
            return redirect(f"{link(request, 'reply', year, file)}#kien-nghi")
    thread = threads_of(chosen, [node], inside=False)[node.pk]
    context = {"campaign": chosen.campaign, "file": chosen, "leaf": node, "form": form, "thread": thread}
    context["open"] = replying.appeal_open(chosen, timezone.now())
    return render(request, "councils/appeal.html", context, status=422 if form.is_bound else 200)


@write(may=may_reply_somewhere, methods=("POST",))
def withdraw_appeal(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The head takes an appeal back."""
    found = get_object_or_404(Appeal.objects.select_related("assessment"), pk=pk, state=AppealState.FILED)
    file = own_file(request, year, found.assessment_id)
    require(may_send_reply(request.member, file), request, "may_send_reply")  # type: ignore[attr-defined]
    with transaction.atomic():
        replying.withdraw_appeal(appeal=found, by=request.member, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, "Đã rút kiến nghị.")
    return to(request, "reply", year, file.pk)
