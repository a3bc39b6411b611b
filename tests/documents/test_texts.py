"""The twenty texts on disk."""

import pytest

from cchc.documents import language, texts
from cchc.documents.errors import DocumentError


def test_there_are_twenty_texts() -> None:
    assert texts.kinds() == tuple(f"{number:02d}" for number in range(1, 21))


def test_a_text_is_found_by_number_and_by_code() -> None:
    assert texts.load("result_decision") is texts.load("12")
    assert texts.load("12").name == "Quyết định phê duyệt, công bố kết quả Chỉ số CCHC (Phụ lục I, II, III)"


def test_forms_printed_across_the_sheet_open_in_landscape() -> None:
    assert [kind for kind in texts.kinds() if texts.load(kind).landscape] == ["08", "17"]


@pytest.mark.parametrize(
    ("kind", "blocks"),
    [
        ("02", ["A", "B", "C"]),
        ("05", ["nguoi_dan", "nhom_khac", "truong_phong"]),
        ("07", ["", "giai_trinh_bo_sung"]),
        ("08", ["A", "B"]),
        ("12", [""]),
        ("16", ["xa", "tong_hop"]),
        ("19", ["A", "B"]),
    ],
)
def test_variants_are_named_blocks(kind: str, blocks: list[str]) -> None:
    assert list(texts.load(kind).blocks) == blocks


def test_without_a_name_the_unnamed_or_first_block_is_taken() -> None:
    assert texts.load("07").block(None) == texts.load("07").blocks[""]
    assert texts.load("02").block("") == texts.load("02").blocks["A"]


def test_an_unknown_variant_names_those_there_are() -> None:
    with pytest.raises(DocumentError) as fault:
        texts.load("19").block("C")
    assert str(fault.value) == "Văn bản 19: không có khối «C» (các khối: «A», «B»)"


def test_an_unknown_text_is_refused() -> None:
    with pytest.raises(DocumentError) as fault:
        texts.load("21")
    assert str(fault.value) == "không có mẫu văn bản «21»; các mẫu đánh số từ 01 đến 20"


def test_a_file_without_a_block_is_refused() -> None:
    with pytest.raises(DocumentError) as fault:
        texts.parse_text("12", "---\ncode: x\n---\nlời")
    assert str(fault.value) == "Văn bản 12: tệp mẫu không có khối «van-ban» nào"


@pytest.mark.parametrize("kind", texts.kinds())
def test_every_text_stays_within_the_language(kind: str) -> None:
    for source in texts.load(kind).blocks.values():
        language.check(source)
