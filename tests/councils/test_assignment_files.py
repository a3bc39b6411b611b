"""Who appraises what as a file, for groups of agencies, and what is not assigned keeping appraisal closed."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from councils.models import Assignment
from councils.queries import cells_of, open_for, unassigned_leaves
from councils.queries.progress import department_progress, leaf_progress
from councils.resources.assignments import export_assignments, read_assignments
from councils.services import Refused, appraise
from councils.services.assigning import AssignRefused, assign, drop_group, import_assignments, keep_group
from criteria.models import Campaign
from criteria.rules.calendar import HANOI, Phase
from tests.cast import make_agency
from tests.councils.build import member

HANAM = Path("fixtures/assignments/ha-nam-2023.json")


def given(campaign):
    rows = Assignment.objects.filter(campaign=campaign).select_related("criterion", "department", "group")
    return {(r.criterion.code, str(r.group or ""), r.department.name, r.role, r.opinion_until) for r in rows}


def test_the_exported_workbook_reads_back_unchanged(year, cast, now, scope_a):
    group = keep_group(campaign=year.campaign, name="Cụm 1", agencies=[cast.a.commune_1], by=cast.chi, at=now)
    assign(
        campaign=year.campaign, criterion=year.leaves["2.2"], lead=cast.a.home_affairs, joint=[cast.a.justice],
        group=group, opinion_until=now.replace(hour=0, minute=0, second=0) + timedelta(days=3), by=cast.chi, at=now,
    )  # fmt: skip
    before = given(year.campaign)
    content = export_assignments(year.campaign)
    found = read_assignments(content, "phan-cong.xlsx", year.campaign)
    assert list(found.faults) == []
    assert import_assignments(campaign=year.campaign, rows=found.rows, by=cast.chi, at=now) == 0
    Assignment.objects.filter(campaign=year.campaign).delete()
    assert import_assignments(campaign=year.campaign, rows=found.rows, by=cast.chi, at=now) == 3
    assert given(year.campaign) == before
    assert export_assignments(year.campaign) == content


def test_every_fault_of_a_file_is_told_by_its_cell_and_nothing_is_written(year, cast, scope_a):
    book = load_workbook(BytesIO(export_assignments(year.campaign)))
    sheet = book.active
    sheet["E2"], sheet["F2"], sheet["D3"] = "Phòng Không Có", "Phòng Tư pháp; Phòng Lạ", "Cụm lạ"
    sheet.append(["KT", "9.9", "", "", "Phòng Nội vụ"])
    out = BytesIO()
    book.save(out)
    found = read_assignments(out.getvalue(), "sai.xlsx", year.campaign)
    assert [(one.row, one.column) for one in found.faults][:3] == [(2, "Chủ trì"), (2, "Phối hợp"), (3, "Nhóm đơn vị")]
    assert len(found.faults) == 4


def test_the_province_plan_of_2023_loads_as_it_is(cast, now, tmp_path):
    """Seed data of a real plan: titles as its section prints them, abbreviations and shortenings included."""
    named = {one["agency"] for one in json.loads(HANAM.read_text(encoding="utf-8"))["assignments"]}
    with tenant_scope(cast.tenant_b):
        for number, name in enumerate(sorted(named)):
            make_agency(f"so-{number}", name, kind="sở", role=Agency.Role.BOTH, ranking_block="sở")
    call_command("import_criteria", "fixtures/criteria/criteria_province_sample.csv", "--tenant", "huyen-b", "--set",
                 "KT-SO", "--title", "Bộ tiêu chí mẫu", "--sample")  # fmt: skip
    call_command("create_campaign", "--tenant", "huyen-b", "--year", "2023", "--sets", "sở=KT-SO", "--plan",
                 "fixtures/plans/timeline_tinh_2023.csv")  # fmt: skip
    call_command("import_assignments", str(HANAM), "--tenant", "huyen-b", "--year", "2023")
    with tenant_scope(cast.tenant_b):
        campaign = Campaign.objects.get(year=2023)
        leads = {(code, name) for code, _, name, role, _ in given(campaign) if role == "lead"}
        joint = {(code, name) for code, _, name, role, _ in given(campaign) if role == "joint"}
        assert leads == {
            ("1", "Sở Nội vụ"), ("5", "Sở Nội vụ"), ("6", "Sở Nội vụ"), ("3", "Văn phòng UBND tỉnh"),
            ("4", "Văn phòng UBND tỉnh"), ("1.4", "Văn phòng UBND tỉnh"), ("2", "Sở Tư pháp"), ("7", "Sở Tài chính"),
            ("8", "Sở Thông tin và Truyền thông"), ("8.1", "Sở Thông tin và Truyền thông"),
            ("8.2", "Sở Thông tin và Truyền thông"), ("8.3", "Sở Thông tin và Truyền thông"),
            ("8.4", "Sở Thông tin và Truyền thông"), ("8.4.3", "Sở Thông tin và Truyền thông"),
            ("1.5", "Sở Khoa học và Công nghệ"), ("8.5", "Sở Khoa học và Công nghệ"),
        }  # fmt: skip
        assert joint == {("8.3.1", "Văn phòng UBND tỉnh")}
        assert unassigned_leaves(campaign) == []


class TestGroups:
    @pytest.fixture
    def group(self, year, cast, now, scope_a):
        """Commune 1 alone; area 2 of it is given to Phòng Nội vụ."""
        made = keep_group(campaign=year.campaign, name="Cụm 1", agencies=[cast.a.commune_1], by=cast.chi, at=now)
        area = year.leaves["2.2"].area
        assign(campaign=year.campaign, criterion=area, lead=cast.a.home_affairs, joint=[], group=made,
               by=cast.chi, at=now)  # fmt: skip
        return made

    def test_a_groups_assignment_goes_before_the_general_one(self, group, year, cast):
        leaf = year.leaves["2.2"].pk
        dung, nga = (cells_of(member(cast, user), year.campaign) for user in (cast.dung, year.people.nga))
        assert [dung.covers(a.pk, leaf) for a in (cast.a.commune_1, cast.a.commune_2)] == [False, True]
        assert [nga.covers(a.pk, leaf) for a in (cast.a.commune_1, cast.a.commune_2)] == [True, False]
        assert nga.department(cast.a.commune_1.pk, leaf) == cast.a.home_affairs

    def test_progress_counts_each_department_its_own_cells(self, group, year, cast, now):
        leaf = year.leaves["2.2"]
        appraise(assessment=year.files[cast.a.commune_1.pk], leaf=leaf, by=year.people.nga,
                 department=cast.a.home_affairs, points=leaf.max_points / 2, at=now)  # fmt: skip
        nga = cells_of(member(cast, year.people.nga), year.campaign)
        assert (leaf_progress(year.campaign, nga)[leaf.pk].done, leaf_progress(year.campaign, nga)[leaf.pk].total) == (
            1,
            1,
        )
        counted = {str(one.department): (one.done, one.total) for one in department_progress(year.campaign)}
        assert counted == {"Phòng Nội vụ": (1, 21), "Phòng Tư pháp": (0, 6)}

    def test_an_agency_is_in_one_group_and_a_used_group_stays(self, group, year, cast, now):
        other = keep_group(campaign=year.campaign, name="Cụm 2", agencies=[cast.a.commune_1], by=cast.chi, at=now)
        assert [row.group_id for row in other.members.all()] == [other.pk]
        assert group.members.count() == 0
        with pytest.raises(AssignRefused, match="đang có phân công riêng"):
            drop_group(group=group, by=cast.chi, at=now)
        drop_group(group=other, by=cast.chi, at=now)


class TestNotAssigned:
    @pytest.fixture
    def lacking(self, year, cast, now, scope_a):
        Assignment.objects.filter(campaign=year.campaign, department=cast.a.justice).delete()
        return year

    def test_it_keeps_the_whole_step_closed(self, lacking, cast, now):
        window = open_for(lacking.campaign, [Phase.APPRAISAL], now)
        assert (window.any_open, window.words) == (
            False,
            "chưa mở được bước thẩm định: còn 3 mục chưa có cơ quan chủ trì",
        )
        with pytest.raises(Refused, match="còn 3 mục chưa có cơ quan chủ trì"):
            appraise(assessment=lacking.files[cast.a.commune_1.pk], leaf=lacking.leaves["1.1.3"], by=lacking.people.nga,
                     department=cast.a.home_affairs, points=lacking.leaves["1.1.3"].max_points / 2, at=now)  # fmt: skip

    def test_a_group_alone_does_not_cover_the_others(self, lacking, cast, now):
        made = keep_group(campaign=lacking.campaign, name="Cụm 1", agencies=[cast.a.commune_1], by=cast.chi, at=now)
        area = lacking.leaves["2.2"].area
        common = {"campaign": lacking.campaign, "criterion": area, "joint": [], "by": cast.chi, "at": now}
        assign(lead=cast.a.justice, group=made, **common)
        assert len(unassigned_leaves(lacking.campaign)) == 3
        assign(lead=cast.a.justice, **common)
        assert unassigned_leaves(lacking.campaign) == []


class TestPages:
    def at(self, cast, year, name):
        return reverse(f"councils:{name}", args=[cast.tenant_a.slug, year.campaign.year])

    def test_a_file_is_looked_at_first_and_written_on_confirmation(self, cast, login, year):
        chi = login(cast.chi)
        content = chi.get(self.at(cast, year, "assignments_export")).content
        with tenant_scope(cast.tenant_a):
            Assignment.objects.filter(department=cast.a.justice).delete()
        upload = SimpleUploadedFile("phan-cong.xlsx", content)
        page = chi.post(self.at(cast, year, "assignments_import"), {"file": upload})
        assert "Tệp đúng: 2 mục." in page.content.decode()
        with tenant_scope(cast.tenant_a):
            assert Assignment.objects.filter(department=cast.a.justice).count() == 0
        chi.post(self.at(cast, year, "assignments_import"), {"confirm": page.context["token"]})
        with tenant_scope(cast.tenant_a):
            assert Assignment.objects.filter(department=cast.a.justice).count() == 1

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("a.json", b"[]", "không phải tệp phân công"),
            (
                "a.json",
                b'{"assignments": [{"agency": "S\xe1\xbb\x9f L\xe1\xba\xa1", "fields": ["?"]}]}',
                "cơ quan thẩm định",
            ),
            ("a.txt", b"x", "Không nhận loại tệp này"),
        ],
    )
    def test_a_bad_file_is_answered_in_words(self, cast, login, year, name, content, words):
        upload = SimpleUploadedFile(name, content)
        page = login(cast.chi).post(self.at(cast, year, "assignments_import"), {"file": upload})
        assert (page.status_code, words in page.content.decode().lower() or words in page.content.decode()) == (
            200,
            True,
        )

    def test_a_branch_is_given_for_a_group_with_a_deadline_for_opinions(self, cast, login, year):
        chi = login(cast.chi)
        chi.post(self.at(cast, year, "groups"), {"name": "Cụm 1", "agencies": [cast.a.commune_1.pk]})
        with tenant_scope(cast.tenant_a):
            group = year.campaign.agency_groups.get()
        address = reverse("councils:branch", args=[cast.tenant_a.slug, year.campaign.year, year.leaves["2.2"].pk])
        sent = {"lead": cast.a.home_affairs.pk, "joint": [cast.a.justice.pk], "until": "2024-12-24"}
        assert chi.post(f"{address}?nhom={group.pk}", sent).status_code == 302
        with tenant_scope(cast.tenant_a):
            row = Assignment.objects.get(group=group, role="joint")
        assert row.department_id == cast.a.justice.pk
        assert row.opinion_until == datetime(2024, 12, 25, tzinfo=HANOI)
