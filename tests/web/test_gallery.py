"""The gallery of components renders whole, so a change that breaks one of them shows here first."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from cchc.web.item_states import STATES
from cchc.web.svg import Band, Bar, Distribution, Dot, Gantt, PlanStep, RankDot


class GalleryForm(forms.Form):
    username = forms.CharField(label="Tên đăng nhập", help_text="Không dấu.")
    level = forms.ChoiceField(label="Mức đạt", widget=forms.RadioSelect, choices=[("a", "Có")])
    area = forms.ChoiceField(label="Lĩnh vực", choices=[("1", "1. Chỉ đạo, điều hành")])
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    ok = forms.BooleanField(label="Đã đọc kỹ nội dung")


@pytest.fixture
def gallery() -> str:
    context = {
        "form": GalleryForm({}),
        "states": list(STATES),
        "page": Paginator(list(range(400)), 20).page(7),
        "gantt": Gantt([PlanStep("1. Hướng dẫn", date(2024, 11, 1), date(2024, 11, 30))], date(2024, 11, 9)),
        "distribution": Distribution([Dot("Cẩm Giàng", Decimal(97))], [Band(Decimal(0), Decimal(1))]),
        "rank": RankDot(2024, Decimal("92.41")),
        "bar": Bar(Decimal(3), Decimal(4)),
    }
    return render_to_string("dev/gallery.html", context)


def test_every_component_is_on_the_gallery(gallery):
    counts = {
        "note": gallery.count('class="note note-') - gallery.count("<template"),
        "states": gallery.count("st-tag"),
        "charts": gallery.count('role="img"'),
        "fields": gallery.count('class="field"'),
        "progress": gallery.count("<progress"),
        "pager": gallery.count('class="pager"'),
    }
    assert counts == {"note": 8, "states": 14, "charts": 6, "fields": 5, "progress": 3, "pager": 1}


def test_every_id_of_the_gallery_stands_once(gallery):
    ids = [part.split('"', 1)[0] for part in gallery.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))
