"""The improvement plan from the official result to approval, change and correction."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.models import Assessment, Score
from cchc.accounts.handover import duties_of, hand_over
from cchc.notices.models import Notification
from cchc.tenancy.models import AuditEvent
from criteria.rules.numbers import total
from publications.improvement_models import ImprovementLine, ImprovementPlan
from publications.improving import services
from publications.improving.queries import is_corrected, versions_of
from publications.improving.services import CARE, PlanRefused, Typed, officers_by_line
from publications.improving.states import PlanState
from publications.queries import publication_of
from publications.services import approve as approve_result
from publications.services import freeze, publish
from tests.publications.build import NOW, put_scores, scored_campaign
from tests.publications.improving import LATER, approved, completed, drafted, published_year

D = Decimal


def typed_of(line: ImprovementLine, officers=(), **changed) -> Typed:
    values = {name: getattr(line, name) for name in services.TEXTS} | changed
    return Typed(line.version, values, frozenset(user.pk for user in officers))


def save(plan, year, line, *officers, who="giang", **changed):
    return services.save_lines(
        plan=plan, typed={line.pk: typed_of(line, officers, **changed)}, by=year.by[who], at=LATER
    )


def test_a_draft_holds_every_leaf_that_applied_in_the_annex_its_points_put_it_in(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    mend = {line.code: (line.points, line.lost, line.target, line.due_on) for line in plan.lines.filter(annex="mend")}
    due = date(2025, 9, 30)
    assert mend == {
        "1.1.1": (0, 1, 1, due),
        "1.3": (0, 2, 2, due),
        "2.1.1": (0, 2, 2, due),
        "2.1.2": (0, 2, 2, due),
        "3.1": (D("1.5"), D("1.5"), 3, due),
        "3.2": (D("0.5"), D("0.5"), 1, due),
    }
    row = year.snapshot.rows.get(agency=year.agency)
    lines = list(plan.lines.all())
    assert total(line.points for line in lines) == row.total_points
    assert total(line.max_points for line in lines) == row.applicable_max


def test_the_cause_is_what_the_appraiser_wrote_and_for_a_survey_its_result(cast, scope_a):
    plan = drafted(published_year(cast))
    causes = dict(plan.lines.filter(annex="mend").values_list("code", "cause"))
    assert causes["1.3"] == "Ghi chú thẩm định nội bộ"
    assert causes["3.1"] == "Kết quả điều tra xã hội học đạt 50%."


def test_no_plan_is_drafted_before_the_result_is_published(cast, scope_a):
    year = published_year(cast)
    other = scored_campaign(cast, year=2023, code="KT23")
    with pytest.raises(PlanRefused, match="chưa công bố"):
        services.make_plan(campaign=other.campaign, agency=year.agency, by=year.by["giang"], at=LATER)
    with pytest.raises(PlanRefused, match="chính đơn vị"):
        services.make_plan(campaign=year.campaign, agency=year.agency, by=year.by["an"], at=LATER)


def test_a_second_draft_is_refused(cast, scope_a):
    year = published_year(cast)
    drafted(year)
    with pytest.raises(PlanRefused, match="Đã có kế hoạch"):
        drafted(year)


def test_a_line_is_written_with_its_officers_and_a_line_in_the_diary(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    line = plan.lines.get(code="1.3")
    saved = save(plan, year, line, cast.giang, year.head, action="Tự kiểm tra 30 % đơn vị", due_on=date(2025, 6, 30))
    line.refresh_from_db()
    assert (saved.written, line.action, line.due_on, line.version) == (
        1,
        "Tự kiểm tra 30 % đơn vị",
        date(2025, 6, 30),
        2,
    )
    assert officers_by_line([line.pk])[line.pk] == [cast.giang, year.head]
    assert AuditEvent.objects.filter(verb="sửa kế hoạch khắc phục").count() == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    line = plan.lines.get(code="1.3")
    save(plan, year, line, action="Của Giang")
    second = save(plan, year, line, who="hoa", action="Của Hòa")
    line.refresh_from_db()
    assert (second.written, list(second.conflicts), line.action) == (0, [line.pk], "Của Giang")


def test_a_line_given_to_somebody_is_edited_by_them_and_the_head_alone(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    line = plan.lines.get(code="1.3")
    save(plan, year, line, year.head, who="hoa")
    line.refresh_from_db()
    refused = save(plan, year, line, year.head, action="Của Giang")
    assert (refused.written, refused.closed) == (0, ["1.3"])
    assert save(plan, year, line, year.head, who="hoa", action="Của Hòa").written == 1


def test_a_plan_with_gaps_is_neither_sent_nor_approved(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    with pytest.raises(PlanRefused, match=r"còn 6 mục chưa đủ nội dung: 1\.1\.1, 1\.3"):
        services.move(plan=plan, name="send", by=year.by["giang"], at=LATER)


def test_the_plan_goes_to_the_head_back_with_a_reason_and_is_approved(cast, scope_a):
    year = published_year(cast)
    plan = services.move(plan=completed(year), name="send", by=year.by["giang"], at=LATER)
    with pytest.raises(PlanRefused, match="là việc của lãnh đạo đơn vị"):
        services.move(plan=plan, name="approve", by=year.by["giang"], at=LATER)
    plan = services.move(plan=plan, name="return", by=year.by["hoa"], at=LATER, reason="Thiếu tài liệu")
    assert (plan.state, plan.return_reason) == (PlanState.DRAFT, "Thiếu tài liệu")
    plan = services.move(plan=plan, name="send", by=year.by["giang"], at=LATER + timedelta(hours=1))
    plan = services.move(plan=plan, name="approve", by=year.by["hoa"], at=LATER + timedelta(hours=2))
    assert (plan.state, plan.approved_by, plan.return_reason) == (PlanState.APPROVED, year.head, "")
    told = Notification.objects.filter(channel="inbox", kind__startswith="improvement").order_by("pk")
    assert [(one.kind, one.recipient.username) for one in told] == [
        ("improvement_sent", "hoa"),
        ("improvement_returned", "giang"),
        ("improvement_sent", "hoa"),
        ("improvement_approved", "giang"),
        ("improvement_office", "chi"),
    ]


def test_lines_of_an_approved_plan_are_changed_by_no_path(cast, scope_a):
    year = published_year(cast)
    plan = approved(year)
    with pytest.raises(PlanRefused, match="lập bản sửa đổi"):
        save(plan, year, plan.lines.get(code="1.3"), action="Khác")
    for change in (lambda: plan.lines.update(action="Khác"), lambda: plan.lines.all().delete()):
        with pytest.raises(IntegrityError, match="approved improvement plan stay"), transaction.atomic():
            change()


def test_a_change_after_approval_is_a_version_with_a_reason_and_the_old_one_stays_in_force(cast, scope_a):
    year = published_year(cast)
    first = approved(year)
    with pytest.raises(PlanRefused, match="lý do"):
        services.revise(plan=first, reason=" ", by=year.by["giang"], at=LATER)
    second = services.revise(plan=first, reason="Thay người phụ trách", by=year.by["giang"], at=LATER)
    found = versions_of(year.campaign, year.agency)
    assert (found.in_force, found.in_work, second.version) == (first, second, 2)
    copied = second.lines.get(code="1.3")
    assert copied.office == "Công chức Văn phòng - Thống kê"
    with pytest.raises(PlanRefused, match="Đang có một bản"):
        services.revise(plan=first, reason="Nữa", by=year.by["giang"], at=LATER)
    services.move(plan=second, name="approve", by=year.by["hoa"], at=LATER + timedelta(days=1))
    states = dict(ImprovementPlan.objects.values_list("version", "state"))
    assert states == {1: PlanState.REPLACED, 2: PlanState.APPROVED}


def test_officers_of_a_line_go_on_in_the_new_version(cast, scope_a):
    year = published_year(cast)
    plan = completed(year)
    save(plan, year, plan.lines.get(code="1.3"), cast.giang)
    first = services.move(plan=plan, name="approve", by=year.by["hoa"], at=LATER)
    second = services.revise(plan=first, reason="Đổi hạn", by=year.by["hoa"], at=LATER)
    line = second.lines.get(code="1.3")
    assert officers_by_line([line.pk]) == {line.pk: [cast.giang]}
    assert CARE == "mend_line"


def test_a_corrected_result_is_taken_into_the_draft_and_what_was_written_stays(cast, scope_a):
    year = published_year(cast)
    plan = drafted(year)
    save(plan, year, plan.lines.get(code="2.1.1"), action="Đã viết")
    save(plan, year, plan.lines.get(code="1.3"), action="Sẽ bỏ")
    other = services.make_plan(campaign=year.campaign, agency=cast.a.commune_1, by=year.by["an"], at=LATER)
    _correct(cast, year)
    assert [is_corrected(one, publication_of(2024)) for one in (plan, other)] == [True, False]
    kept = services.take_result(plan=plan, by=year.by["giang"], at=LATER)
    lines = {line.code: line for line in kept.lines.all()}
    assert (lines["2.1.1"].action, lines["2.1.1"].annex) == ("Đã viết", "mend")
    assert (lines["1.3"].annex, lines["1.3"].points, lines["1.3"].action) == ("keep", 2, services.drafting.KEEP_ACTION)
    with pytest.raises(PlanRefused, match="mới nhất"):
        services.take_result(plan=kept, by=year.by["giang"], at=LATER)


def _correct(cast, year) -> None:
    """A second version in which leaf 1.3 got its points."""
    Assessment.objects.filter(campaign=year.campaign, agency=year.agency).update(state="appraised")
    Score.objects.filter(
        assessment__campaign=year.campaign, agency=year.agency, stage="final", criterion__code="1.3"
    ).delete()
    put_scores(year, year.agency, {"1.3": "2"}, Score.Stage.FINAL)
    snapshot = freeze(campaign=year.campaign, by=cast.chi, at=NOW, reason="Cộng sai mục 1.3")
    approve_result(snapshot=snapshot, by=cast.khanh, at=NOW)
    publish(snapshot=snapshot, by=cast.chi, at=NOW)


def test_lines_are_handed_over_with_everything_else_a_person_was_given(cast, scope_a):
    year = published_year(cast)
    plan = completed(year)
    line = plan.lines.get(code="1.3")
    save(plan, year, line, cast.giang)
    services.move(plan=plan, name="approve", by=year.by["hoa"], at=LATER)
    duty = duties_of(cast.giang)
    assert [(one.agency_id, one.words.split(" – ")[0], one.state) for one in duty] == [
        (year.agency.pk, f"Khắc phục 1.3 {line.name}", "Chậm")
    ]
    assert hand_over(user=cast.giang, successor=year.head, by=year.head) == 1
    assert officers_by_line([line.pk]) == {line.pk: [year.head]}
