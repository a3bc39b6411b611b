from datetime import datetime

import pytest

from cchc.tenancy.audit import history
from cchc.tenancy.scope import tenant_scope
from criteria.models import Campaign, Exemption, Extension, PlanStep
from criteria.rules.calendar import HANOI
from tests.cast import make_agency
from tests.criteria.build import queries_of, small_campaign

PLAN = "/huyen-a/2024/ke-hoach/"
PRESENT = datetime(2024, 12, 9, 10, tzinfo=HANOI)


def step_values(**changes):
    values = {
        "printed_number": "2",
        "task": "Tự đánh giá của UBND các xã",
        "phase": "self_assessment",
        "opens_on": "2024-12-01",
        "deadline_kind": "before",
        "deadline_date": "2024-12-15",
        "deadline_period": "",
        "deadline_text": "trước ngày 15/12/2024",
        "closes_at": "",
        "lead": "UBND các xã",
        "coordinating": "",
        "note": "",
    }
    return values | changes


def test_the_plan_shows_steps_and_findings_the_gravest_first(chi, year, cast):
    with tenant_scope(cast.tenant_a):
        year.campaign.steps.filter(phase="approval").update(lead="")
        year.campaign.legal_bases.create(position=1, text="Căn cứ Luật", issued_on=None)
    page = chi.get(PLAN)
    assert len(page.context["steps"]) == 9
    severities = [finding.severity.value for finding, _ in page.context["findings"]]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    places = {finding.code: place for finding, place in page.context["findings"]}
    assert (places["no_lead"], places["basis_without_date"]) == ("b8", "can-cu")


def test_a_step_is_edited_and_the_diary_says_what_changed(chi, year, cast):
    step = year.steps["self_assessment"]
    response = chi.post(f"{PLAN}buoc/{step.pk}/", step_values(closes_at="2024-12-15T17:00"))
    assert (response.status_code, response["Location"]) == (302, PLAN)
    with tenant_scope(cast.tenant_a):
        saved = PlanStep.objects.get(pk=step.pk)
        assert saved.deadline_words == "trước ngày 15/12/2024 (đóng lúc 17:00 ngày 15/12)"
        event = history(year.campaign).first()
        assert (event.verb, event.changes["cơ quan chủ trì"]) == ("sửa bước kế hoạch", ["Phòng Nội vụ", "UBND các xã"])


def test_a_phase_belongs_to_one_step_and_what_was_typed_stays(chi, year):
    step = year.steps["survey"]
    page = chi.post(f"{PLAN}buoc/{step.pk}/", step_values())
    assert page.context["form"].errors["phase"] == ["Giai đoạn Tự đánh giá đã gắn với bước 2 – mỗi giai đoạn một bước."]
    assert page.context["form"]["task"].value() == "Tự đánh giá của UBND các xã"


def test_a_month_that_is_none_is_refused(chi, year):
    page = chi.post(f"{PLAN}buoc/them/", step_values(phase="", deadline_kind="period", deadline_period="2024-13"))
    assert page.context["form"].errors["deadline_period"] == ["Tháng “2024-13” không đọc được – ghi theo dạng 2024-11."]


def test_a_step_is_added_at_the_end_and_taken_out_again(chi, year, cast):
    chi.post(f"{PLAN}buoc/them/", step_values(printed_number="10", phase=""))
    with tenant_scope(cast.tenant_a):
        added = PlanStep.objects.get(printed_number="10")
        assert added.position == 10
    chi.post(f"{PLAN}buoc/{added.pk}/bo/")
    with tenant_scope(cast.tenant_a):
        assert PlanStep.objects.count() == 9


def test_legal_bases_are_lines_that_bring_their_own_dates(chi, year, cast):
    text = "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n\n"
    text += "Căn cứ Kế hoạch số 151/KH-UBND ngày 28/12/2023"
    chi.post(f"{PLAN}can-cu/", {"bases": text, "number": "12/KH-UBND", "day": "2024-11-05"})
    with tenant_scope(cast.tenant_a):
        campaign = Campaign.objects.get()
        assert (campaign.plan_number, str(campaign.plan_date)) == ("12/KH-UBND", "2024-11-05")
        assert [(basis.text, str(basis.issued_on)) for basis in campaign.legal_bases.all()] == [
            ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015", "2015-06-19"),
            ("Căn cứ Kế hoạch số 151/KH-UBND ngày 28/12/2023", "2023-12-28"),
        ]


def test_a_campaign_is_not_opened_while_its_plan_has_an_error(chi, cast):
    soon = small_campaign(cast, now=PRESENT, opened=False)
    with tenant_scope(cast.tenant_a):
        soon.campaign.steps.filter(phase="approval").update(lead="")
    page = chi.post("/huyen-a/2024/mo-ky/", follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Chưa mở được kỳ. Kế hoạch còn 1 lỗi – sửa hết lỗi rồi mở kỳ."
    ]
    with tenant_scope(cast.tenant_a):
        assert Campaign.objects.get().opened_at is None
        soon.campaign.steps.filter(phase="approval").update(lead="Phòng Nội vụ")
    page = chi.post("/huyen-a/2024/mo-ky/", follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Đã mở Chỉ số cải cách hành chính năm 2024. Từ nay việc mở, đóng từng bước theo ngày trong kế hoạch."
    ]
    with tenant_scope(cast.tenant_a):
        assert Campaign.objects.get().opened_at is not None


