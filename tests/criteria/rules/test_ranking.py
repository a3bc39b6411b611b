from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.rules.ranking import Band, Row, TieRule, band_faults, classify, rank, tie_rule_words
from criteria.rules.rollup import index

# Hà Nam 2023: lower bounds belong to the band, upper bounds don't, save for the highest.
HA_NAM = [
    Band("Xuất sắc", D(95), True, D(100), True),
    Band("Tốt", D(85), True, D(95), False),
    Band("Khá", D(75), True, D(85), False),
    Band("Trung bình", D(70), True, D(75), False),
    Band("Yếu", D(0), True, D(70), False),
]
# Tây Ninh and Thái Nguyên say «trên 80»: the lower bound doesn't belong to the band.
ABOVE_80 = [
    Band("Tốt", D(80), False, D(100), True),
    Band("Khá", D(60), True, D(80), True),
    Band("Kém", D(0), True, D(60), False),
]


def rows(*indices, block="xã"):
    return [Row(f"x{n}", block, None if i is None else D(i)) for n, i in enumerate(indices, start=1)]


def ranks(*indices):
    return list(rank(rows(*indices)).values())


@pytest.mark.parametrize(
    ("indices", "expected"),
    [
        pytest.param(("80", "90", "70"), [2, 1, 3], id="descending"),
        pytest.param(("90", "85", "85", "80"), [1, 2, 2, 4], id="1, 2, 2, 4"),
        pytest.param(("85", "85", "85"), [1, 1, 1], id="all the same"),
        pytest.param(("90.02", "90.0200", "90.0199999999"), [1, 1, 3], id="unrounded"),
        pytest.param(("90", None, "80"), [1, None, 2], id="no index, no rank"),
        pytest.param((), [], id="nobody"),
    ],
)
def test_ranks_follow_the_unrounded_index_and_equals_share(indices, expected):
    assert ranks(*indices) == expected


def test_shown_equal_is_not_equal():
    assert ranks("90.024", "90.021") == [1, 2]


def test_equal_fractions_of_different_maxima_are_equal():
    two_thirds = [index(D(points), D(0), D(0), D(maximum)) for points, maximum in ((2, 3), (60, 90), ("59.5", "89.25"))]
    assert list(rank([Row(str(n), "xã", i) for n, i in enumerate(two_thirds)]).values()) == [1, 1, 1]


def test_each_block_is_ranked_by_itself():
    assert rank([*rows("80", "90"), Row("p1", "phường", D(70)), Row("p2", "phường", D(75))]) == {
        "x1": 2,
        "x2": 1,
        "p1": 2,
        "p2": 1,
    }


def test_an_agency_that_is_scored_but_not_ranked_takes_no_place():
    assert rank([Row("a", "sở", D(99), ranked=False), Row("b", "sở", D(90)), Row("c", "sở", D(80))]) == {
        "a": None,
        "b": 1,
        "c": 2,
    }


TIED = [
    Row("a", "xã", D(85), ties=(D(60), D(20))),
    Row("b", "xã", D(85), ties=(D(61), D(10))),
    Row("c", "xã", D(85), ties=(D(60), D(21))),
    Row("d", "xã", D(85), ties=(D(60), D(20))),
    Row("e", "xã", D(86), ties=(D(0), D(0))),
]


def test_tie_breakers_are_asked_in_order_and_what_stays_equal_shares():
    assert rank(TIED, TieRule.TIE_BREAKERS) == {"e": 1, "b": 2, "c": 3, "a": 4, "d": 4}


def test_tie_breakers_are_not_asked_unless_the_campaign_names_them():
    assert rank(TIED, "shared") == {"e": 1, "a": 2, "b": 2, "c": 2, "d": 2}


def test_the_tie_rule_is_put_in_words_for_printing():
    assert tie_rule_words("shared") == (
        "Xếp hạng theo Chỉ số chưa làm tròn; các đơn vị bằng nhau xếp cùng hạng, hạng kế tiếp được bỏ qua (1, 2, 2, 4)."
    )
    assert tie_rule_words("tie_breakers", ["điểm thẩm định", "điểm lĩnh vực 3"]) == (
        "Xếp hạng theo Chỉ số chưa làm tròn; khi bằng nhau xét lần lượt: điểm thẩm định, điểm lĩnh vực 3; "
        "vẫn bằng nhau thì xếp cùng hạng."
    )


@pytest.mark.parametrize(
    ("percent", "band"),
    [
        ("100", "Xuất sắc"),
        ("95", "Xuất sắc"),
        ("94.9999999999", "Tốt"),
        ("85", "Tốt"),
        ("75", "Khá"),
        ("74.999", "Trung bình"),
        ("70", "Trung bình"),
        ("69.999", "Yếu"),
        ("0", "Yếu"),
        (None, None),
    ],
)
def test_the_bands_of_ha_nam_take_their_lower_bound(percent, band):
    assert classify(None if percent is None else D(percent), HA_NAM) == band


@pytest.mark.parametrize(
    ("percent", "band"), [("80", "Khá"), ("80.0000000001", "Tốt"), ("60", "Khá"), ("59.99", "Kém")]
)
def test_a_bound_that_says_above_is_not_taken(percent, band):
    assert classify(D(percent), ABOVE_80) == band


def test_an_index_outside_every_band_has_none():
    assert classify(D(50), HA_NAM[:2]) is None


