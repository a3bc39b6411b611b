"""An office's own wording: what is found wrong, and what no wording can reach."""

from collections.abc import Callable
from typing import Any

import pytest

from cchc.documents import language, texts
from cchc.documents.errors import DocumentError
from cchc.documents.language import variables
from cchc.documents.proofing import LONGEST, Finding, findings, placeholders
from cchc.documents.render import render, render_text

Sample = Callable[[str], dict[str, Any]]
STANDARD = texts.load("12").block(None)


def changed(old: str, new: str) -> list[Finding]:
    assert old in STANDARD
    return findings("12", "", STANDARD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("kind", "block"), [(kind, block) for kind in texts.kinds() for block in texts.load(kind).blocks]
)
def test_the_standard_has_no_fault(kind: str, block: str) -> None:
    assert findings(kind, block, texts.load(kind).blocks[block]) == []


@pytest.mark.parametrize(
    ("kind", "block"), [(kind, block) for kind in texts.kinds() for block in texts.load(kind).blocks]
)
def test_every_variable_of_a_sample_that_is_printed_is_known(kind: str, block: str) -> None:
    assert set(variables(texts.load(kind).blocks[block])) <= placeholders(kind)


def test_an_unknown_variable_is_named_with_its_line_and_the_one_that_was_meant() -> None:
    found = changed("{{ kq.so_don_vi|haiso }}", "{{ ket_qua.so_don_vi|haiso }}")
    assert found[0] == Finding(
        9, "Không có biến «ket_qua.so_don_vi» trong dữ liệu của văn bản này. Có thể là «kq.so_don_vi»."
    )
    assert [one.forbids for one in found] == [True, False]


def test_a_field_of_a_list_is_known_inside_its_loop_alone() -> None:
    good = STANDARD.replace("@lenh", "{% for k in kq.khoi %}\n@nd {{ k.ten }}\n{% endfor %}\n@lenh", 1)
    assert findings("12", "", good) == []
    bad = STANDARD.replace("@lenh", "{% for k in kq.khoi %}\n@nd {{ k.mat_khau }}\n{% endfor %}\n@lenh", 1)
    assert [one.message[:37] for one in findings("12", "", bad)] == ["Không có biến «kq.khoi[].mat_khau» tr"]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("@dauvanban\n", "Thiếu phần bắt buộc «@dauvanban»: tên cơ quan, Quốc hiệu, số, ngày (ô 1-4)."),
        ("@ketthuc\n", "Thiếu phần bắt buộc «@ketthuc»: Nơi nhận và khối ký."),
        ("@lenh QUYẾT ĐỊNH:\n", "Thiếu phần bắt buộc «@lenh»: «QUYẾT ĐỊNH:»."),
    ],
)
def test_a_missing_obligatory_part_is_named(part: str, message: str) -> None:
    assert [one.message for one in changed(part, "") if one.forbids] == [message]


def test_a_figure_that_is_no_longer_printed_is_a_reminder_only() -> None:
    found = changed("{{ kq.so_don_vi|haiso }} ", "")
    assert [(one.message, one.forbids) for one in found] == [
        ("Lời mẫu chuẩn có dùng «kq.so_don_vi», lời văn này không dùng.", False)
    ]


def test_a_wording_too_long_is_refused_unread() -> None:
    assert findings("12", "", "x" * (LONGEST + 1))[0].message.startswith(f"Lời văn dài {LONGEST + 1} ký tự")


ATTACKS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ vb.__class__ }}",
    "{{ vb['__class__'] }}",
    "{{ vb|attr('__class__') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'base.html' %}",
    "{% set x = 1 %}",
    "{% macro x() %}{% endmacro %}",
    "{% call x() %}{% endcall %}",
    "{{ range(1000000000) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 100000 }}",
    "{{ namespace(x=1) }}",
    "{{ kq.khoi|map(attribute='__class__') }}",
    "{% for x in kq.khoi recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in kq.khoi %}{{ loop.__class__ }}{% endfor %}",
    "{{ request.user.password }}",
    "{{ settings.SECRET_KEY }}",
    "{{ config }}",
    "{{ campaign.tenant.agencies }}",
    "{% autoescape false %}{% endautoescape %}",
    "{% with x = vb %}{% endwith %}",
    "{% raw %}{% endraw %}{{ vb.__init__ }}",
    "{{ vb.ky.ho_ten.format('{0.__class__}') }}",
    "{{ (1).__class__ }}",
    "{{ joiner }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_wording_reaches_code_files_or_what_is_not_its_data(sample: Sample, attack: str) -> None:
    source = STANDARD.replace("@lenh", f"@nd {attack}\n@lenh", 1)
    assert [one.forbids for one in findings("12", "", source)][:1] == [True]
    with pytest.raises(DocumentError):
        render("12", sample("12"), wording={"": source})


def test_loops_within_loops_come_to_an_end(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "TURNS", 10_000)
    deep = "{% for a in kq.diem %}" * 6 + "{% endfor %}" * 6
    with pytest.raises(DocumentError, match="lặp quá nhiều lần"):
        render_text("12", sample("12"), wording={"": STANDARD.replace("@lenh", f"{deep}\n@lenh", 1)})
    assert render_text("12", sample("12"))


def test_marks_and_markup_in_a_wording_stay_words(sample: Sample) -> None:
    source = STANDARD.replace("@lenh", "@nd <script>alert(1)</script><img src=x>\n@lenh", 1)
    page = render("12", sample("12"), fmt="html", wording={"": source}).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_own_block_is_printed_and_the_others_stay_standard(sample: Sample) -> None:
    own = texts.load("19").block("A").replace("Các nội dung khác", "Mọi nội dung khác", 1)
    words = render("19", sample("19-A"), fmt="html", wording={"A": own}).decode()
    assert (
        "Mọi nội dung khác" in words,
        "Mọi nội dung khác" in render("19", sample("19-B"), fmt="html", wording={"A": own}).decode(),
    ) == (True, False)
