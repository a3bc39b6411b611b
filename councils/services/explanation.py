"""Requests for explanation from the first doubt to the second appraisal. Each verb is one transaction with its line.

``RequestState`` is written here alone, by the table of ``councils.states``; the database mirrors what it demands.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.models import Assessment
from assessments.permissions import roles_in
from assessments.states import State
from cchc.accounts.members import Member
from cchc.accounts.roles import OF_ASSESSED_AGENCY, Role
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from councils.models import ExplanationLetter, ExplanationRequest, InternalNote
from councils.models.explanation import OPEN_REQUESTS
from councils.news import address, people_with, tell
from councils.queries.explanation import ReplyTime, reply_time
from councils.rules import within_maximum
from councils.services.appraising import Refused, appraise
from councils.stages import Stage, latest_of
from councils.states import REQUEST, RequestState, StepRefused
from criteria.catalogue import leaf_rule
from criteria.models import Criterion
from criteria.queries import phase_state
from criteria.rules.calendar import Phase, closing_words
from criteria.rules.numbers import show_points
from criteria.rules.scoring import Entry

MAX_WORDS = 4000
BEFORE_COUNCIL = (Stage.REAPPRAISED, Stage.APPRAISED)
OPEN_FILES = (State.SUBMITTED, State.APPRAISED)
Position = ExplanationRequest.Position


def words(text: str, field: str, what: str, *, required: bool = True) -> str:
    """Trimmed text without control characters. Raises ``Refused`` naming the field: empty or too long."""
    cleaned = "\n".join(" ".join(line.split()) for line in text.replace("\x00", "").strip().splitlines())
    if required and not cleaned:
        raise Refused(f"Chưa ghi {what}.", field)
    if len(cleaned) > MAX_WORDS:
        raise Refused(f"{what.capitalize()} dài {len(cleaned)} ký tự – rút còn {MAX_WORDS} ký tự.", field)
    return cleaned


def not_own(member: Member, file: Assessment) -> None:
    """Nobody works on the file of their own agency from the other side. Raises ``Refused``."""
    if file.agency_id in member.own_agency_ids:
        raise Refused(f"Không xử lý hồ sơ của chính cơ quan mình ({file.agency}) – chuyển người khác trong Tổ Thư ký.")


def locked_file(pk: int) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).select_related("campaign", "agency").get(pk=pk)


@transaction.atomic
def ask(
    *,
    assessment: Assessment,
    leaf: Criterion,
    by: Member,
    department: Agency | None,
    doubt: str,
    question: str,
    at: datetime,
) -> ExplanationRequest:
    """Put down a request for one leaf; it waits for the agency's letter. Raises ``Refused``."""
    file = locked_file(assessment.pk)
    not_own(by, file)
    if State(file.state) not in OPEN_FILES:
        raise Refused(f"Hồ sơ {file.agency} {State(file.state).label.lower()} – chưa yêu cầu giải trình được.")
    if ExplanationRequest.objects.filter(assessment=file, criterion=leaf, state__in=OPEN_REQUESTS).exists():
        raise Refused(f"Mục {leaf.code} của {file.agency} đang có một yêu cầu giải trình chưa xử lý xong.")
    score = latest_of({row.stage: row for row in file.scores.filter(criterion=leaf)}, BEFORE_COUNCIL)
    made = ExplanationRequest.objects.create(
        assessment=file,
        agency_id=file.agency_id,
        criterion=leaf,
        doubt=words(doubt, "doubt", "lý do chưa thống nhất"),
        question=words(question, "question", "nội dung yêu cầu giải trình, bổ sung"),
        points=score.points if score else None,
        asked_by=by.user,
        asked_by_agency=department,
        asked_at=at,
    )
    audit.record("yêu cầu giải trình", made, by=by.user, changes={"nội dung": [None, made.question]}, at=at)
    return made


