"""The plan's papers printed from what is stored: seeds 000 and 003 come out of their plan files word for word."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cchc.documents.filters import ngaychu
from cchc.documents.plain import lines
from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render_text
from cchc.files.faults import Faults
from cchc.tenancy.models import Agency
from criteria.basis import issued_on
from criteria.documents.plan_texts import duties, duties_text
from criteria.models import Campaign, CampaignSet, CriteriaSet, LegalBasis, Participant, PlanText
from criteria.rules.calendar import HANOI, Phase
from criteria.samples import read_plan, sample_plan
from criteria.services.campaign import default_bands, write_bands
from criteria.services.extensions import Granted, extend
from criteria.services.plan import write_plan
from tests.criteria.build import small_campaign, small_set
from tests.documents.test_fidelity import differences

NOW = datetime(2024, 12, 9, 10, tzinfo=HANOI)
SEEDS = Path(__file__).parents[3] / "fixtures" / "documents"


def seed(name):
    return json.loads((SEEDS / f"{name}.json").read_text(encoding="utf-8"))


def campaign_of(key, bases, texts, kinds):
    """A campaign made from a plan's file, with the words the office entered."""
    sample = sample_plan(key)
    campaign = Campaign.objects.create(year=sample.year, title=f"Kỳ {sample.year}", has_survey=False)
    write_plan(campaign, read_plan(sample.path.read_bytes(), sample.file, year=sample.year, faults=Faults()))
    write_bands(campaign, default_bands())
    for place, text in enumerate(bases, start=1):
        LegalBasis.objects.create(campaign=campaign, position=place, text=text, issued_on=issued_on(text))
    PlanText.objects.bulk_create(PlanText(campaign=campaign, key=key, text=text) for key, text in texts.items())
    criteria_set = small_set("KT")
    for kind in kinds:
        CampaignSet.objects.create(campaign=campaign, agency_kind=kind, criteria_set=criteria_set)
    for agency in Agency.objects.assessed():
        Participant.objects.create(campaign=campaign, agency=agency, criteria_set=criteria_set, block=agency.kind)
    return campaign


def printed(kind, campaign):
    paper = build(kind, campaign)
    return lines(render_text(paper.kind, paper.data)), paper


@pytest.fixture
def district(cast, scope_a):
    """Seed 000's office; what the paper does not say of it stays as the cast has it."""
    tenant = cast.tenant_a
    tenant.signer_capacity, tenant.signer_title, tenant.signer_name = "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Hùng Tân"
    tenant.archive_code, tenant.office_chief = "VT", "Chánh Văn phòng HĐND và UBND huyện"
    tenant.standing_office_head, tenant.leader_title = (
        "Trưởng phòng Phòng Nội vụ huyện",
        "Chủ tịch Ủy ban nhân dân huyện",
    )
    tenant.recipients = "Sở Nội vụ\nThường trực Huyện ủy\nThường trực HĐND huyện\nCT, các PCT UBND huyện"
    tenant.save()
    given = seed("seed000")
    texts = {
        "plan_name": given["qd"]["ten_ke_hoach"],
        "authority_line": "no",
        "number_dot": "yes",
        "list_in_cell": "yes",
        "print_bands": "no",
        "set_citation": given["ky"]["bo_chi_so"]["vien_dan"],
        "coordinating": given["ke_hoach"]["phoi_hop_ten"],
    }
    own = [line["noi_dung"] for line in given["can_cu"][1:]]
    made = campaign_of("huyen", own, texts, ["xã", "thị trấn"])
    CriteriaSet.objects.update(decision_number="8802/QĐ-UBND", decision_date=date(2023, 10, 6))
    return made


def test_a_proposal_entered_by_the_office_stays_the_last_basis(district):
    CriteriaSet.objects.update(decision_number="9/QĐ-UBND")
    last = build("01", district).data["can_cu"][-2:]
    assert [line["noi_dung"].split(" của ")[0] for line in last] == [
        "Căn cứ Quyết định số 9/QĐ-UBND ngày 06/10/2023",
        "Theo đề nghị",
    ]


def test_the_district_decision_comes_out_of_its_plan_file_as_issued(district):
    ours, _ = printed("01", district)
    ours = [line for line in ours if not line.startswith(("Số:",)) and ", ngày" not in line[:40]]
    equal, whole, pairs = differences("000", ours)
    assert (equal, whole) == (49, 51)
    assert [real.split(" ")[0] for real, _ in pairs] == ["(Kèm", "Thủ"]


def test_the_notes_beside_the_decision_name_the_papers_real_mistakes(district):
    _, paper = printed("01", district)
    said = [note for note in paper.notes if "28/12/2024" in note or "năm 2023" in note]
    assert len(said) == 3


@pytest.fixture
def province(cast, scope_a):
    """Seed 003's office."""
    tenant = cast.tenant_a
    tenant.authority, tenant.authority_short = "Ủy ban nhân dân tỉnh Hà Nam", "UBND tỉnh Hà Nam"
    tenant.letterhead, tenant.level_word, tenant.place = "ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM", "tỉnh", "Hà Nam"
    tenant.standing_office, tenant.standing_office_head = "Sở Nội vụ", "Giám đốc Sở Nội vụ"
    tenant.signer_capacity, tenant.signer_title, tenant.signer_name = "", "CHỦ TỊCH", "Trương Quốc Huy"
    tenant.save()
    given = seed("seed003")
    named = [(one["ten"], [part["loi"] for part in one["doan"]]) for one in given["phan_cong"]]
    texts = {
        "variant": "A",
        "scored_full": given["ky"]["doi_tuong_day_du"],
        "scored_brief": given["ky"]["doi_tuong_gon"],
        "called": given["ky"]["khoi_ten_goi"],
        "territory": given["ky"]["dia_ban"],
        "duties": duties_text(named),
        "plan_recipients": "\n".join(given["vb"]["noi_nhan"]),
        "archive": given["vb"]["luu"],
    }
    return campaign_of("tinh", [f"Căn cứ {given['mo_dau']['thuc_hien']}"], texts, ["xã"])


