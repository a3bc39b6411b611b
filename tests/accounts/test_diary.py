"""The tenant's diary and the history of one object."""

import re
from datetime import UTC, datetime

import pytest

from cchc.tenancy.audit import record
from cchc.tenancy.models import AuditEvent
from cchc.tenancy.scope import tenant_scope
from cchc.web.templatetags.history import history, thay_doi
from tests.accounts.test_entry import words

DIARY = "/huyen-a/nhat-ky/"


@pytest.fixture
def lines(cast):
    with tenant_scope(cast.tenant_a):
        record("gửi hồ sơ", cast.a.commune_1, by=cast.binh, at=datetime(2024, 12, 14, 16, 59, tzinfo=UTC))
        record(
            "trả hồ sơ", cast.a.commune_1, by=cast.chi, reason="Thiếu mục 1.2", at=datetime(2024, 12, 15, 3, tzinfo=UTC)
        )
        record("gửi hồ sơ", cast.a.commune_2, by=cast.giang, at=datetime(2024, 12, 15, 17, 1, tzinfo=UTC))
    with tenant_scope(cast.tenant_b):
        record("việc của huyện khác", cast.b.commune, by=cast.ha)


def sequences(response):
    return [int(n) for n in re.findall(r'data-l="Số">(\d+)<', response.content.decode())]


def test_newest_first_and_of_this_tenant_alone(cast, lines, login):
    response = login(cast.oanh).get(DIARY)
    assert sequences(response) == [3, 2, 1]
    assert "Lý do: Thiếu mục 1.2" in words(response)
    assert "huyện khác" not in words(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "tran van binh"}, [1]),
        ({"q": "gửi hồ sơ"}, [3, 1]),
        ({"q": "Vi Hương"}, [3]),
        ({"since": "2024-12-15"}, [3, 2]),
        ({"until": "2024-12-14"}, [1]),
        ({"since": "2024-12-15", "until": "2024-12-15"}, [2]),
        ({"since": "hôm qua"}, [3, 2, 1]),
    ],
)
def test_the_diary_is_searched_by_person_verb_object_and_local_day(cast, lines, login, query, found):
    assert sequences(login(cast.chi).get(DIARY, query)) == found


def test_the_page_says_whether_the_chain_is_whole(cast, lines, login):
    assert "Chuỗi nhật ký nguyên vẹn" in words(login(cast.chi).get(DIARY))


def test_changes_read_as_sentences():
    changes = {
        "tên": ["Xã Sĩ Bình", "Xã Sỹ Bình"],
        "hiệu lực đến": [None, "2025-06-30"],
        "đến": ["2024-12-14T17:00:00+00:00", "2024-12-17 17:00:00+00:00"],
        "khóa": [False, True],
        "phòng": ["Tư pháp", ""],
        "ghi nhận": ["a", "b", "c"],
        "số": 3,
        "mã": [None, "2024-13-40"],
    }
    assert thay_doi(AuditEvent(changes=changes)) == [
        "tên: Xã Sĩ Bình → Xã Sỹ Bình",
        "hiệu lực đến: 30/06/2025",
        "đến: 00:00 ngày 15/12/2024 → 00:00 ngày 18/12/2024",
        "khóa: không → có",
        "phòng: Tư pháp → (trống)",
        "ghi nhận: a; b; c",
        "số: 3",
        "mã: 2024-13-40",
    ]


def test_columns_have_their_vietnamese_name_and_numbers_a_comma_but_codes_their_dot():
    changes = {
        "issued_on": [None, "2026-01-14"],
        "abstract": ["scan_8129", "Báo cáo quý I"],
        "điểm tối đa": ["2.00", "2.5"],
        "1.1.1": [None, "0.5000000000"],
        "mục": [None, "1.5"],
        "ghi": "10 mục",
    }
    assert thay_doi(AuditEvent(object_type="assessments.evidence", changes=changes)) == [
        "ngày ban hành: 14/01/2026",
        "trích yếu: scan_8129 → Báo cáo quý I",
        "điểm tối đa: 2,00 → 2,50",
        "1.1.1: 0,50",
        "mục: 1.5",
        "ghi: 10 mục",
    ]


def test_the_history_of_an_object_shows_the_newest_and_counts_the_rest(cast, scope_a):
    for number in range(5):
        record(f"lần {number}", cast.a.commune_1, by=cast.chi)
    shown = history(cast.a.commune_1, limit=2)
    assert ([line.verb for line in shown["lines"]], shown["more"]) == (["lần 4", "lần 3"], 3)
    assert history(cast.a.commune_2) == {"lines": [], "more": 0}


def test_the_chain_is_read_whole_on_opening_and_not_on_every_search(cast, lines, login):
    assert "Chuỗi nhật ký" not in words(login(cast.chi).get(DIARY, {"trang": "2"}))