@transaction.atomic
def send_letter(
    *, assessment: Assessment, by: Member, at: datetime, due_at: datetime, contact: dict[str, str] | None = None
) -> ExplanationLetter:
    """Gather every request that waits into one letter to the agency, with its deadline. Raises ``Refused``."""
    file = locked_file(assessment.pk)
    not_own(by, file)
    waiting = list(ExplanationRequest.objects.filter(assessment=file, state=RequestState.DRAFT))
    if not waiting:
        raise Refused(f"{file.agency} không có yêu cầu giải trình nào chờ gửi.")
    _check_due(file, due_at, at)
    for one in waiting:
        checked(one, "send", by, file)
    number = ExplanationLetter.objects.filter(assessment=file).count() + 1
    letter = ExplanationLetter.objects.create(
        assessment=file, round=number, due_at=due_at, sent_at=at, sent_by=by.user, **(contact or {})
    )
    ExplanationRequest.objects.filter(pk__in=[one.pk for one in waiting]).update(letter=letter, state=RequestState.SENT)
    codes = ", ".join(one.criterion.code for one in waiting)
    changes = {"mục": [None, codes], "hạn trả lời": [None, closing_words(due_at)]}
    audit.record("gửi công văn yêu cầu giải trình", letter, by=by.user, changes=changes, at=at)
    _announce(letter, file, len(waiting), codes, at)
    return letter


def _check_due(file: Assessment, due_at: datetime, at: datetime) -> None:
    phase = phase_state(file.campaign, Phase.EXPLANATION, at=at, agency=file.agency)
    if not phase.open:
        raise Refused(f"Ngoài thời gian giải trình ({phase.words}) – đề nghị điều chỉnh kế hoạch hoặc gia hạn.")
    if due_at <= at:
        raise Refused("Hạn trả lời phải sau thời điểm gửi – ghi ngày khác.", "due_on")
    if phase.window.closes is not None and due_at > phase.window.closes:
        words = closing_words(phase.window.closes)
        raise Refused(f"Hạn trả lời sau khi hết thời gian giải trình ({words}) – ghi ngày sớm hơn.", "due_on")


def _announce(letter: ExplanationLetter, file: Assessment, count: int, codes: str, at: datetime) -> None:
    tell(
        people_with(*OF_ASSESSED_AGENCY, agency=file.agency_id),
        "explanation_asked",
        f"Yêu cầu giải trình {count} mục trước {closing_words(letter.due_at)}",
        f"Cơ quan thẩm định đề nghị {file.agency} giải trình, bổ sung tài liệu các mục {codes}. "
        "Quá hạn, điểm thẩm định được giữ nguyên để trình Hội đồng.",
        address("reply", file.campaign.year, file.pk),
        str(letter.pk),
        at,
    )


def checked(
    request: ExplanationRequest, name: str, by: Member, file: Assessment, *, reason: str = "", phase_open: bool = True
) -> Any:
    """The step of the table for this request and person. Raises ``Refused`` with the table's words."""
    roles = {role.value for role in roles_in(by, file)}
    try:
        return REQUEST.check(request.state, name, roles, reason=reason, phase_open=phase_open)
    except StepRefused as refused:
        raise Refused(refused.message, "reason" if refused.code == "reason" else "") from refused


def _locked(request: ExplanationRequest) -> ExplanationRequest:
    locked_file(request.assessment_id)
    return ExplanationRequest.objects.select_related("assessment__campaign", "agency", "criterion", "letter").get(
        pk=request.pk
    )


def _time(letter: ExplanationLetter, file: Assessment, at: datetime) -> ReplyTime:
    letter.assessment = file
    return reply_time(letter, at=at)