@pytest.mark.parametrize("bands", [HA_NAM, ABOVE_80, list(reversed(HA_NAM))])
def test_real_bands_have_no_faults_in_whatever_order(bands):
    assert band_faults(bands) == ()


@pytest.mark.parametrize(
    ("bands", "faults"),
    [
        pytest.param([], ("Chưa có mức xếp loại nào – thêm ít nhất một mức từ 0 đến 100.",), id="none"),
        pytest.param(
            [Band("Tốt", D(80), True, D(100), True), Band("Yếu", D(0), True, D(70), False)],
            ("Từ 70 đến 80 không thuộc mức nào, giữa “Yếu” và “Tốt” – nối hai mức lại.",),
            id="a gap",
        ),
        pytest.param(
            [Band("Tốt", D(80), True, D(100), True), Band("Yếu", D(0), True, D(85), False)],
            ("Từ 80 đến 85 thuộc cả “Yếu” và “Tốt” – bỏ phần chồng nhau.",),
            id="an overlap",
        ),
        pytest.param(
            [Band("Tốt", D(80), True, D(100), True), Band("Yếu", D(0), True, D(80), True)],
            ("Chỉ số 80 thuộc cả “Yếu” và “Tốt” – chỉ một mức lấy cận này.",),
            id="a bound in both",
        ),
        pytest.param(
            [Band("Tốt", D(80), False, D(100), True), Band("Yếu", D(0), True, D(80), False)],
            ("Chỉ số 80 không thuộc mức nào, giữa “Yếu” và “Tốt” – một trong hai mức lấy cận này.",),
            id="a bound in neither",
        ),
        pytest.param(
            [Band("Tốt", D(10), True, D(100), False)],
            (
                "Chưa có mức cho chỉ số từ 0 đến 10 – thêm mức hoặc hạ cận dưới của “Tốt”.",
                "Chỉ số 100 không thuộc mức nào – lấy cả cận trên của “Tốt”.",
            ),
            id="both ends open",
        ),
        pytest.param(
            [Band("Tốt", D(0), False, D(90), True)],
            (
                "Chỉ số 0 không thuộc mức nào – lấy cả cận dưới của “Tốt”.",
                "Chưa có mức cho chỉ số từ 90 đến 100 – thêm mức hoặc nâng cận trên của “Tốt”.",
            ),
            id="0 left out, nothing above 90",
        ),
        pytest.param(
            [Band("Tốt", D(-1), True, D(101), True)],
            (
                "Mức “Tốt”: cận dưới −1 nhỏ hơn 0 – chỉ số thấp nhất là 0.",
                "Mức “Tốt”: cận trên 101 lớn hơn 100 – chỉ số cao nhất là 100.",
            ),
            id="beyond 0 and 100",
        ),
        pytest.param(
            [Band("Tốt", D(50), True, D(100), True), Band("Tốt", D(0), True, D(50), False)],
            ("Mức “Tốt” ghi hai lần – mỗi mức một tên.",),
            id="a name twice",
        ),
        pytest.param(
            [Band(" ", D(0), True, D(100), True)], ("Có mức xếp loại chưa có tên – ghi tên mức.",), id="no name"
        ),
    ],
)
def test_what_is_wrong_with_bands_is_said(bands, faults):
    assert band_faults(bands) == faults


def test_a_band_with_its_bounds_the_wrong_way_round_is_said():
    assert band_faults([Band("Tốt", D(100), True, D(0), True)])[0] == (
        "Mức “Tốt”: cận dưới 100 lớn hơn cận trên 0 – đổi lại hai số."
    )


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (HA_NAM[0], "từ 95 đến 100"),
        (HA_NAM[1], "từ 85 đến dưới 95"),
        (HA_NAM[4], "dưới 70"),
        (ABOVE_80[0], "trên 80 đến 100"),
        (Band("Yếu", D(0), True, D("69.5"), True), "từ 69,5 trở xuống"),
        (Band("Đạt", D(0), True, D(100), True), "từ 0 đến 100"),
    ],
)
def test_bounds_are_put_in_words(band, words):
    assert band.words() == words


indices = st.lists(st.one_of(st.none(), st.decimals(0, 100, places=3)), max_size=30)


@given(indices)
def test_an_agency_s_rank_is_one_more_than_the_number_of_better_ones(found):
    for place, own in zip(ranks(*found), found, strict=True):
        better = sum(1 for other in found if other is not None and own is not None and other > own)
        assert place == (None if own is None else better + 1)


@given(indices, st.randoms())
def test_ranks_do_not_depend_on_the_order_of_the_rows(found, random):
    members = rows(*found)
    shuffled = random.sample(members, len(members))
    assert rank(shuffled) == rank(members)


@given(st.decimals(0, 100, places=6), st.sampled_from([HA_NAM, ABOVE_80]))
def test_every_index_lies_in_exactly_one_band(percent, bands):
    assert sum(band.holds(percent) for band in bands) == 1


@given(st.sets(st.integers(1, 99), max_size=6), st.booleans())
def test_bands_cut_from_0_to_100_without_gaps_have_no_faults(cuts, lower_inclusive):
    bounds = [0, *sorted(cuts), 100]
    bands = [
        Band(f"Mức {n}", D(low), lower_inclusive or low == 0, D(high), not lower_inclusive or high == 100)
        for n, (low, high) in enumerate(pairwise(bounds))
    ]
    assert band_faults(bands) == ()