def test_an_extension_is_kept_with_reason_and_approver(chi, year, cast):
    closes = year.steps["self_assessment"].closes
    values = {
        "phase": "self_assessment",
        "whom": "some",
        "agencies": [cast.a.commune_1.pk],
        "closes_at": closes.strftime("%Y-%m-%dT12:00"),
        "reason": "Mất điện",
        "approver": "Chủ tịch UBND huyện",
    }
    response = chi.post("/huyen-a/2024/gia-han/", values)
    assert response.status_code == 302
    with tenant_scope(cast.tenant_a):
        made = Extension.objects.get()
        assert (made.agency.code, made.reason, made.created_by_name) == ("001", "Mất điện", "Lý Thu Chi")
    again = chi.post("/huyen-a/2024/gia-han/", values)
    (said,) = again.context["form"].errors["closes_at"]
    assert said.startswith("Hạn mới không sau hạn hiện nay")


def test_an_extension_without_reason_is_refused(chi, year):
    page = chi.post("/huyen-a/2024/gia-han/", {"phase": "self_assessment", "closes_at": "2030-01-01T12:00"})
    assert sorted(page.context["form"].errors) == ["approver", "reason", "whom"]


def test_an_exemption_needs_an_item_that_the_set_lets_out(chi, year, cast):
    participant = year.participants[cast.a.commune_1.pk]
    url = f"/huyen-a/2024/don-vi/{participant.pk}/"
    with tenant_scope(cast.tenant_a):
        area = year.criteria_set.criteria.get(code="2")
    refused = chi.post(f"{url}khong-ap-dung/", {"criterion": year.leaves["1.1.1"].pk, "reason": "x"})
    assert list(refused.context["exemption_form"].errors) == ["criterion"]
    chi.post(f"{url}khong-ap-dung/", {"criterion": area.pk, "reason": "Đơn vị mới thành lập"})
    with tenant_scope(cast.tenant_a):
        made = Exemption.objects.get()
        assert (made.criterion.code, made.reason) == ("2", "Đơn vị mới thành lập")
    chi.post(f"{url}ap-dung-lai/{made.pk}/")
    with tenant_scope(cast.tenant_a):
        assert not Exemption.objects.exists()


def test_the_block_of_a_participant_is_changed(chi, year, cast):
    participant = year.participants[cast.a.commune_1.pk]
    chi.post(f"/huyen-a/2024/don-vi/{participant.pk}/", {"block": "xã vùng cao"})
    with tenant_scope(cast.tenant_a):
        participant.refresh_from_db()
        assert (participant.block, participant.ranked) == ("xã vùng cao", False)


@pytest.mark.parametrize("path", ["ke-hoach/", "don-vi/", "gia-han/", "ke-hoach/can-cu/"])
def test_a_year_without_campaign_is_not_found(chi, year, path):
    assert chi.get(f"/huyen-a/2019/{path}").status_code == 404


def test_steps_and_participants_of_another_tenant_are_not_found(login, cast, year):
    ha = login(cast.ha)
    step, participant = year.steps["survey"], year.participants[cast.a.town.pk]
    assert ha.get(f"/huyen-b/2024/ke-hoach/buoc/{step.pk}/").status_code == 404
    assert ha.post(f"/huyen-b/2024/don-vi/{participant.pk}/khong-ap-dung/").status_code == 404


def test_officers_read_the_plan_and_change_nothing(login, cast, year):
    an = login(cast.an)
    assert an.get(PLAN).status_code == 200
    assert an.get(f"{PLAN}buoc/{year.steps['survey'].pk}/").status_code == 403
    assert an.post("/huyen-a/2024/mo-ky/").status_code == 403
    assert an.get("/huyen-a/2024/don-vi/").status_code == 403


def test_who_sees_all_reads_extensions_and_does_not_write_them(login, cast, year):
    oanh = login(cast.oanh)
    assert oanh.get("/huyen-a/2024/gia-han/").status_code == 200
    assert oanh.post("/huyen-a/2024/gia-han/", {}).status_code == 403


def test_the_list_of_participants_costs_the_same_however_long(chi, cast, year):
    with tenant_scope(cast.tenant_a):
        year.campaign.participants.exclude(agency=cast.a.town).delete()
    few = queries_of(chi, "/huyen-a/2024/don-vi/")
    with tenant_scope(cast.tenant_a):
        for number in range(3):
            agency = make_agency(f"1{number}", f"Xã {number}")
            participant = year.campaign.participants.create(agency=agency, criteria_set=year.criteria_set, block="xã")
            participant.exemptions.create(criterion=year.leaves["1.10"], reason="x", decided_by_name="Chi")
    assert queries_of(chi, "/huyen-a/2024/don-vi/") == few
