import pytest

from cchc.tenancy.scope import tenant_scope
from criteria.models import Criterion
from tests.criteria.build import small_set

NBSP = "\u00a0"


@pytest.fixture
def made(cast):
    with tenant_scope(cast.tenant_a):
        return small_set()


@pytest.fixture
def url(cast, made):
    def of(code):
        with tenant_scope(cast.tenant_a):
            return f"/huyen-a/bo-tieu-chi/KT/muc/{Criterion.objects.get(code=code).pk}/"

    return of


def bands(**more):
    return {
        "code": "1.1.3",
        "name": "Mức độ hoàn thành Kế hoạch",
        "max_points": "2",
        "unit_of_measure": "nhiệm vụ",
        "not_applicable_policy": "none",
        "version": "1",
        "kind": "ratio_bands",
        "rule_numerator": "Số nhiệm vụ hoàn thành",
        "rule_denominator": "Tổng số nhiệm vụ",
        "rule_below": "0",
        "line_lower": ["100", "90", "80"],
        "line_upper": ["", "", ""],
        "line_points": ["2", "1", "0,5"],
    } | more


def tried(chi, url, **values):
    return chi.post(f"{url}thu/", values).context["preview"]


def test_an_input_is_scored_while_the_rule_is_written(chi, url):
    preview = tried(chi, url("1.1.3"), **bands(try_numerator="47", try_denominator="50"))
    assert preview.said == (
        f"Nhập 47/50 → 1,00 điểm, vì 47/50 = 94{NBSP}% → từ 90{NBSP}% đến dưới 100{NBSP}%: 1,00 điểm"
    )
    assert preview.words[0] == "Tỷ lệ: Số nhiệm vụ hoàn thành / Tổng số nhiệm vụ"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"kind": "levels", "line_label": ["", "Sớm", "Muộn"], "line_points": ["", "2", "1"], "try_option": "3"},
            "Chọn mức 2 → 1,00 điểm, vì Muộn: 1,00 điểm",
        ),
        (
            {"kind": "checklist", "line_label": ["A", "B"], "line_points": ["1,5", "0,5"], "try_items": ["1"]},
            "Đạt 1 nội dung → 1,50 điểm, vì Đạt 1/2 nhiệm vụ: 1,50 = 1,50 điểm",
        ),
        (
            {"kind": "ratio_linear", "rule_floor": "50", "rule_full": "100", "try_numerator": "3"}
            | {"try_denominator": "4"},
            f"Nhập 3/4 → 1,50 điểm, vì 3/4 = 75{NBSP}% → 75 × 2 / 100 = 1,50 điểm",
        ),
        (
            {"kind": "count_deduct", "rule_per": "0,5", "rule_what": "văn bản", "rule_minimum": "0", "try_count": "3"},
            "Nhập 3 → 0,50 điểm, vì 3 nhiệm vụ × 0,50 = trừ 1,50 → 0,50 điểm",
        ),
        (
            {"kind": "count_add", "rule_per": "0,5", "rule_what": "sáng kiến", "try_count": "3"},
            "Nhập 3 → 1,50 điểm, vì 3 nhiệm vụ × 0,50 = 1,50 điểm",
        ),
        (
            {"kind": "boolean", "rule_yes_points": "2", "rule_no_points": "0", "try_answer": "no"},
            "Chọn Không → 0,00 điểm, vì Không: 0,00 điểm",
        ),
        (
            {"kind": "manual", "rule_step": "0,25", "try_points": "1,25"},
            "Nhập 1,25 → 1,25 điểm, vì Chấm trực tiếp (bước 0,25): 1,25 điểm",
        ),
        (
            {"kind": "survey", "line_label": ["CD1"], "try_percent": "82"},
            f"Trung bình 82{NBSP}% → 1,64 điểm, vì 82 × 2 / 100 = 1,64 điểm",
        ),
    ],
)
def test_every_kind_is_tried_in_its_own_way(chi, url, values, said):
    assert tried(chi, url("1.1.3"), **bands(**values)).said == said


def test_a_wrong_input_says_what_is_wrong_with_it(chi, url):
    preview = tried(chi, url("1.1.3"), **bands(try_numerator="một", try_denominator="50"))
    assert preview.refused == "“một” không phải là số – Nhập chữ số, phần thập phân sau dấu phẩy, ví dụ 12,5."


