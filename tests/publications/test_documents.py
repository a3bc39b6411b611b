"""Papers made from a frozen version: every figure of it, exactly, in the layout of NĐ 30/2020."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from cchc.documents.registry import PaperRefused, build
from cchc.documents.render import render
from cchc.documents.vocabulary import Stamp
from criteria.models import Exemption, LegalBasis, Participant
from criteria.rules.numbers import rounded
from publications.documents.decision import short_name
from publications.models import DecisionTerms
from tests.publications.build import frozen, put_scores, random_campaign, scored_campaign

D = Decimal
A4 = (595, 842)


def printed(figure) -> str:
    return "-" if figure is None else f"{rounded(figure)}".replace(".", ",")


def pages(paper) -> list:
    return PdfReader(io.BytesIO(render(paper.kind, paper.data, fmt="pdf"))).pages


def words(page) -> str:
    return re.sub(r"\s+", " ", page.extract_text())


@pytest.fixture
def year(cast, scope_a):
    return scored_campaign(cast)


@pytest.mark.parametrize("seed", [2, 5])
@pytest.mark.parametrize("survey", [True, False])
def test_the_decision_prints_every_rank_and_figure_of_the_version(cast, scope_a, seed, survey):
    snapshot = frozen(random_campaign(cast, seed, survey=survey), cast.chi)
    text = " ".join(words(page) for page in pages(build("12", snapshot.campaign)))
    maxima = {row.applicable_max for row in snapshot.rows.all()}
    blocks: dict[str, int] = {}
    for row in snapshot.rows.order_by("position"):
        place = blocks[row.block] = blocks.get(row.block, 0) + 1
        cells = [
            str(place),
            row.agency_name,
            printed(row.self_points),
            printed(row.appraised_points),
            *([printed(row.survey_points)] if survey else []),
            printed(row.total_points),
            *([printed(row.applicable_max)] if len(maxima) > 1 else []),
            printed(row.index_exact),
            str(row.rank or "-"),
            row.band,
        ]
        assert " ".join(cells) in text


def test_annex_two_holds_the_points_of_every_area(cast, year):
    put_scores(year, cast.a.town, {"1.10": None}, "reappraised")
    area = year.criteria_set.criteria.get(code="2")
    participant = Participant.objects.get(agency=cast.a.commune_1)
    Exemption.objects.create(participant=participant, criterion=area, reason="Không có", decided_by_name="Chi")
    frozen(year, cast.chi)
    kq = build("12", year.campaign).data["kq"]
    assert [(area["ten_cot"], area["diem_toi_da"]) for area in kq["linh_vuc"]] == [
        ("Chỉ đạo, điều hành", D(10)),
        ("Cải cách thể chế", D(6)),
    ]
    assert {row["ten"]: (row["o"], row["xa_hoi_hoc"]) for row in kq["diem"]} == {
        "Thị trấn Phủ Thông": ([D(8), D(6)], D(2)),
        "Xã Cẩm Giàng": ([D(10), None], D(2)),
        "Xã Vi Hương": ([D(7), D(2)], D(2)),
    }
    assert [printed(figure) for figure in kq["diem_tb"]["o"]] == ["8,33", "4,00"]
    assert [printed(figure) for figure in kq["ty_le_tb"]["o"]] == ["89,29", "66,67"]
    assert printed(kq["ty_le_tb"]["xa_hoi_hoc"]) == "50,00"


def test_the_words_come_from_the_kinds_that_take_part(cast, year):
    frozen(year, cast.chi)
    paper = build("12", year.campaign)
    assert paper.title == (
        "Về việc phê duyệt, công bố kết quả Chỉ số cải cách hành chính năm 2024 của UBND các xã, thị trấn "
        "trên địa bàn huyện"
    )
    first = words(pages(paper)[0])
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN A" in first
    assert "của 03 xã, thị trấn trên địa bàn huyện" in first
    assert "Số: /QĐ-UBND" in first
    assert "A, ngày tháng năm 2025" in first


def test_the_layout_is_a4_with_annex_two_across_and_numbers_beginning_anew(cast, year):
    frozen(year, cast.chi)
    found = pages(build("12", year.campaign))
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in found]
    across = [place for place, page in enumerate(found) if "Phụ lục II Đ" in words(page)]
    assert [sizes[place] for place in across] == [(842, 595)]
    assert {size for place, size in enumerate(sizes) if place not in across} == {A4}
    assert [words(page).split()[0] for page in found if "Phụ lục I" in words(page)[:12]] == ["Phụ"] * 3


def test_number_and_date_are_printed_once_they_are_entered(cast, year):
    frozen(year, cast.chi)
    paper = build("12", year.campaign, stamp=Stamp(date(2025, 1, 24), 7, date(2025, 1, 24)))
    found = [words(page) for page in pages(paper)]
    assert "Số: 07/QĐ-UBND" in found[0]
    assert "A, ngày 24 tháng 01 năm 2025" in found[0]
    kept = "(Kèm theo Quyết định số 07/QĐ-UBND ngày 24 tháng 01 năm 2025 của Chủ tịch UBND huyện)"
    assert sum(kept in text for text in found) == 3


@pytest.mark.parametrize(
    ("day", "law"),
    [
        (date(2025, 2, 28), "ngày 19 tháng 6 năm 2015"),
        (date(2025, 3, 1), "chính quyền địa phương …;"),
        (date(2025, 6, 16), "ngày 16 tháng 6 năm 2025;"),
        (date(2026, 1, 20), "ngày 16 tháng 6 năm 2025;"),
    ],
)
def test_the_law_follows_the_day_of_issue_and_not_the_year_assessed(cast, year, day, law):
    frozen(year, cast.chi)
    bases = build("12", year.campaign, stamp=Stamp(day, 7, day)).data["can_cu"]
    assert law in bases[0]["noi_dung"] + bases[0]["dau"]


def test_bases_of_the_campaign_stand_between_the_law_and_the_proposal(cast, year):
    rows = ["Luật Tổ chức chính quyền địa phương năm 2003;", "Kế hoạch số 12/KH-UBND ngày 05/01/2024 của UBND huyện."]
    for position, text in enumerate(rows, start=1):
        LegalBasis.objects.create(campaign=year.campaign, position=position, text=text)
    frozen(year, cast.chi)
    assert [f"{base['noi_dung']}{base['dau']}" for base in build("12", year.campaign).data["can_cu"]][1:] == [
        "Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2024 của UBND huyện;",
        "Căn cứ Quyết định số … ngày … của Ủy ban nhân dân huyện ban hành Bộ tiêu chí thử;",
        "Theo đề nghị của Trưởng phòng Phòng Nội vụ huyện.",
    ]


def test_the_clerk_is_told_what_the_data_lack(cast, year):
    frozen(year, cast.chi)
    assert build("12", year.campaign).notes == (
        "Số và ngày để trống; căn cứ luật lấy theo ngày dự kiến 17/01/2025.",
        "Bộ tiêu chí thử: chưa có số, ngày quyết định ban hành, đang in «…».",
        "Chưa có hạn ban hành Kế hoạch duy trì, khắc phục (Điều 2), đang in «…».",
        "Phụ lục III: 3 đơn vị chưa có tên người đứng đầu (Xã Cẩm Giàng, Thị trấn Phủ Thông, Xã Vi Hương).",
    )


def test_the_terms_and_heads_are_printed(cast, year):
    cast.a.town.head_name, cast.a.town.head_title = "Nông Văn Tú", "Chủ tịch UBND thị trấn"
    cast.a.town.save()
    DecisionTerms.objects.create(campaign=year.campaign, improvement_due=date(2025, 2, 28))
    frozen(year, cast.chi)
    found = [words(page) for page in pages(build("12", year.campaign))]
    assert "trước ngày 28/02/2025" in " ".join(found)
    line = "Nông Văn Tú Chủ tịch UBND thị trấn Thị trấn Phủ Thông 90,00 Tốt Hoàn thành tốt nhiệm vụ"
    assert line in found[-1]


def test_the_scored_but_unranked_are_marked_and_explained(cast, year):
    cast.a.town.participations.update(ranked=False)
    frozen(year, cast.chi)
    kq = build("12", year.campaign).data["kq"]
    assert [(row["ten"], row["hang"]) for row in kq["khoi"][0]["don_vi"]] == [
        ("Xã Cẩm Giàng", 1),
        ("Xã Vi Hương", 2),
        ("Thị trấn Phủ Thông", "-"),
    ]
    assert "không xếp hạng" in kq["quy_tac"]["khong_ap_dung"]


def test_no_paper_before_the_result_is_frozen(cast, year):
    with pytest.raises(PaperRefused, match="chưa chốt"):
        build("12", year.campaign)


@pytest.mark.parametrize("kind", ["99"])
def test_a_kind_without_data_says_so(cast, year, kind):
    with pytest.raises(PaperRefused, match=r"Văn bản này chưa lập được từ dữ liệu kỳ đánh giá; dùng --data\."):
        build(kind, year.campaign)


def test_the_notice_tells_one_agency_every_line_and_what_it_lost(cast, year):
    frozen(year, cast.chi)
    paper = build("13", year.campaign, agency=cast.a.commune_2)
    text = " ".join(words(page) for page in pages(paper))
    assert "Tổng điểm đạt 11,00/20,00 điểm" in text
    assert "xếp hạng 3/3 xã, thị trấn; xếp loại Yếu" in text
    assert [(row["ma"], row["mat"]) for row in paper.data["mat_diem"]] == [
        ("1.3", D(2)),
        ("2.1.1", D(2)),
        ("2.1.2", D(2)),
        ("3.1", D("1.5")),
        ("1.1.1", D(1)),
        ("3.2", D("0.5")),
    ]
    assert paper.data["tong"] == {
        "diem_toi_da": D(20),
        "tu_cham": D(16),
        "tham_dinh": D(9),
        "cuoi": D(11),
        "mat_diem": D(9),
    }


def test_the_notice_is_signed_on_behalf_of_the_committee(cast, year):
    frozen(year, cast.chi)
    signed = build("13", year.campaign, agency=cast.a.commune_2).data["vb"]["ky"]
    assert (signed["quyen_han"], signed["chuc_vu"]) == (["TM. ỦY BAN NHÂN DÂN"], "CHỦ TỊCH")


def test_the_plan_without_a_date_is_as_old_as_its_first_step(cast, year):
    first = min(step.opens_on for step in year.steps.values())
    assert build("01", year.campaign).notes[0].endswith(f"theo ngày dự kiến {first:%d/%m/%Y}.")


def test_the_notice_needs_an_agency_of_the_result(cast, year):
    frozen(year, cast.chi)
    for agency, said in [(None, "nêu mã đơn vị"), (cast.a.justice, "không có trong kết quả")]:
        with pytest.raises(PaperRefused, match=said):
            build("13", year.campaign, agency=agency)


def test_the_plan_prints_its_steps_as_entered(cast, year):
    paper = build("01", year.campaign)
    assert [step["nhiem_vu"] for step in paper.data["ke_hoach"]["buoc"]][:2] == ["Chuẩn bị", "Tự đánh giá"]
    text = " ".join(words(page) for page in pages(paper))
    assert "IV. TỔ CHỨC THỰC HIỆN" in text
    assert "- Tốt: Từ 85 đến dưới 95 điểm;" in text


def test_names_of_areas_are_shortened_for_narrow_heads():
    assert short_name("Công tác chỉ đạo, điều hành cải cách hành chính") == "Chỉ đạo, điều hành CCHC"
    assert short_name("Cải cách thủ tục hành chính") == "Cải cách TTHC"