def test_the_province_plan_comes_out_of_its_plan_file_as_issued(province):
    ours, paper = printed("02", province)
    assert differences("003", ours) == (86, 86, [])
    assert [note for note in paper.notes if "kiểm tra lại" in note or "có thể là" in note] == []


def test_without_words_of_its_own_the_plan_names_who_appraises_what_by_the_criteria(province):
    PlanText.objects.filter(key="duties").delete()
    named = build("02", province).data["phan_cong"]
    assert [(one["so"], one["ten"]) for one in named][:1] == [("1", "Sở Nội vụ")]
    assert {one["ten"] for one in named[1:]} == {"Phòng Nội vụ", "Phòng Tư pháp"}


def test_the_plan_in_sentences_takes_its_days_from_the_steps(district):
    PlanText.objects.create(campaign=district, key="variant", text="B")
    with pytest.raises(PaperRefused, match="Kế hoạch chưa có hạn của bước thành lập Hội đồng"):
        build("02", district)
    district.steps.filter(position=1).update(task="Thành lập Hội đồng thẩm định")
    Campaign.objects.update(has_survey=True)
    dates = build("02", Campaign.objects.get()).data["thoi_han"]
    assert dates == {
        "tu_cham": date(2024, 12, 14),
        "khao_sat": date(2024, 12, 31),
        "cong_bo": date(2025, 1, 31),
        "hoi_dong": date(2024, 12, 1),
    }
    assert any("15 người dân" in line for line in printed("02", Campaign.objects.get())[0])


def test_the_plan_of_two_parts_keeps_the_offices_own_part_apart(cast, scope_a):
    texts = {"variant": "C", "own_annex": "Phụ lục II", "funding": "Ngân sách huyện."}
    campaign = campaign_of("hai-vai", ["Căn cứ Kế hoạch số 365/KH-UBND ngày 05/10/2020"], texts, ["xã", "thị trấn"])
    ours, _ = printed("02", campaign)
    assert [line for line in ours if line.startswith(("1.1.", "1.2."))] == [
        "1.1. Thành lập Hội đồng thẩm định, xác định chỉ số cải cách hành chính cấp xã",
        "1.2. Tổ chức tự đánh giá, báo cáo chấm điểm (theo Phụ lục III, Bộ tiêu chí xác định chỉ số cải cách hành "
        "chính các xã, phường, thị trấn)",
    ]
    assert "* Thời gian thực hiện: Hoàn thành trước ngày 25/10/2020." in ours


def test_lines_of_duties_keep_their_marks():
    text = "Lời mở đầu\n# Sở Nội vụ\na) Chủ trì;\n- Hướng dẫn;\n+ Tổng hợp.\nPhối hợp.\n#Sở Tư pháp\n"
    assert [(one["ten"], [part["kieu"] for part in one["doan"]]) for one in duties(text)] == [
        ("Sở Nội vụ", ["diem", "gach", "cong", "nd"]),
        ("Sở Tư pháp", []),
    ]


def granted(year, *agencies, days=3, **more):
    closes = year.steps["self_assessment"].closes
    given = Granted(Phase.SELF_ASSESSMENT, closes + timedelta(days=days), "mưa lũ", "Chủ tịch", agencies, **more)
    return extend(campaign=year.campaign, granted=given, by=None, at=NOW)


def test_the_decision_on_an_extension_names_agencies_reasons_and_both_minutes(cast, scope_a):
    year = small_campaign(cast, now=NOW, opened=False)
    granted(year, cast.a.commune_1, cast.a.commune_2, request_paper="Công văn số 45/UBND ngày 08/12/2024")
    ours, paper = printed("18", year.campaign)
    [first] = [line for line in ours if line.startswith("- UBND xã Cẩm Giàng")]
    closes = year.steps["self_assessment"].closes
    last, later = closes - timedelta(days=1), closes + timedelta(days=2)
    assert first == (
        f"- UBND xã Cẩm Giàng: từ 24 giờ 00 {ngaychu(last.date())} đến 24 giờ 00 {ngaychu(later.date())}. "
        "Lý do: mưa lũ."
    )
    assert [line["noi_dung"] for line in paper.data["can_cu"] if line["noi_dung"].startswith("Xét")] == [
        "Xét Công văn số 45/UBND ngày 08/12/2024"
    ]


def test_an_extension_for_all_prints_the_steps_that_were_moved_with_it(cast, scope_a):
    year = small_campaign(cast, now=NOW, opened=False)
    rows = granted(year, shift_later=True)
    data = build("18", year.campaign).data
    assert (data["gia_han_toan_bo"], len(data["dieu_chinh_buoc"])) == (True, len(rows) - 1)
    assert len(rows) > 1


def test_the_decision_needs_an_extension(cast, scope_a):
    year = small_campaign(cast, now=NOW, opened=False)
    with pytest.raises(PaperRefused, match="chưa gia hạn cho đơn vị nào"):
        build("18", year.campaign)
    granted(year, cast.a.commune_1)
    with pytest.raises(PaperRefused, match="Không có lần gia hạn này"):
        build("18", year.campaign, subject="khong-co")
