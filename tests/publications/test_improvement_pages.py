"""The pages of the improvement plan in the browser: draft, edit, approve, follow, report, and the office's view."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from assessments.services import open_assessments
from cchc.tenancy.models import AgencySuccession
from publications.improvement_models import ImprovementPlan
from publications.improving import services
from publications.improving.states import PlanState
from tests.criteria.build import small_campaign
from tests.publications.build import NOW
from tests.publications.improving import approved, drafted, fields_of, published_year


@pytest.fixture
def year(cast, scope_a):
    return published_year(cast)


def address(view: str, *more, code: str = "002") -> str:
    return reverse(f"publications:{view}", args=["huyen-a", 2024, code, *more])


def test_an_officer_drafts_the_plan_from_the_page(login, cast, year):
    page = login(cast.giang).get(address("improvement"))
    assert "Lập dự thảo kế hoạch" in page.content.decode()
    answer = login(cast.giang).post(address("improvement"))
    assert (answer.status_code, answer["Location"]) == (302, address("improvement"))
    assert ImprovementPlan.objects.get().state == PlanState.DRAFT


def test_a_page_of_lines_saves_what_was_typed_and_only_that(login, cast, year):
    plan = drafted(year)
    first, second = plan.lines.get(code="1.1.1"), plan.lines.get(code="1.3")
    typed = fields_of(first, [cast.giang], action="Ban hành trước 15/01", due_on="31/3/2025") | fields_of(second)
    for line in plan.lines.filter(area_code="1").exclude(pk__in=[first.pk, second.pk]):
        typed |= fields_of(line)
    answer = login(cast.giang).post(address("improvement_edit") + "?linh-vuc=1", typed)
    assert (answer.status_code, answer["Location"]) == (302, address("improvement_edit") + "?linh-vuc=2")
    versions = dict(plan.lines.filter(area_code="1").values_list("code", "version"))
    assert {code for code, version in versions.items() if version > 1} == {"1.1.1"}
    first.refresh_from_db()
    assert (first.action, str(first.due_on), first.target) == ("Ban hành trước 15/01", "2025-03-31", 1)


def test_what_is_wrong_and_what_another_changed_stays_typed_while_the_rest_is_saved(login, cast, year):
    plan = drafted(year)
    good, wrong, taken = (plan.lines.get(code=code) for code in ("1.1.1", "1.3", "1.2"))
    typed = fields_of(good, action="Ghi được") | fields_of(wrong, due_on="31/02/2025", target="3")
    typed |= fields_of(taken, action="Của Giang")
    values = {name: getattr(taken, name) for name in services.TEXTS} | {"action": "Của Hòa"}
    theirs = services.Typed(taken.version, values, frozenset())
    services.save_lines(plan=plan, typed={taken.pk: theirs}, by=year.by["hoa"], at=NOW)
    for line in plan.lines.filter(area_code="1").exclude(pk__in=[good.pk, wrong.pk, taken.pk]):
        typed |= fields_of(line)
    answer = login(cast.giang).post(address("improvement_edit") + "?linh-vuc=1", typed)
    page = answer.content.decode()
    stored = dict(plan.lines.filter(pk__in=[good.pk, taken.pk]).values_list("code", "action"))
    assert (answer.status_code, stored) == (422, {"1.1.1": "Ghi được", "1.2": "Của Hòa"})
    for words in ("31/02/2025", "Ngày không đọc được", "Mục tiêu từ 0 đến điểm tối đa 2", "Của Giang", "Đặng Văn Hòa"):
        assert words in page


def test_the_head_approves_and_the_plan_can_be_changed_only_by_a_new_version(login, cast, year):
    plan = drafted(year)
    plan.lines.update(office="Văn phòng")
    client = login(year.head)
    client.post(address("improvement_step"), {"viec": "approve"})
    plan.refresh_from_db()
    late = client.get(address("improvement_edit"))
    assert (plan.state, late.status_code, late["Location"]) == (PlanState.APPROVED, 302, address("improvement"))
    line = plan.lines.get(code="1.3")
    sent = login(cast.giang).post(address("improvement_edit") + "?linh-vuc=1", fields_of(line, action="Gõ dở"))
    page = sent.content.decode()
    assert (sent.status_code, "Gõ dở" in page, "không sửa được – rút về hoặc lập bản sửa đổi" in page) == (
        422,
        True,
        True,
    )
    client = login(year.head)
    client.post(address("improvement_revise"), {"reason": "Đổi thời hạn"})
    assert ImprovementPlan.objects.filter(state=PlanState.DRAFT, version=2, reason="Đổi thời hạn").count() == 1
    assert client.get(address("improvement")).status_code == 200


def test_words_changed_meanwhile_are_shown_and_not_overwritten(login, cast, year):
    plan = drafted(year)
    typed = {"rank_goal": "nâng hạng", "duties": "Văn phòng: theo dõi", "words_version": 1}
    client = login(cast.giang)
    assert client.post(address("improvement_words"), typed).status_code == 302
    second = client.post(address("improvement_words"), typed | {"rank_goal": "giữ hạng"})
    plan.refresh_from_db()
    assert (second.status_code, plan.rank_goal) == (422, "nâng hạng")


def test_an_officer_says_what_was_done_and_a_wrong_form_keeps_what_was_typed(login, cast, year):
    plan = approved(year)
    line = plan.lines.get(code="1.3")
    client = login(cast.giang)
    refused = client.post(
        address("improvement_line", line.pk), {"state": "late", "percent": "9" * 30, "done": "Một phần"}
    )
    assert (refused.status_code, "Một phần" in refused.content.decode()) == (422, True)
    answer = client.post(address("improvement_line", line.pk), {"state": "done", "percent": "40", "done": "Đủ báo cáo"})
    assert answer["Location"] == address("improvement_follow") + f"#m{line.pk}"
    page = client.get(address("improvement_follow") + "?tinh-trang=done").content.decode()
    assert "Đủ báo cáo" in page
    assert "Đang làm (" not in page


def test_reports_list_the_periods_and_keep_their_words(login, cast, year):
    approved(year)
    client = login(cast.giang)
    assert "quý II năm 2025" in client.get(address("improvement_reports")).content.decode()
    typed = {"obstacles": "Thiếu kinh phí", "next_tasks": "", "proposals": ""}
    assert client.post(address("improvement_report", "2025-q2"), typed).status_code == 302
    assert "Thiếu kinh phí" in client.get(address("improvement_report", "2025-q2")).content.decode()
    wrong = [client.get(address("improvement_report", key)).status_code for key in ("2024-q2", "2025-13", "x")]
    assert wrong == [404, 404, 404]


def test_the_office_filters_all_plans_and_takes_them_as_a_workbook(login, cast, year):
    approved(year)
    client = login(cast.chi)
    everything = reverse("publications:improvements", args=["huyen-a", 2024])
    page = client.get(everything, {"tim": "vi huong"}).content.decode()
    assert ("Xã Vi Hương" in page, ">Xã Cẩm Giàng<" in page) == (True, False)
    table = client.get(reverse("publications:improvements_table", args=["huyen-a", 2024]), {"tinh-trang": "cham"})
    rows = list(load_workbook(io.BytesIO(table.content)).active.iter_rows(values_only=True))
    assert [(row[2], row[5], row[11]) for row in rows[1:]] == [("Xã Vi Hương", 6, 9)]


def test_the_sheet_of_the_year_after_shows_what_was_promised_beside_the_leaf(login, cast, year):
    approved(year)
    after = small_campaign(cast, now=timezone.now(), year=2025, code="KT25")
    for code, leaf in after.leaves.items():
        leaf.predecessor = year.leaves[code]
        leaf.save()
    open_assessments(after.campaign, by=None)
    file = after.campaign.assessments.get(agency=year.agency)
    page = login(cast.giang).get(reverse("assessments:sheet", args=["huyen-a", 2025, file.pk, "1"])).content.decode()
    assert page.count("Cam kết khắc phục sau kết quả năm 2024") == 2
    assert "năm nay chưa chấm" in page


def test_the_people_of_a_merged_agency_read_the_plans_it_took_over_and_their_sheet_reminds_them(login, cast, year):
    plan = approved(year)
    AgencySuccession.objects.create(predecessor=year.agency, successor=cast.a.commune_1)
    after = small_campaign(cast, now=timezone.now(), year=2025, code="KT25")
    for code, leaf in after.leaves.items():
        leaf.predecessor = year.leaves[code]
        leaf.save()
    open_assessments(after.campaign, by=None)
    file = after.campaign.assessments.get(agency=cast.a.commune_1)
    client = login(cast.an)
    sheet = client.get(reverse("assessments:sheet", args=["huyen-a", 2025, file.pk, "1"])).content.decode()
    assert sheet.count("Cam kết khắc phục sau kết quả năm 2024") == 2
    assert sheet.count("kết quả năm 2024 (Xã Vi Hương)") == 2
    old = ["huyen-a", 2024, year.agency.code]
    own = client.get(reverse("publications:improvement", args=["huyen-a", 2024, cast.a.commune_1.code]))
    assert reverse("publications:improvement", args=old) in own.content.decode()
    views = ["improvement", "improvement_follow", "improvement_reports"]
    assert [client.get(reverse(f"publications:{view}", args=old)).status_code for view in views] == [200, 200, 200]
    line = plan.lines.filter(annex="mend").first()
    writes = {"improvement_line": [line.pk], "improvement_words": [], "improvement_revise": []}
    answers = [client.post(reverse(f"publications:{view}", args=[*old, *more])) for view, more in writes.items()]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_what_waits_stands_on_the_home_page_of_officer_and_head(login, cast, year):
    home = reverse("accounts:home", args=["huyen-a"])
    titles = [
        "Lập Kế hoạch duy trì, khắc phục Chỉ số năm 2024",
        "Hoàn thiện Kế hoạch duy trì",
        "nội dung khắc phục chậm",
    ]
    pages = [login(cast.giang).get(home).content.decode()]
    plan = drafted(year, timezone.now() - timedelta(days=3))
    pages.append(login(cast.giang).get(home).content.decode())
    plan.lines.update(office="Văn phòng")
    plan.lines.filter(annex="mend").update(due_on=timezone.localdate() - timedelta(days=1))
    services.move(plan=plan, name="approve", by=year.by["hoa"], at=timezone.now())
    pages.append(login(year.head).get(home).content.decode())
    assert [title in page for title, page in zip(titles, pages, strict=True)] == [True, True, True]