@transaction.atomic
def save_reply(
    *,
    request: ExplanationRequest,
    by: Member,
    at: datetime,
    position: str,
    reply: str,
    proposed: Decimal | None = None,
    version: int | None = None,
) -> ExplanationRequest:
    """Write the agency's reply to one request; it goes out when the head sends it. Raises ``Refused``, ``EntryError``.

    ``version`` is what the page knows: two officers never overwrite each other.
    """
    kept = _locked(request)
    file = kept.assessment
    if not _time(kept.letter, file, at).open:  # type: ignore[arg-type]
        raise Refused(
            "Đã hết hạn giải trình – nội dung đã lưu trước đó còn nguyên; đề nghị cơ quan thường trực gia hạn."
        )
    if kept.state != RequestState.SENT:
        raise Refused(
            f"Giải trình mục {kept.criterion.code} {RequestState(kept.state).label.lower()} – rút lại để sửa."
        )
    if position not in Position.values:
        raise Refused("Chưa chọn đồng ý hay không đồng ý với điểm thẩm định.", "position")
    if version is not None and version != kept.version:
        who = kept.replied_by or "Người khác"
        raise Refused(f"{who} vừa lưu giải trình mục này – xem lại rồi lưu lần nữa nếu vẫn giữ nội dung.", "reply")
    text = words(reply, "reply", "nội dung giải trình", required=position == Position.DISAGREE)
    if proposed is not None:
        known = Criterion.objects.self_scored().filter(pk=kept.criterion_id).with_rules().get()
        within_maximum(leaf_rule(known), proposed)
    before = {"ý kiến": kept.get_position_display(), "giải trình": kept.reply}
    kept.position, kept.reply, kept.proposed = position, text, proposed if position == Position.DISAGREE else None
    kept.replied_by, kept.replied_at, kept.version = by.user, at, kept.version + 1
    kept.save(update_fields=["position", "reply", "proposed", "replied_by", "replied_at", "version"])
    after = {"ý kiến": kept.get_position_display(), "giải trình": kept.reply}
    audit.record("lưu giải trình", kept, by=by.user, changes=audit.difference(before, after), at=at)
    return kept


@transaction.atomic
def send_reply(*, letter: ExplanationLetter, by: Member, at: datetime) -> int:
    """The head sends the replies of one letter; how many. Refused while one has no position yet, naming the leaves."""
    file = locked_file(letter.assessment_id)
    waiting = list(letter.requests.filter(state=RequestState.SENT).select_related("criterion"))
    if not waiting:
        raise Refused("Không có mục nào chờ gửi giải trình.")
    if unready := [one.criterion.code for one in waiting if not one.position]:
        raise Refused(f"Còn {len(unready)} mục chưa có ý kiến: {', '.join(unready)} – ghi ý kiến từng mục rồi gửi.")
    is_open = _time(letter, file, at).open
    for one in waiting:
        checked(one, "answer", by, file, phase_open=is_open)
        one.state, one.approved_by, one.approved_at = RequestState.ANSWERED, by.user, at
        one.save(update_fields=["state", "approved_by", "approved_at"])
        changes = {"ý kiến": [None, one.get_position_display()]}
        audit.record("gửi giải trình", one, by=by.user, changes=changes, at=at)
    _tell_askers(letter, file, waiting, at)
    return len(waiting)


def _tell_askers(letter: ExplanationLetter, file: Assessment, sent: list[ExplanationRequest], at: datetime) -> None:
    against = sum(one.position == Position.DISAGREE for one in sent)
    people = {one.asked_by_id: one.asked_by for one in sent if one.asked_by}
    for person in people_with(Role.SECRETARY):
        people[person.pk] = person
    tell(
        people.values(),
        "explanation_answered",
        f"{file.agency} đã giải trình {len(sent)} mục",
        f"{len(sent) - against} mục đồng ý, {against} mục đề nghị xem xét lại. Thẩm định lần 2 theo kế hoạch.",
        address("explanations", file.campaign.year),
        f"{letter.pk}:{at:%Y%m%d%H%M%S}",
        at,
    )


@transaction.atomic
def take_back(*, letter: ExplanationLetter, by: Member, at: datetime) -> int:
    """The head takes back what was sent and has not been worked on, to correct it within the deadline; how many."""
    file = locked_file(letter.assessment_id)
    is_open = _time(letter, file, at).open
    rows = list(letter.requests.filter(state=RequestState.ANSWERED).select_related("criterion"))
    if not rows:
        raise Refused("Không có giải trình nào đã gửi mà chưa được xử lý.")
    for one in rows:
        checked(one, "take_back", by, file, phase_open=is_open)
        one.state, one.approved_by, one.approved_at = RequestState.SENT, None, None
        one.save(update_fields=["state", "approved_by", "approved_at"])
        audit.record("rút giải trình để sửa", one, by=by.user, at=at)
    return len(rows)


