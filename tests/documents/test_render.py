"""Every text prints from a plausible sample; faults name the paper and the variable."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc.documents import texts
from cchc.documents.blocks import Paragraph, Table
from cchc.documents.errors import DocumentError
from cchc.documents.plain import lines
from cchc.documents.render import render, render_text

Sample = Callable[[str], dict[str, Any]]
SAMPLES = sorted(path.stem for path in (Path(__file__).parent / "data").glob("*.json"))


def test_the_samples_cover_every_text_and_variant(sample: Sample) -> None:
    covered = {(name[:2], sample(name).get("khoi", "")) for name in SAMPLES}
    assert covered == {(kind, block) for kind in texts.kinds() for block in texts.load(kind).blocks}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_prints_as_pdf_and_word(sample: Sample, name: str) -> None:
    assert render(name[:2], sample(name))[:5] == b"%PDF-"
    assert render(name[:2], sample(name), fmt="docx")[:2] == b"PK"


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_prints_a_python_value_or_a_stray_mark(sample: Sample, name: str) -> None:
    for line in lines(render_text(name[:2], sample(name))):
        assert not {"None", "True", "False", "{{", "}}", "{%"} & set(line.split())
        assert not any("\ue000" <= char <= "\uf8ff" for char in line)
        assert not line.startswith("@")


@pytest.mark.parametrize(("name", "kind"), [("seed000", "01"), ("seed001", "15"), ("seed003", "02")])
def test_the_real_plans_print(sample: Sample, name: str, kind: str) -> None:
    assert render(kind, sample(name))[:5] == b"%PDF-"


def test_the_variant_is_chosen_by_argument_before_data(sample: Sample) -> None:
    data = sample("19-B")
    data["khoi"] = "A"
    titles = [block.style for block in render_text("19", data, block="B") if isinstance(block, Paragraph)]
    assert "tenloai" not in titles


def test_an_empty_optional_list_leaves_out_its_part(sample: Sample) -> None:
    data = sample("15")
    data["phu_luc_2"] = []
    words = lines(render_text("15", data))
    assert [line for line in words if line.startswith("Phụ lục")] == ["Phụ lục"]
    assert "2. Tập trung khắc phục" not in " ".join(words)
    assert "(chi tiết tại Phụ lục kèm theo)" in " ".join(words)


def council(sample: Sample, members: int, secretaries: int) -> list[str]:
    data = sample("03")
    data["hoi_dong"]["thanh_vien"] = data["hoi_dong"]["thanh_vien"][:members]
    data["to_thu_ky"]["thanh_vien"] = (data["to_thu_ky"]["thanh_vien"] * 2)[:secretaries]
    return lines(render_text("03", data))


@pytest.mark.parametrize(
    ("members", "secretaries", "annexes"),
    [(7, 6, ["Phụ lục I", "Phụ lục II"]), (7, 5, ["Phụ lục"]), (5, 6, ["Phụ lục"]), (5, 5, [])],
)
def test_up_to_five_members_are_named_in_the_first_article(
    sample: Sample, members: int, secretaries: int, annexes: list[str]
) -> None:
    words = council(sample, members, secretaries)
    assert [line for line in words if line.startswith("Phụ lục")] == annexes
    named = [line for line in words if line.startswith("- Vũ Đức Hải, Trưởng phòng Tài chính - Kế hoạch")]
    assert len(named) == 2 - len(annexes)


def test_the_last_of_the_members_named_ends_the_article(sample: Sample) -> None:
    words = [
        line for line in council(sample, 5, 6) if line.startswith("- ") and line.endswith(("Ủy viên;", "Ủy viên."))
    ]
    assert [line[-1] for line in words] == [";", ";", "."]


def test_the_minutes_announce_the_annexes_they_carry(sample: Sample) -> None:
    data = sample("10")
    carried = [line for line in lines(render_text("10", data)) if line.startswith("Phụ lục")]
    assert carried == ["Phụ lục II"]
    del data["kq"]["don_vi"]
    assert not [line for line in lines(render_text("10", data)) if "Phụ lục II" in line]


@pytest.mark.parametrize(
    ("missing", "columns"),
    [
        ([], 12),
        (["khong_giai_trinh"], 11),
        (["khong_lan_2"], 11),
        (["khong_hoi_dong"], 10),
        (["khong_giai_trinh", "khong_lan_2", "khong_hoi_dong"], 8),
    ],
)
def test_the_ledger_has_no_column_for_a_step_that_has_not_been(
    sample: Sample, missing: list[str], columns: int
) -> None:
    data = sample("17")
    data["so"] |= dict.fromkeys(missing, True)
    table = next(block for block in render_text("17", data) if isinstance(block, Table))
    assert (len(table.columns), {len(row.cells) for row in table.rows}) == (columns, {columns})


def test_html_is_the_page_the_pdf_is_made_of(sample: Sample) -> None:
    page = render("14", sample("14"), fmt="html").decode()
    assert page.startswith('<!DOCTYPE html><html lang="vi">')
    assert "http" not in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["kq"]["khoi"][0]["don_vi"][3].pop("chi_so"), "thiếu dữ liệu «kq.khoi[0].don_vi[3].chi_so»"),
        (lambda d: d["qd"].pop("tham_quyen"), "thiếu dữ liệu «qd.tham_quyen»"),
        (lambda d: d.pop("vb"), "thiếu dữ liệu «vb»"),
        (lambda d: d["vb"].pop("ky"), "thiếu dữ liệu «vb.ky.chuc_vu»"),
        (lambda d: d.update(han_ke_hoach_khac_phuc="28/02/2025"), "«28/02/2025» không phải ngày tháng"),
        (lambda d: d["kq"]["khoi"][0]["don_vi"][0].update(tong="chín"), "«chín» không phải số"),
        (lambda d: d["kq"].update(khoi=None), "dữ liệu «kq.khoi» phải là danh sách"),
    ],
)
def test_a_fault_names_the_paper_and_the_variable(sample: Sample, change: Callable[[Any], Any], message: str) -> None:
    data = sample("12")
    change(data)
    with pytest.raises(DocumentError) as fault:
        render("12", data)
    assert str(fault.value) == f"Văn bản 12: {message}"


def test_a_row_that_does_not_match_its_heads_is_refused(sample: Sample) -> None:
    data = sample("12")
    data["kq"]["diem"][0]["o"].pop()
    with pytest.raises(DocumentError) as fault:
        render("12", data)
    assert str(fault.value).endswith("có 15 ô, bảng có 16 cột")


def test_an_unknown_format_is_refused(sample: Sample) -> None:
    with pytest.raises(DocumentError) as fault:
        render("14", sample("14"), fmt="odt")
    assert str(fault.value) == "Văn bản 14: không có định dạng «odt»; chọn pdf, docx, html"
