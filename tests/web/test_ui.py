"""The template kit: the same words, shapes and wiring wherever a page uses it."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

from cchc.web.item_states import STATES
from cchc.web.pagination import page_numbers, page_of

ROOT = Path(__file__).resolve().parents[2]
NBSP = "\u00a0"


class SelfScoreForm(forms.Form):
    done = forms.IntegerField(label="Số hoàn thành", help_text="Đếm đến hết ngày 30/11.")
    level = forms.ChoiceField(label="Mức đạt", widget=forms.RadioSelect, choices=[("a", "Có"), ("b", "Không")])
    note = forms.CharField(label="Ghi chú", required=False)


class Tags(HTMLParser):
    """All start tags with their attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags(html: str, name: str) -> list[dict[str, str | None]]:
    return [attrs for tag, attrs in Tags(html).found if tag == name]


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def template_files() -> list[Path]:
    """Pages; what is printed to paper alone (documents, print_*) may carry its style."""
    found = (ROOT / "templates").rglob("*.html")
    return [path for path in found if "documents" not in path.parts and not path.name.startswith("print_")]


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|diem }}", "1.8788", "1,88"),
        ("{{ value|diem }}", None, "–"),
        ("{{ value|diem }}", "không phải số", "–"),
        ("{{ value|so }}", 1904, "1.904"),
        ("{{ value|phan_tram }}", "93.939", f"93,94{NBSP}%"),
        ("{{ value|phan_tram:0 }}", 94, f"94{NBSP}%"),
        ("{{ value|chenh_lech }}", "-0.25", "\u22120,25"),
        ("{{ value|ngay }}", date(2024, 12, 15), "15/12/2024"),
        ("{{ value|ngay }}", None, "–"),
        ("{{ value|thu_ngay }}", date(2024, 12, 9), "thứ Hai, ngày 09/12/2024"),
        ("{{ value|ten_ngan }}", "Thị trấn Phủ Thông", "Phủ Thông"),
    ],
)
def test_filters_write_figures_and_dates_in_the_office_way(source, value, shown):
    assert render(source, value=value) == shown


def test_times_are_shown_in_the_office_time_zone():
    stored = datetime(2024, 12, 14, 17, 0, tzinfo=UTC)
    assert render("{{ at|ngay_gio }}", at=stored) == "00:00 ngày 15/12/2024"
    assert render("{{ at|gio_dong }}", at=stored) == "24:00 ngày 14/12/2024"
    assert render("{{ at|ngay }} {{ at|gio }}", at=stored) == "15/12/2024 00:00"


def test_the_states_have_the_words_of_the_design():
    assert {key: state.words for key, state in STATES.items()} == {
        "unscored": "Chưa chấm",
        "scoring": "Đang chấm",
        "scored": "Đã chấm",
        "missing_evidence": "Thiếu minh chứng",
        "overdue": "Quá hạn",
        "submitted": "Đã gửi",
        "explanation_asked": "Yêu cầu giải trình",
        "explained": "Đã giải trình",
        "appraised": "Đã thẩm định",
        "unappraised": "Chưa thẩm định",
        "not_applicable": "Không phát sinh",
        "locked": "Đã khóa",
        "returned": "Bị trả lại",
    }


@pytest.mark.parametrize("key", STATES)
def test_every_state_shows_an_icon_of_the_sprite_before_its_word(key):
    sprite = (ROOT / "templates" / "_icons.html").read_text()
    assert f'<symbol id="i-{STATES[key].icon}"' in sprite
    assert re.fullmatch(
        rf'<span class="st st-{STATES[key].tone} st-tag"><svg.*</svg>{STATES[key].words}</span>',
        render("{% state key tag=True %}", key=key),
    )


def test_an_unknown_state_is_an_error_of_the_page_author():
    with pytest.raises(KeyError):
        render("{% state 'pending' %}")


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-(\w+)"', (ROOT / "templates" / "_icons.html").read_text()))
    named = {name for path in template_files() for name in re.findall(r'{% icon "(\w+)"', path.read_text())}
    assert named - sprite == set()


def test_a_notice_escapes_its_title_and_keeps_its_markup():
    html = render('{% note "danger" title %}<p>Sửa một trong hai số.</p>{% endnote %}', title="<b>57</b> > 50")
    assert "<strong>&lt;b&gt;57&lt;/b&gt; &gt; 50</strong></p><p>Sửa một trong hai số.</p>" in html
    assert tags(html, "div")[0] == {"class": "note note-danger", "role": "alert"}


@pytest.mark.parametrize(
    ("level", "css"),
    [
        ("success", "note note-ok"),
        ("warning", "note note-warn"),
        ("error", "note note-danger"),
        ("info", "note note-info"),
        ("", "note note-info"),
    ],
)
def test_messages_become_notices_of_their_tone(level, css):
    assert tags(render("{% note level %}x{% endnote %}", level=level), "div")[0]["class"] == css


def test_a_field_with_an_error_is_tied_to_its_error_and_hint():
    html = render("{% field form.done %}", form=SelfScoreForm({"done": "nhiều"}))
    control = tags(html, "input")[0]
    assert control["aria-invalid"] == "true"
    assert control["class"] == "form-control is-invalid"
    ids = {attrs["id"] for attrs in tags(html, "div") if "id" in attrs}
    assert set(control["aria-describedby"].split()) == ids == {"id_done_loi", "id_done_goi_y"}
    assert tags(html, "label")[0]["for"] == control["id"]


