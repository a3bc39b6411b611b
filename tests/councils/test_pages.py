"""The other pages: one file, bonus, assignments, the board, adoption and reopening, and the home page."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Assessment, BonusScore, Score
from assessments.services import assessment_for
from cchc.accounts.models import User
from cchc.accounts.roles import Role
from cchc.tenancy.scope import tenant_scope
from councils.models import Adoption, Assignment
from councils.services import appraise
from criteria.models import BonusItem, Campaign, Criterion
from criteria.rules.calendar import HANOI
from tests.assessments.build import citation
from tests.cast import hold
from tests.councils.build import accept_all, appraisal_campaign, confirm_all, send
from tests.criteria.build import queries_of

D = Decimal


@pytest.fixture
def now():
    return datetime.now(HANOI)


@pytest.fixture
def to():
    def address(view, *args):
        return reverse(f"councils:{view}", args=["huyen-a", 2024, *args])

    return address


def state_of(cast, file):
    with tenant_scope(cast.tenant_a):
        return Assessment.objects.get(pk=file.pk).state


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def finals(cast):
    with tenant_scope(cast.tenant_a):
        return Score.objects.at_stage("final").count()


class TestFile:
    def test_an_appraiser_reads_self_score_and_appraisal_side_by_side(self, cast, login, to, done):
        page = login(cast.dung).get(to("file", done.files[cast.a.commune_1.pk].pk), {"linh-vuc": "1"})
        whole = page.context["page"].whole
        assert (whole.done, whole.total) == (9, 9)
        assert whole.mine == whole.judged == D("11.5333333333")
        assert [line.node.code for line, *_ in page.context["lines"] if line.node.is_leaf] == [
            "1.1.1", "1.1.2", "1.1.3", "1.2", "1.3", "1.10",
        ]  # fmt: skip

    def test_the_agency_reads_its_scores_only_once_appraisal_has_ended(self, cast, login, to, done):
        file = done.files[cast.a.commune_1.pk]
        an = login(cast.an)
        assert an.get(to("file", file.pk)).status_code == 403
        with tenant_scope(cast.tenant_a):
            Assessment.objects.filter(pk=file.pk).update(state="appraised")
        assert an.get(to("file", file.pk)).status_code == 200
        with tenant_scope(cast.tenant_a):
            Campaign.objects.update(provisional_view="nothing")
        assert an.get(to("file", file.pk)).status_code == 403

    def test_another_agencys_file_does_not_exist_for_an_officer(self, cast, login, to, done):
        assert login(cast.giang).get(to("file", done.files[cast.a.commune_1.pk].pk)).status_code == 404

    def test_internal_history_is_not_shown_to_the_agency(self, cast, login, to, done):
        file = done.files[cast.a.commune_1.pk]
        with tenant_scope(cast.tenant_a):
            Assessment.objects.filter(pk=file.pk).update(state="appraised")
        assert login(cast.an).get(to("file", file.pk)).context["history"] == []
        assert len(login(cast.chi).get(to("file", file.pk)).context["history"]) > 0

    def test_an_area_is_accepted_with_one_button(self, cast, login, to, year):
        file = year.files[cast.a.commune_1.pk]
        dung = login(cast.dung)
        assert dung.get(to("file", file.pk), {"linh-vuc": "2"}).context["acceptable"] == 3
        assert dung.get(to("file", file.pk), {"linh-vuc": "1"}).context["acceptable"] == 0
        answer = dung.post(to("file_accept", file.pk), {"linh-vuc": "2"}, follow=True)
        assert said(answer) == ["Đã nhận điểm tự chấm cho 3 mục."]
        dung.post(to("file_accept", file.pk), {"linh-vuc": "1"})
        with tenant_scope(cast.tenant_a):
            assert Score.objects.at_stage("appraised").count() == 3

    def test_the_secretary_ends_the_appraisal_and_is_told_what_is_missing(self, cast, login, to, done, now):
        minh, file = login(cast.minh), done.files[cast.a.commune_1.pk]
        with tenant_scope(cast.tenant_a):
            row = Score.objects.get(agency=cast.a.commune_1, stage="appraised", criterion=done.leaves["1.2"])
            Score.objects.filter(pk=row.pk).delete()
        answer = minh.post(to("finish", file.pk), follow=True)
        assert said(answer) == ["Xã Cẩm Giàng còn 1 mục chưa thẩm định: 1.2 – thẩm định hết rồi kết thúc."]
        with tenant_scope(cast.tenant_a):
            row.save(force_insert=True)
        page = minh.get(to("file", file.pk)).context
        assert ([str(one) for one in page["unconfirmed"]], page["may_override"]) == (
            ["Phòng Nội vụ", "Phòng Tư pháp"],
            False,
        )
        confirm_all(done, now=now)
        minh.post(to("finish", file.pk))
        assert state_of(cast, file) == "appraised"

    def test_the_standing_office_ends_it_without_confirmation_by_giving_the_reason(self, cast, login, to, done):
        chi, file = login(cast.chi), done.files[cast.a.commune_1.pk]
        assert said(chi.post(to("finish", file.pk), follow=True)) == [
            "Phòng Nội vụ, Phòng Tư pháp chưa xác nhận phần thẩm định Xã Cẩm Giàng – ghi lý do kết thúc không chờ."
        ]
        answer = chi.post(to("finish", file.pk), {"reason": "Hết thời hạn thẩm định."}, follow=True)
        assert said(answer) == ["Đã kết thúc thẩm định hồ sơ Xã Cẩm Giàng."]
        assert "chưa xác nhận: Hết thời hạn thẩm định." in answer.content.decode()

    def test_a_second_appraisal_stands_beside_the_first(self, cast, login, to, done):
        file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
        login(cast.minh).post(to("reappraise", file.pk, leaf.pk), {"points": "2", "reason": "Sau giải trình."})
        with tenant_scope(cast.tenant_a):
            rows = Score.objects.filter(agency=cast.a.commune_1, criterion=leaf).exclude(stage="self")
            assert {row.stage: row.points for row in rows} == {"appraised": D(1), "reappraised": D(2)}

    def test_evidence_of_an_assigned_leaf_opens_for_its_appraiser_and_no_other(self, cast, login, year):
        with tenant_scope(cast.tenant_a):
            document = citation(year.files[cast.a.commune_1.pk], year.leaves["2.2"]).evidence
        address = reverse("assessments:evidence", args=["huyen-a", 2024, document.pk])
        assert login(cast.dung).get(address).status_code == 200
        assert login(year.people.nga).get(address).status_code == 404

    def test_the_number_of_queries_does_not_depend_on_the_file(self, cast, login, to, now):
        year = appraisal_campaign(cast, now=now, sent=[cast.a.commune_1])
        dung = login(cast.dung)
        address = to("file", year.files[cast.a.commune_1.pk].pk)
        before = queries_of(dung, address)
        with tenant_scope(cast.tenant_a):
            send(year, cast.a.commune_2, now)
            accept_all(year, by=cast.dung, now=now)
        assert queries_of(dung, address) == before


class TestBonus:
    def test_the_standing_office_writes_occurrences_with_their_grounds(self, cast, login, to, year):
        file, item = year.files[cast.a.commune_1.pk], year.bonus["T1"]
        values = {f"o-{file.pk}-{item.pk}": "3", f"x-{file.pk}-{item.pk}": "QĐ 12/QĐ-UBND"}
        answer = login(cast.chi).post(to("bonus"), values, follow=True)
        assert said(answer) == ["Đã lưu 1 ô điểm thưởng, trừ."]
        with tenant_scope(cast.tenant_a):
            assert [(row.occurrences, row.points) for row in BonusScore.objects.all()] == [(3, D(1))]

    def test_a_missing_ground_keeps_what_was_typed(self, cast, login, to, year):
        file, item = year.files[cast.a.commune_1.pk], year.bonus["P1"]
        page = login(cast.chi).post(to("bonus"), {f"o-{file.pk}-{item.pk}": "2", f"x-{file.pk}-{item.pk}": ""})
        assert "Mục P1 của Xã Cẩm Giàng: ghi căn cứ" in page.content.decode()
        assert f'name="o-{file.pk}-{item.pk}" inputmode="numeric" autocomplete="off" maxlength="6" value="2"' in (
            page.content.decode()
        )
        with tenant_scope(cast.tenant_a):
            assert BonusScore.objects.count() == 0

    def test_a_department_writes_the_items_that_name_it_alone(self, cast, login, to, year):
        file = year.files[cast.a.commune_1.pk]
        with tenant_scope(cast.tenant_a):
            BonusItem.objects.filter(code="T1").update(department="Phòng Tư pháp")
        values = {}
        for item in year.bonus.values():
            values |= {f"o-{file.pk}-{item.pk}": "1", f"x-{file.pk}-{item.pk}": "Văn bản số 1"}
        login(cast.dung).post(to("bonus"), values)
        with tenant_scope(cast.tenant_a):
            assert [row.item.code for row in BonusScore.objects.select_related("item")] == ["T1"]


class TestAssignments:
    def test_one_button_assigns_by_the_set(self, cast, login, to, year):
        with tenant_scope(cast.tenant_a):
            Assignment.objects.all().delete()
        chi = login(cast.chi)
        assert len(chi.get(to("assignments")).context["missing"]) == 9
        answer = chi.post(to("prefill"), follow=True)
        assert said(answer) == ["Đã ghi 2 phân công theo bộ tiêu chí."]
        assert answer.context["missing"] == []

    def test_a_name_without_a_department_is_told(self, cast, login, to, year):
        with tenant_scope(cast.tenant_a):
            Assignment.objects.all().delete()
            Criterion.objects.filter(area__code="2").update(department="Thanh tra huyện")
        answer = login(cast.chi).post(to("prefill"), follow=True)
        assert said(answer)[1] == (
            "“Thanh tra huyện” không có trong danh sách cơ quan thẩm định – mục 2.1.1, 2.1.2, 2.2 chưa phân công; "
            "chọn tay từng mục."
        )
        with tenant_scope(cast.tenant_a):
            Assignment.objects.all().delete()
            Criterion.objects.filter(area__code="2").exclude(code="2.2").update(department=cast.a.justice.name)
        answer = login(cast.chi).post(to("prefill"), follow=True)
        assert said(answer)[1].endswith("– mục 2.2 theo cơ quan của lĩnh vực; cần thì đổi.")

    def test_a_branch_gets_lead_and_joint_departments(self, cast, login, to, year):
        values = {"lead": cast.a.home_affairs.pk, "joint": [cast.a.justice.pk, cast.a.home_affairs.pk]}
        login(cast.chi).post(to("branch", year.leaves["2.2"].pk), values)
        with tenant_scope(cast.tenant_a):
            rows = Assignment.objects.filter(criterion=year.leaves["2.2"]).order_by("role")
            assert [(row.department.name, row.role) for row in rows] == [
                ("Phòng Tư pháp", "joint"), ("Phòng Nội vụ", "lead"),
            ]  # fmt: skip

    def test_a_forged_department_is_refused_in_words(self, cast, login, to, year):
        for forged in (cast.a.commune_1.pk, cast.b.home_affairs.pk):
            page = login(cast.chi).post(to("branch", year.leaves["2.2"].pk), {"lead": forged})
            assert page.context["form"].errors["lead"] == [
                "Cơ quan chủ trì không có trong danh sách thẩm định – chọn lại."
            ]

    def test_the_head_names_people_of_their_own_department(self, cast, login, to, year):
        with tenant_scope(cast.tenant_a):
            own = Assignment.objects.get(department=cast.a.justice)
            other = Assignment.objects.get(department=cast.a.home_affairs)
        lien = login(cast.lien)
        answer = lien.post(to("people", own.pk), {"people": [cast.dung.pk, cast.an.pk, "x"]}, follow=True)
        assert said(answer) == ["Mục 2 của Phòng Tư pháp: Nông Văn Dũng."]
        assert lien.post(to("people", other.pk), {"people": [cast.dung.pk]}).status_code == 403


class TestBoard:
    def test_it_shows_who_is_where_and_who_is_late(self, cast, login, to, now):
        year = appraisal_campaign(cast, now=now, sent=[cast.a.commune_1])
        with tenant_scope(cast.tenant_a):
            assessment_for(year.campaign, cast.a.town, by=cast.chi)
        page = login(cast.chi).get(to("board"))
        rows = {row["progress"].agency.name: (row["progress"].scored, row["late"]) for row in page.context["rows"]}
        assert rows == {"Thị trấn Phủ Thông": (0, True), "Xã Cẩm Giàng": (9, False)}
        assert page.context["sent"] == 1
        assert "Soạn văn bản đôn đốc 1 đơn vị" in page.content.decode()
        assert page.context["letter"].endswith("/2024/van-ban/14/?ve=tu-cham")

    def test_it_brings_itself_up_to_date_until_that_is_stopped(self, cast, login, to, now):
        appraisal_campaign(cast, now=now)
        chi = login(cast.chi)
        pages = [chi.get(to("board"), asked).content.decode() for asked in ({}, {"cap-nhat": "dung"})]
        assert ["every 60s" in page for page in pages] == [True, False]

    def test_it_names_agencies_that_nobody_has_ever_logged_in_for(self, cast, login, to, now):
        appraisal_campaign(cast, now=now)
        User.objects.filter(username__in=["an", "binh"]).update(last_login=now)
        page = login(cast.chi).get(to("board"))
        assert {row["progress"].agency.name for row in page.context["never"]} == {"Thị trấn Phủ Thông", "Xã Vi Hương"}

    def test_departments_stand_with_what_they_have_done(self, cast, login, to, done):
        page = login(cast.chi).get(to("board"))
        rows = [(one.department.name, one.done, one.total, one.leaves) for one in page.context["departments"]]
        assert rows == [("Phòng Nội vụ", 18, 18, 6), ("Phòng Tư pháp", 9, 9, 3)]

    def test_every_complete_and_confirmed_file_is_ended_with_one_button(self, cast, login, to, done, now):
        confirm_all(done, now=now)
        answer = login(cast.chi).post(to("finish_all"), follow=True)
        assert said(answer) == ["Đã kết thúc thẩm định 3 hồ sơ."]
        assert {state_of(cast, file) for file in done.files.values()} == {"appraised"}

    @pytest.mark.parametrize("view", ["board", "adoption", "bonus"])
    def test_the_number_of_queries_is_the_same_for_one_file_and_three(self, cast, login, to, now, view):
        year = appraisal_campaign(cast, now=now, sent=[cast.a.commune_1])
        with tenant_scope(cast.tenant_a):
            accept_all(year, by=cast.dung, now=now)
        chi = login(cast.chi)
        counts = [queries_of(chi, to(view))]
        for agency in (cast.a.commune_2, cast.a.town):
            with tenant_scope(cast.tenant_a):
                year.files[agency.pk] = send(year, agency, now)
                accept_all(year, by=cast.dung, now=now)
            counts.append(queries_of(chi, to(view)))
        assert counts == [counts[0]] * 3


class TestAdoption:
    def test_what_is_missing_keeps_it_back_in_words_until_the_council_says_0(self, cast, login, to, done):
        with tenant_scope(cast.tenant_a):
            Score.objects.at_stage("appraised").filter(agency=cast.a.town, criterion=done.leaves["2.2"]).delete()
        chi = login(cast.chi)
        page = chi.post(to("adoption"), {"conclusion": "Thống nhất."})
        assert page.context["form"].non_field_errors()[0].startswith("Còn 1 mục chưa thẩm định (Thị trấn Phủ Thông")
        assert page.context["missing"][0].missing[0].code == "2.2"
        assert finals(cast) == 0
        answer = chi.post(to("adoption"), {"conclusion": "Tính 0 điểm.", "missing_as_zero": "on"}, follow=True)
        assert said(answer) == ["Đã ghi nhận Hội đồng thông qua kết quả. Điểm của mọi hồ sơ đã khóa."]
        assert (finals(cast), state_of(cast, done.files[cast.a.town.pk])) == (27, "adopted")

    def test_the_conclusion_is_required_and_the_chair_may_record_it(self, cast, login, to, done):
        phuc = login(cast.phuc)
        page = phuc.post(to("adoption"), {"conclusion": " "})
        assert page.context["form"].errors["conclusion"] == ["Ghi kết luận của Hội đồng theo biên bản họp."]
        phuc.post(to("adoption"), {"conclusion": "Thống nhất."})
        with tenant_scope(cast.tenant_a):
            assert Adoption.objects.get().adopted_by == cast.phuc

    def test_differences_are_listed_with_their_reasons(self, cast, login, to, done):
        file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
        chi = login(cast.chi)
        chi.post(to("decide", file.pk, leaf.pk), {"points": "0,5", "reason": "Biểu quyết 7/9."})
        rows = {row.agency.name: row for row in chi.get(to("adoption")).context["rows"]}
        row = rows["Xã Cẩm Giàng"]
        assert [(one.leaf.code, one.counted.points, one.counted.explanation) for one in row.differences] == [
            ("1.1.3", D("0.5"), "Biểu quyết 7/9.")
        ]
        assert (row.change, row.decided, rows["Xã Vi Hương"].differences) == (D("-0.5"), 1, [])

    def test_a_conclusion_that_changes_points_needs_a_reason(self, cast, login, to, done):
        file, leaf = done.files[cast.a.commune_1.pk], done.leaves["1.1.3"]
        page = login(cast.minh).post(to("decide", file.pk, leaf.pk), {"points": "2", "reason": ""})
        assert page.context["form"].errors["reason"] == [
            "Điểm khác thẩm định trước: viết lý do, hoặc nhập lại 1,00; chưa ghi vào hồ sơ."
        ]
        page = login(cast.minh).post(to("decide", file.pk, leaf.pk), {"points": "nhiều", "reason": "x"})
        assert list(page.context["form"].errors) == ["points"]

    def test_reopening_asks_for_reason_and_approver_and_lets_scores_be_written_again(self, cast, login, to, done):
        chi, file = login(cast.chi), done.files[cast.a.commune_1.pk]
        chi.post(to("adoption"), {"conclusion": "Thống nhất."})
        page = chi.post(to("decide", file.pk, done.leaves["1.1.3"].pk), {"points": "2", "reason": "x"})
        assert page.context["form"].non_field_errors()[0].startswith("Hồ sơ Xã Cẩm Giàng đang ở trạng thái “đã thông")
        page = chi.post(to("reopening"), {"reason": "Sai số liệu", "approver": ""})
        assert page.context["form"].errors["approver"] == ["Ghi họ tên, chức vụ người duyệt việc mở lại."]
        chi.post(to("reopening"), {"reason": "Sai số liệu", "approver": "Ông Khánh, Chủ tịch"})
        assert (finals(cast), state_of(cast, file)) == (0, "appraised")
        chi.post(to("decide", file.pk, done.leaves["1.1.3"].pk), {"points": "2", "reason": "Đính chính."})
        assert finals(cast) == 1


class TestHome:
    def titles(self, client):
        page = client.get(reverse("accounts:home", args=["huyen-a"]))
        first = [page.context["first"]] if page.context["first"] else []
        return [todo.title for todo in (*first, *page.context["rest"])]

    def test_the_appraiser_is_led_to_the_next_leaf(self, cast, login, year):
        assert self.titles(login(cast.dung))[0] == "Thẩm định 2.1.1 – Văn bản ban hành trái quy định"

    def test_the_coordinator_sees_what_nobody_appraises(self, cast, login, year):
        with tenant_scope(cast.tenant_a):
            Assignment.objects.filter(criterion__code="2").delete()
        assert "3 mục chưa có cơ quan thẩm định" in self.titles(login(cast.chi))

    def test_the_secretary_sees_files_that_are_complete_and_confirmed(self, cast, login, done, now):
        assert not [title for title in self.titles(login(cast.minh)) if title.startswith("Kết thúc")]
        confirm_all(done, now=now)
        assert "Kết thúc thẩm định 3 hồ sơ đã đủ điểm" in self.titles(login(cast.minh))

    def test_a_second_appraisal_waits_for_its_departments_head(self, cast, login, to, done, now):
        file, leaf = done.files[cast.a.commune_1.pk], done.leaves["2.2"]
        again = {"stage": "reappraised", "points": D(0), "reason": "Thiếu.", "at": now}
        with tenant_scope(cast.tenant_a):
            appraise(assessment=file, leaf=leaf, by=cast.dung, department=cast.a.justice, **again)
        assert "Xác nhận thẩm định lần 2 của 1 hồ sơ" in self.titles(login(cast.lien))
        page = login(cast.chi).get(to("adoption"))
        assert page.context["unconfirmed"] == [(file, cast.a.justice)]

    def test_the_chair_sees_that_the_result_can_be_adopted(self, cast, login, done):
        assert "Ghi nhận Hội đồng thông qua kết quả năm 2024" in self.titles(login(cast.phuc))

    def test_the_head_of_a_department_is_asked_to_name_people(self, cast, login, year):
        assert "Cử người thẩm định 1 phần của cơ quan" in self.titles(login(cast.lien))

    def test_an_officer_finds_nothing_of_appraisal(self, cast, login, year):
        page = login(cast.an).get(reverse("accounts:home", args=["huyen-a"])).content.decode()
        assert "tham-dinh" not in page
        assert "dieu-hanh" not in page

    def test_nothing_waits_after_adoption(self, cast, login, to, done):
        chi = login(cast.chi)
        chi.post(to("adoption"), {"conclusion": "Thống nhất."})
        assert [title for title in self.titles(chi) if "Hội đồng" in title or "hẩm định" in title] == []


def test_an_appraiser_of_a_department_that_is_assessed_has_no_way_to_its_file(cast, login, to, year):
    """Dũng's department is appraiser only here; made an officer of commune 2, he loses that file everywhere."""
    with tenant_scope(cast.tenant_a):
        hold(cast.dung, Role.HEAD, cast.a.commune_2)
    file = year.files[cast.a.commune_2.pk]
    dung = login(cast.dung)
    assert dung.post(to("file_accept", file.pk), {"linh-vuc": "2"}).status_code == 403
    assert dung.post(to("row", year.leaves["2.2"].pk, file.pk), {f"p-{file.pk}": "1"}).status_code == 403
    dung.post(to("accept", year.leaves["2.2"].pk))
    with tenant_scope(cast.tenant_a):
        assert not Score.objects.at_stage("appraised").filter(agency=cast.a.commune_2).exists()


def test_after_the_time_of_appraisal_the_grid_is_for_reading(cast, login, to, now):
    year = appraisal_campaign(cast, now=now - timedelta(days=8))
    page = login(cast.dung).get(to("leaf", year.leaves["2.2"].pk))
    assert page.context["editable"] is False
    assert "data-cchc-points" not in page.content.decode()