@pytest.mark.parametrize(
    ("uppers", "fault"),
    [
        (["", "95", ""], f"Hở khoảng: tỷ lệ từ 95{NBSP}% đến dưới 100{NBSP}% chưa thuộc khoảng nào"),
        (["", "", "95"], f"Chồng khoảng: tỷ lệ từ 90{NBSP}% đến dưới 95{NBSP}% thuộc hai khoảng"),
    ],
)
def test_gaps_and_overlaps_between_bands_are_named(chi, cast, url, uppers, fault):
    expected = f"{fault} – sửa cận của hai khoảng liền nhau."
    assert tried(chi, url("1.1.3"), **bands(line_upper=uppers)).faults == (expected,)
    assert chi.post(url("1.1.3"), bands(line_upper=uppers)).status_code == 302
    page = chi.get("/huyen-a/bo-tieu-chi/KT/sua/")
    assert [place.finding.message for place in page.context["findings"] if place.finding.code == "rule"] == [
        f"1.1.3: {expected}"
    ]


def test_bands_typed_in_any_order_stand_from_high_to_low(chi, cast, url, made):
    chi.post(url("1.1.3"), bands(line_lower=["80", "100", "90"], line_points=["0.5", "2", "1"]))
    with tenant_scope(cast.tenant_a):
        lines = made.criteria.get(code="1.1.3").scoring.lines.all()
        assert [(str(line.lower.normalize()), line.points) for line in lines] == [
            ("1E+2", 2),
            ("9E+1", 1),
            ("8E+1", 0.5),
        ]


def test_an_unfinished_rule_is_kept_in_a_draft_and_named_by_the_checks(chi, cast, url):
    assert chi.post(url("1.1.3"), bands(line_points=["2", "", ""], rule_below="")).status_code == 302
    page = chi.get(url("1.1.3"))
    assert [line["line"].points for line in page.context["lines"]] == ["2", "", ""]
    assert [finding.message for finding in page.context["own_findings"] if finding.code == "rule"] == [
        "1.1.3: Khoảng thứ 2, điểm: chưa ghi số.",
        "1.1.3: Khoảng thứ 3, điểm: chưa ghi số.",
        "1.1.3: Điểm dưới khoảng thấp nhất: chưa ghi số.",
    ]
    assert chi.get("/huyen-a/bo-tieu-chi/KT/").status_code == 200


def test_a_cell_that_is_no_number_is_refused_and_nothing_typed_is_lost(chi, cast, url, made):
    page = chi.post(url("1.1.3"), bands(name="Tên khác", line_points=["2", "một", "0,5"]))
    assert list(page.context["cell_errors"]) == ["line_points_2"]
    assert [line["line"].points for line in page.context["lines"]] == ["2", "một", "0,5"]
    assert page.context["form"]["name"].value() == "Tên khác"
    with tenant_scope(cast.tenant_a):
        assert made.criteria.get(code="1.1.3").name == "Mức độ hoàn thành Kế hoạch"


def test_the_second_of_two_editors_is_told_and_loses_nothing(chi, cast, url, made):
    assert chi.post(url("1.1.3"), bands(name="Tên của người thứ nhất")).status_code == 302
    page = chi.post(url("1.1.3"), bands(name="Tên của người thứ hai"))
    assert page.context["theirs"] == [("tên", "Tên của người thứ nhất", "Tên của người thứ hai")]
    assert (page.context["form"]["name"].value(), page.context["version"]) == ("Tên của người thứ hai", 2)
    chi.post(url("1.1.3"), bands(name="Tên của người thứ hai", version="2"))
    with tenant_scope(cast.tenant_a):
        assert made.criteria.get(code="1.1.3").name == "Tên của người thứ hai"


def test_lines_are_added_moved_and_taken_out_without_a_script(chi, url):
    values = bands(kind="levels", line_label=["A", "B"], line_points=["2", "1"])
    page = chi.post(url("1.1.3"), values | {"viec": "them-dong"})
    assert [row["line"].label for row in page.context["lines"]] == ["A", "B", ""]
    page = chi.post(url("1.1.3"), values | {"viec": "len-dong-2"})
    assert [row["line"].label for row in page.context["lines"]] == ["B", "A"]
    page = chi.post(url("1.1.3"), values | {"viec": "bo-dong-1"})
    assert [row["line"].label for row in page.context["lines"]] == ["B"]


def test_a_code_that_stands_twice_is_refused(chi, url):
    page = chi.post(url("1.1.3"), bands(code="1.2"))
    assert page.context["form"].non_field_errors() == ["Mã 1.2 đã có trong bộ – ghi mã khác."]


def test_a_survey_rule_moves_the_leaf_into_the_survey(chi, cast, url, made):
    chi.post(url("1.1.3"), bands(kind="survey", line_label=["CD1", "CD2"]))
    with tenant_scope(cast.tenant_a):
        assert made.criteria.get(code="1.1.3").source == "survey"
        assert made.criteria.get(code="1.1").source == "self"
