"""What the survey adds to the frame of every page: its entry in the masthead, and what waits for the office."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_nav, register_todos
from cchc.web.formatting import closing_moment, number
from criteria.chrome import campaign_of
from criteria.models import Campaign
from criteria.queries import PhaseState, phase_state
from criteria.rules.calendar import Phase
from surveys.permissions import agencies_to_enter, may_run_survey, may_see_survey
from surveys.queries.fieldwork import places, undecided
from surveys.queries.forms import FormProgress, form_progress


def _url(request: HttpRequest, campaign: Campaign) -> str:
    return reverse("surveys:overview", args=[request.tenant.slug, campaign.year])  # type: ignore[attr-defined]


def survey_entry(request: HttpRequest) -> NavEntry | None:
    """«Khảo sát» of the year looked at, else of the present one, for those who read every file."""
    if not may_see_survey(request.member):  # type: ignore[attr-defined]
        return None
    campaign = campaign_of(request)
    return NavEntry("Khảo sát", _url(request, campaign)) if campaign and campaign.has_survey else None


def survey_todos(request: HttpRequest) -> Iterator[Todo]:
    """While the survey runs: for the office what is missing and what to decide, for assigned staff what to enter."""
    campaign = campaign_of(request)
    if campaign is None or not campaign.has_survey:
        return
    if not may_run_survey(request.member):  # type: ignore[attr-defined]
        yield from _to_enter(request, campaign)
        return
    if disputed := undecided(campaign).count():
        yield _to_decide(request, campaign, disputed)
    phase = phase_state(campaign, Phase.SURVEY, at=timezone.now())
    if not phase.open:
        return
    progress = form_progress(campaign)
    if not progress:
        yield _no_questions(request, campaign, phase)
    short = frozenset().union(*(form.below for form in progress))
    if short:
        yield _too_few(_url(request, campaign), len(short), progress, phase)


def _to_enter(request: HttpRequest, campaign: Campaign) -> Iterator[Todo]:
    """Forms that are missing or wait for their second entry about the agencies assigned to the person."""
    mine = agencies_to_enter(request.member, campaign)  # type: ignore[attr-defined]
    phase = phase_state(campaign, Phase.SURVEY, at=timezone.now())
    if not mine or not phase.open:
        return
    found = places(campaign, mine)
    short = sum(max(0, place.wanted - place.received) for place in found)
    seconds = sum(place.seconds for place in found)
    if short or seconds:
        again = f", {number(seconds)} phiếu chờ nhập lần 2" if seconds else ""
        yield Todo(
            "Nhập phiếu khảo sát",
            reverse("surveys:entry_places", args=[request.tenant.slug, campaign.year]),  # type: ignore[attr-defined]
            detail=f"Còn thiếu {number(short)} phiếu của {len(mine)} đơn vị được phân công{again}.",
            tag="Khảo sát",
            tone="warn",
            when=_until(phase),
            urgency=3,
            button="Nhập phiếu giấy",
        )


def _to_decide(request: HttpRequest, campaign: Campaign, forms: int) -> Todo:
    return Todo(
        f"Đối chiếu {forms} phiếu nhập hai lần",
        reverse("surveys:disputes", args=[request.tenant.slug, campaign.year]),  # type: ignore[attr-defined]
        detail="Hai người nhập ra số khác nhau; mở phiếu giấy, chọn số đúng.",
        tag="Khảo sát",
        tone="warn",
        urgency=3,
        button="Đối chiếu phiếu",
    )


def _until(phase: PhaseState) -> str:
    return f"Hạn {closing_moment(phase.window.closes)}" if phase.window.closes else ""


def _no_questions(request: HttpRequest, campaign: Campaign, phase: PhaseState) -> Todo:
    return Todo(
        "Nhập bộ câu hỏi khảo sát",
        reverse("surveys:questions_import", args=[request.tenant.slug, campaign.year]),  # type: ignore[attr-defined]
        detail="Đang trong thời gian điều tra xã hội học nhưng chưa có phiếu nào.",
        tag="Khảo sát",
        tone="warn",
        when=_until(phase),
        urgency=2,
        button="Nhập bộ câu hỏi",
    )


def _too_few(url: str, agencies: int, progress: list[FormProgress], phase: PhaseState) -> Todo:
    counts = [
        f"{form.questionnaire.title} {number(form.received)}/{number(form.wanted)}" for form in progress if form.below
    ]
    return Todo(
        f"{agencies} đơn vị chưa đủ phiếu khảo sát",
        url,
        detail="; ".join(counts) + " phiếu.",
        tag="Khảo sát",
        tone="warn",
        when=_until(phase),
        urgency=4,
        button="Xem tiến độ phiếu",
    )


register_nav(50, survey_entry)
register_todos(survey_todos)