@transaction.atomic
def settle(
    *,
    request: ExplanationRequest,
    by: Member,
    department: Agency | None,
    at: datetime,
    points: Decimal | None = None,
    entry: Entry | None = None,
    reason: str,
    reason_code: str = "",
    clause: str = "",
) -> ExplanationRequest:
    """The second appraisal: a score of the stage ``reappraised`` with its reason and clause, kept or changed.

    Either ``points``, or corrected numbers from which the leaf's rule computes them. A request without a reply is
    settled only after its deadline. Raises ``Refused``, ``EntryError``.
    """
    kept = _locked(request)
    file = kept.assessment
    not_own(by, file)
    text = words(reason, "reason", "lý do của điểm lần 2")
    is_open = phase_state(file.campaign, Phase.REAPPRAISAL, at=at, agency=file.agency).open
    checked(kept, "settle", by, file, reason=text, phase_open=is_open)
    _only_after_deadline(kept, at)
    done = appraise(
        assessment=file,
        leaf=kept.criterion,
        by=by.user,
        department=department,
        at=at,
        points=points,
        entry=entry,
        reason=text,
        reason_code=reason_code,
        clause=clause,
        stage=Stage.REAPPRAISED,
    )
    return _close(kept, RequestState.SETTLED, by, at, text, "thẩm định lần 2", done.score.points)


def _only_after_deadline(request: ExplanationRequest, at: datetime) -> None:
    if request.state == RequestState.SENT and (time := _time(request.letter, request.assessment, at)).open:  # type: ignore[arg-type]
        raise Refused(f"{request.agency} còn hạn giải trình đến {time.words} – thẩm định lần 2 sau khi đơn vị trả lời.")


def _close(
    kept: ExplanationRequest,
    state: RequestState,
    by: Member,
    at: datetime,
    text: str,
    verb: str,
    points: Decimal | None = None,
) -> ExplanationRequest:
    changes = {"trạng thái": [RequestState(kept.state).label, state.label]}
    if points is not None:
        changes["điểm"] = [show_points(kept.points), show_points(points)]
    kept.state, kept.outcome, kept.settled_by, kept.settled_at = state, text, by.user, at
    kept.save(update_fields=["state", "outcome", "settled_by", "settled_at"])
    audit.record(verb, kept, by=by.user, changes=changes, reason=text, at=at)
    return kept


@transaction.atomic
def refer(*, request: ExplanationRequest, by: Member, at: datetime, reason: str) -> ExplanationRequest:
    """Put the leaf before the council instead of deciding it. Raises ``Refused``."""
    kept = _locked(request)
    not_own(by, kept.assessment)
    text = words(reason, "reason", "lý do đưa ra Hội đồng")
    checked(kept, "refer", by, kept.assessment, reason=text)
    _only_after_deadline(kept, at)
    return _close(kept, RequestState.REFERRED, by, at, text, "đưa ra Hội đồng")


@transaction.atomic
def withdraw(*, request: ExplanationRequest, by: Member, at: datetime, reason: str) -> ExplanationRequest:
    """Take a request back before it has been answered; the reason stays. Raises ``Refused``."""
    kept = _locked(request)
    not_own(by, kept.assessment)
    text = words(reason, "reason", "lý do rút yêu cầu")
    checked(kept, "withdraw", by, kept.assessment, reason=text)
    return _close(kept, RequestState.WITHDRAWN, by, at, text, "rút yêu cầu giải trình")


@transaction.atomic
def note(*, assessment: Assessment, leaf: Criterion, by: Member, text: str, at: datetime) -> InternalNote:
    """Write an internal note; the agency never sees it. Raises ``Refused``."""
    not_own(by, assessment)
    cleaned = words(text, "note", "ghi chú nội bộ")
    made = InternalNote.objects.create(assessment=assessment, criterion=leaf, text=cleaned, by=by.user, at=at)
    audit.record("ghi chú nội bộ", made, by=by.user, changes={"nội dung": [None, cleaned]}, at=at)
    return made
