import csv
import io
from datetime import date

import pytest

from cchc.tenancy.audit import history
from cchc.tenancy.models import Agency
from cchc.tenancy.scope import tenant_scope
from criteria.models import Band, Campaign, CriteriaSet, Exemption, PlanStep
from tests.cast import make_agency
from tests.criteria.files import COMMUNE, PLANS, PROVINCE

PLAN = str(PLANS / "timeline_huyen_2024.csv")
SETS = "xã=KT,thị trấn=KT"


@pytest.fixture
def commune_set(run):
    run("import_criteria", str(COMMUNE), code="KT", title="Bộ tiêu chí mẫu")


def test_the_campaign_of_a_district_with_its_plan(run, cast, commune_set):
    assert run("create_campaign", year=2024, sets=SETS, plan=PLAN, by="chi") == (
        0,
        "Đã lập kỳ đánh giá năm 2024: 3 đơn vị, 7 bước kế hoạch, 5 mức xếp loại; chưa mở.\n",
        "",
    )
    with tenant_scope(cast.tenant_a):
        campaign = Campaign.objects.get()
        assert (campaign.title, campaign.has_survey, campaign.opened_at) == (
            "Chỉ số cải cách hành chính năm 2024",
            True,
            None,
        )
        assert [(p.agency.name, p.block, p.ranked, p.criteria_set.code) for p in campaign.participants.all()] == [
            ("Xã Cẩm Giàng", "xã, thị trấn", True, "KT"),
            ("Thị trấn Phủ Thông", "xã, thị trấn", True, "KT"),
            ("Xã Vi Hương", "xã, thị trấn", True, "KT"),
        ]
        assert [(step.printed_number, step.phase, step.opens_on) for step in campaign.steps.all()] == [
            ("1", "preparing", date(2024, 11, 1)),
            ("2", "self_assessment", date(2024, 11, 1)),
            ("3", "survey", date(2024, 11, 1)),
            ("4", "appraisal", date(2024, 12, 15)),
            ("5", "", None),
            ("6", "council", date(2025, 1, 11)),
            ("7", "publication", date(2025, 1, 20)),
        ]
        assert CriteriaSet.objects.get().frozen_at is not None
        assert [(event.verb, event.actor_name) for event in history(campaign)] == [("lập kỳ đánh giá", "Lý Thu Chi")]


def test_the_five_bands_come_with_what_they_mean_for_the_head(run, cast, commune_set):
    run("create_campaign", year=2024, sets=SETS)
    with tenant_scope(cast.tenant_a):
        bands = Band.objects.values_list("name", "lower", "lower_inclusive", "upper", "upper_inclusive", "head_level")
        assert list(bands) == [
            ("Xuất sắc", 95, True, 100, True, "Hoàn thành xuất sắc nhiệm vụ"),
            ("Tốt", 85, True, 95, False, "Hoàn thành tốt nhiệm vụ"),
            ("Khá", 75, True, 85, False, "Hoàn thành nhiệm vụ"),
            ("Trung bình", 70, True, 75, False, "Hoàn thành nhiệm vụ"),
            ("Yếu", 0, True, 70, False, "Không hoàn thành nhiệm vụ"),
        ]


def test_bands_from_a_file_have_to_cover_0_to_100_once(run, cast, commune_set, tmp_path):
    head = "name,lower,lower_inclusive,upper,upper_inclusive\n"
    file = tmp_path / "muc.csv"
    file.write_text(f"{head}Nhóm A,80,no,100,yes\nNhóm B,0,yes,80,no\n", encoding="utf-8")
    code, _, err = run("create_campaign", year=2024, sets=SETS, bands=str(file))
    assert (code, err.splitlines()) == (
        1,
        [
            "muc.csv, -, -: Chỉ số 80 không thuộc mức nào, giữa “Nhóm B” và “Nhóm A” – một trong hai mức lấy cận này.",
            "1 chỗ cần sửa; chưa ghi gì.",
        ],
    )
    file.write_text(f"{head}Nhóm A,80,no,100,yes\nNhóm B,0,yes,80,yes\n", encoding="utf-8")
    assert run("create_campaign", year=2024, sets=SETS, bands=str(file))[0] == 0


def test_only_agencies_that_exist_at_the_end_of_the_year_take_part(run, cast, commune_set):
    with tenant_scope(cast.tenant_a):
        Agency.objects.filter(code="001").update(valid_to=date(2024, 12, 30))
        make_agency("009", "Xã Mới", valid_from=date(2024, 12, 31))
    run("create_campaign", year=2024, sets="xã=KT")
    with tenant_scope(cast.tenant_a):
        campaign = Campaign.objects.get()
        assert [str(participant) for participant in campaign.participants.all()] == ["Xã Mới", "Xã Vi Hương"]