def test_a_field_without_errors_is_not_marked():
    control = tags(render("{% field form.done %}", form=SelfScoreForm()), "input")[0]
    assert "aria-invalid" not in control
    assert control["class"] == "form-control"
    assert control["aria-describedby"] == "id_done_goi_y"


def test_radio_buttons_are_a_fieldset_whose_whole_lines_are_labels():
    html = render("{% field form.level %}", form=SelfScoreForm())
    assert len(tags(html, "fieldset")) == len(tags(html, "legend")) == 1
    assert [label["for"] for label in tags(html, "label")] == [field["id"] for field in tags(html, "input")]
    assert {field["class"] for field in tags(html, "input")} == {"form-check-input"}


def test_an_empty_choice_is_said_in_words():
    class StepForm(forms.Form):
        phase = forms.ChoiceField(label="Giai đoạn", required=False, choices=[("", "---------"), ("self", "Tự chấm")])
        role = forms.ChoiceField(label="Vai trò", choices=[("", "---------"), ("head", "Lãnh đạo")])
        own = forms.ChoiceField(label="Cơ quan", choices=[("", "Mọi cơ quan"), ("1", "Sở Nội vụ")])

    html = render("{% field form.phase %}{% field form.role %}{% field form.own %}", form=StepForm())
    assert re.findall(r'<option value=""[^>]*>([^<]*)<', html) == ["Không chọn", "Chọn vai trò", "Mọi cơ quan"]


def test_only_optional_fields_say_so():
    assert "(không bắt buộc)" in render("{% field form.note %}", form=SelfScoreForm())
    assert "(không bắt buộc)" not in render("{% field form.done %}", form=SelfScoreForm())


def test_the_summary_of_errors_links_to_each_field_in_order():
    html = render("{% errors form %}", form=SelfScoreForm({"done": "nhiều"}))
    assert [link["href"] for link in tags(html, "a")] == ["#id_done", "#id_level"]
    assert "Chưa ghi được: 2 chỗ cần sửa" in html
    assert tags(html, "div")[0]["tabindex"] == "-1"


def test_a_valid_form_has_no_summary():
    form = SelfScoreForm({"done": "3", "level": "a"})
    assert render("{% errors form %}", form=form).strip() == ""


@pytest.mark.parametrize(
    ("done", "total", "late", "css"),
    [(41, 88, False, None), (88, 88, False, "full"), (18, 88, True, "late")],
)
def test_progress_says_its_numbers_to_everyone(done, total, late, css):
    bar = tags(render("{% progress done total late=late %}", done=done, total=total, late=late), "progress")[0]
    assert bar.get("class") == css
    assert (bar["value"], bar["max"]) == (str(done), str(total))
    assert bar["aria-label"] == f"Tiến độ: {done} trên {total}"


def test_progress_of_nothing_is_said_in_words():
    assert render("{% progress 0 0 %}").strip() == "không có"


@pytest.mark.parametrize(
    ("current", "last", "numbers"),
    [
        (1, 1, [1]),
        (1, 10, [1, 2, 3, None, 10]),
        (7, 20, [1, None, 5, 6, 7, 8, 9, None, 20]),
        (4, 6, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_page_numbers_show_both_ends_and_the_neighbours(current, last, numbers):
    assert page_numbers(current, last) == numbers


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("99", 4), ("x", 1), ("-3", 4), ("", 1)])
def test_a_page_number_that_does_not_exist_gives_the_nearest_page(asked, number):
    assert page_of(list(range(200)), {"trang": asked}).number == number


def test_page_links_keep_the_filters_of_the_address(rf):
    request = rf.get("/", {"q": "kế hoạch", "trang": "2"})
    html = render("{% pagination page %}", page=Paginator(list(range(60)), 20).page(2), request=request)
    assert [link["href"] for link in tags(html, "a")] == [f"?q=k%E1%BA%BF+ho%E1%BA%A1ch&trang={n}" for n in (1, 2, 3)]


def test_403_and_404_read_alike_and_name_nothing():
    assert render_to_string("403.html", {"exception": "hồ sơ 17"}) == render_to_string("404.html", {"exception": "x"})


def test_the_page_for_a_broken_server_needs_neither_context_nor_tags():
    source = (ROOT / "templates" / "500.html").read_text()
    assert re.findall(r"{[{%]", source) == []


def test_the_page_for_a_large_file_states_the_limit():
    assert "không quá 20 MB" in render_to_string("413.html", {"limit_mb": 20})


@pytest.mark.parametrize("name", ["base.html", "base_auth.html", "base_public.html"])
def test_base_pages_render_for_someone_unknown(name):
    html = render_to_string(name, {})
    assert [attrs.get("role") for attrs in tags(html, "div") if attrs.get("id") == "thong-bao"] == ["status"]
    assert tags(html, "html") == [{"lang": "vi"}]


@pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_has_an_inline_style_script_or_handler(path):
    source = re.sub(r"{%.*?%}", "", path.read_text())
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|hx-on|javascript:", source) == []


def test_no_colour_is_written_outside_the_tokens():
    sheets = [path for path in (ROOT / "static" / "css").glob("*.css") if path.name != "tokens.css"]
    found = {
        path.name: colours
        for path in sheets
        if (colours := re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(", path.read_text()))
    }
    assert len(sheets) >= 8
    assert found == {}


def test_every_colour_token_used_is_defined():
    css = "".join(path.read_text() for path in (ROOT / "static" / "css").glob("*.css"))
    used = {name for name in re.findall(r"var\((--[\w-]+)", css) if not name.startswith("--bs-")}
    assert used - set(re.findall(r"(--[\w-]+):", css)) == set()
