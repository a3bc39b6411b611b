"""What a text may say, and what it may not."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from cchc.documents.errors import DocumentError
from cchc.documents.language import check, fill
from cchc.documents.values import decode

ALLOWED = "chỉ được dùng biến, if, for, so sánh và các bộ lọc diem, so2, haiso, hoa, ngay, gio, ngaychu, han, hanngan"


def filled(source: str, **data: object) -> str:
    return decode(fill(source, data))


def test_variables_filters_conditions_and_loops_are_filled() -> None:
    source = "{% for d in don_vi %}{% if d.diem > 1 %}{{ d.ten }} {{ d.diem|diem }};{% endif %}{% endfor %}"
    units = [{"ten": "Xã A", "diem": Decimal("2.50")}, {"ten": "Xã B", "diem": 1}]
    assert filled(source, don_vi=units) == "Xã A 2,5;"


def test_plain_values_are_written_the_vietnamese_way() -> None:
    written = filled("{{ a }}|{{ b }}|{{ c }}|{{ d }}", a=2024, b=Decimal("1.50"), c=date(2025, 1, 5), d=None)
    assert written == "2024|1,5|05/01/2025|"


def test_the_blank_day_keeps_the_year_of_the_paper() -> None:
    assert filled("{{ han|ngaychu }}", han=None, vb={"nam": 2024}) == "ngày     tháng     năm 2024"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    written = filled("{{ a|han }}|{{ a|hanngan }}|{{ b|han }}", a=datetime(2024, 12, 15), b="2024-12-15T17:00:00")
    assert written == "24 giờ 00 ngày 14 tháng 12 năm 2024|24 giờ 00 14/12/2024|17 giờ 00 ngày 15 tháng 12 năm 2024"
    assert filled("{{ a|han }}", a=None, vb={"nam": 2024}) == "… giờ … ngày     tháng     năm 2024"


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("{{ ten }}", "ten"),
        ("{{ kq.quy_tac.lam_tron }}", "kq.quy_tac.lam_tron"),
        ("{{ kq.khac.lam_tron }}", "kq.khac"),
        ("{% for d in kq.khoi %}{{ d.ten }}{% endfor %}", "kq.khoi[1].ten"),
        ("{{ kq.tong|so2 }}", "kq.tong"),
        ("{{ kq.han|ngaychu }}", "kq.han"),
        ("{% for d in kq.diem %}{{ d }}{% endfor %}", "kq.diem"),
        ('{% if kq.cap == "xã" %}x{% endif %}', "kq.cap"),
        ("{% if kq.lan > 1 %}x{% endif %}", "kq.lan"),
    ],
)
def test_a_missing_variable_is_named_by_its_full_path(source: str, path: str) -> None:
    with pytest.raises(DocumentError) as fault:
        fill(source, {"kq": {"quy_tac": {}, "khoi": [{"ten": "a"}, {}]}})
    assert str(fault.value) == f"thiếu dữ liệu «{path}»"


def test_an_optional_piece_may_be_missing() -> None:
    assert filled("{% if khao_sat %}có{% else %}không{% endif %}{% if not khao_sat %}!{% endif %}") == "không!"


@pytest.mark.parametrize(
    "source",
    [
        "{{ a() }}",
        "{{ a.b() }}",
        "{{ a['b'] }}",
        "{{ a * 1000000000 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ [1, 2] }}",
        "{{ a|safe }}",
        "{{ a|attr('b') }}",
        "{{ a|join }}",
        "{% set a = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% extends 'x' %}",
        "{% import 'x' as y %}",
        "{% for i in a recursive %}{{ loop(i) }}{% endfor %}",
        "{% for i in a if i.b %}{{ i }}{% endfor %}",
        "{% if a is defined %}{% endif %}",
        "{{ a if b }}",
        "{% raw %}{% endraw %}{% filter diem %}1{% endfilter %}",
        "{% block x %}{% endblock %}",
        "{% with a = 1 %}{% endwith %}",
        "{% autoescape false %}{% endautoescape %}",
    ],
)
def test_wording_beyond_the_language_is_refused(source: str) -> None:
    with pytest.raises(DocumentError) as fault:
        check(source)
    message = str(fault.value).replace(" dòng 1", "")
    assert message == f"lời mẫu {ALLOWED}" or message.startswith("lời mẫu sai cú pháp ở: ")


@pytest.mark.parametrize(
    "name", ["__class__", "__init__", "_items", "items", "path", "get", "keys", "mro", "__globals__", "format"]
)
def test_no_attribute_of_a_python_object_is_reachable(name: str) -> None:
    for source in (f"{{{{ kq.{name} }}}}", f"{{{{ ten.{name} }}}}", f"{{{{ ds.{name} }}}}"):
        with pytest.raises(DocumentError) as fault:
            fill(source, {"kq": {"ten": "a"}, "ten": "b", "ds": [1]})
        assert str(fault.value) in {f"thiếu dữ liệu «{name}»", f"thiếu dữ liệu «kq.{name}»"}


@pytest.mark.parametrize("name", ["range", "dict", "lipsum", "cycler", "joiner", "namespace", "self"])
def test_no_global_of_the_template_engine_is_reachable(name: str) -> None:
    with pytest.raises(DocumentError):
        fill(f"{{{{ {name} }}}}", {})


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, lambda: 1])
def test_only_plain_data_gets_in(value: object) -> None:
    with pytest.raises(DocumentError) as fault:
        fill("", {"kq": {"khoi": [{"ten": value}]}})
    kind = type(value).__name__
    assert str(fault.value) == f"dữ liệu «kq.khoi[0].ten» có kiểu {kind}, không in được"


@pytest.mark.parametrize("value", [True, ["a"], {"a": 1}])
def test_a_list_or_yes_no_value_does_not_print_as_words(value: object) -> None:
    with pytest.raises(DocumentError) as fault:
        fill("{{ a }}", {"a": value})
    assert str(fault.value) == "giá trị có/không, danh sách hoặc nhóm dữ liệu không in thành lời được"


@pytest.mark.parametrize("value", [None, "abc", 3, {"a": 1}])
def test_a_loop_runs_over_lists_alone(value: object) -> None:
    with pytest.raises(DocumentError) as fault:
        fill("{% for d in kq.khoi %}{{ d }}{% endfor %}", {"kq": {"khoi": value}})
    assert str(fault.value) == "dữ liệu «kq.khoi» phải là danh sách"


def test_comparing_words_with_figures_is_refused() -> None:
    with pytest.raises(DocumentError) as fault:
        fill("{% if lan > 1 %}{% endif %}", {"lan": "hai"})
    assert str(fault.value) == "lời mẫu so sánh hai giá trị khác kiểu (lời với số)"


def test_data_is_never_read_as_wording() -> None:
    assert filled("{{ a }}", a="{{ 7 }} {% if x %}") == "{{ 7 }} {% if x %}"