def test_agencies_without_procedures_are_exempted_from_the_branches_that_say_so(run, cast):
    with tenant_scope(cast.tenant_a):
        make_agency("ttt", "Thanh tra tỉnh", kind="sở", has_procedures=False)
        make_agency("sxd", "Sở Xây dựng", kind="sở")
    run("import_criteria", str(PROVINCE), code="ST", title="Bộ tiêu chí sở")
    assert run("create_campaign", year=2023, sets="sở=ST")[1] == (
        "Đã lập kỳ đánh giá năm 2023: 2 đơn vị, 1 đơn vị có lĩnh vực không áp dụng, 0 bước kế hoạch, "
        "5 mức xếp loại; chưa mở.\n"
    )
    with tenant_scope(cast.tenant_a):
        found = Exemption.objects.order_by("criterion__position")
        assert [(one.participant.agency.code, one.criterion.code) for one in found] == [("ttt", "3"), ("ttt", "4")]
        assert found[0].reason == (
            "Không có thủ tục hành chính thuộc thẩm quyền giải quyết. Hướng dẫn: Cơ quan không có TTHC thuộc thẩm "
            "quyền giải quyết: không áp dụng, loại điểm tối đa. Không áp dụng cho toàn bộ lĩnh vực."
        )


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"sets": "xã"}, 2, "«xã» không đúng dạng KIND=CODE, ví dụ «xã=KT» (--sets)."),
        ({"sets": "xã=KHONG"}, 2, "Không có bộ tiêu chí «KHONG» (--sets)."),
        ({"year": 1999}, 2, "Năm 1999 không hợp lệ – từ 2010 đến 2100 (--year)."),
        ({"plan": "khong.csv"}, 2, "Không có tệp khong.csv."),
        (
            {"sets": "phường=KT"},
            1,
            "Không có cơ quan được đánh giá thuộc loại «phường» vào ngày 31/12/2024 – các loại hiện có: "
            "thị trấn, xã; chưa ghi gì.",
        ),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(run, cast, commune_set, options, code, said):
    assert run("create_campaign", **({"year": 2024, "sets": SETS} | options)) == (code, "", said)
    with tenant_scope(cast.tenant_a):
        assert not Campaign.objects.exists()
        assert CriteriaSet.objects.get().frozen_at is None


def test_a_year_has_one_campaign(run, commune_set):
    run("create_campaign", year=2024, sets=SETS)
    assert run("create_campaign", year=2024, sets=SETS) == (
        1,
        "",
        "Năm 2024 đã có kỳ đánh giá – mỗi năm một kỳ; chưa ghi gì.",
    )


def test_a_plan_with_errors_can_be_made_but_not_opened(run, cast, commune_set):
    assert run("create_campaign", year=2024, sets=SETS, plan=PLAN, open=True) == (
        1,
        "",
        "Kế hoạch còn 1 lỗi – sửa hết lỗi rồi mở kỳ.",
    )
    with tenant_scope(cast.tenant_a):
        assert not PlanStep.objects.exists()


def test_lint_plan_prints_a_line_per_finding_and_fails_on_an_error(run, commune_set):
    run("create_campaign", year=2024, sets=SETS, plan=PLAN)
    code, out, err = run("lint_plan", year=2024)
    lines = list(csv.reader(io.StringIO(out)))
    assert (code, err) == (1, "Kế hoạch có 1 lỗi.")
    assert [line[:3] for line in lines] == [
        ["info", "period_without_year", "1"],
        ["warning", "day_off", "2"],
        ["error", "other_year", "3"],
        ["warning", "repeated_word", "4"],
        ["warning", "day_off", "6"],
        ["warning", "day_off", "7"],
        ["info", "no_council_decision", ""],
    ]
    assert (
        lines[2][3] == "Bước 3: ghi “năm 2023” trong Kế hoạch năm 2024 – sửa thành năm 2024 nếu việc này cho kỳ 2024."
    )


def test_lint_plan_finds_the_impossible_year_of_a_printed_plan(run, commune_set):
    run("create_campaign", year=2021, sets=SETS, plan=str(PLANS / "timeline_tp_2021.csv"))
    code, out, _ = run("lint_plan", year=2021)
    errors = [line[1:3] for line in csv.reader(io.StringIO(out)) if line[0] == "error"]
    assert (code, errors) == (1, [["impossible_year", "III.2"]])


def test_lint_plan_is_content_without_errors(run, commune_set):
    run("create_campaign", year=2023, sets=SETS, plan=str(PLANS / "timeline_tinh_2023.csv"))
    assert run("lint_plan", year=2023)[0] == 0
    assert run("lint_plan", year=2022) == (2, "", "Chưa có kỳ đánh giá năm 2022 (--year).")
