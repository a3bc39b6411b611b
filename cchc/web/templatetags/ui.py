"""The product's template kit, documented in one place.

Filters: ``diem`` ``so`` ``phan_tram`` ``chenh_lech`` ``ngay`` ``gio`` ``ngay_gio`` ``ngay_gio_gan`` ``gio_dong``
``thu_ngay`` ``ten_ngan``.

Tags: ``{% icon "doc" %}`` · ``{% state "scored" %}`` (``tag=True`` in lists, ``words=`` for a longer phrase) ·
``{% note "warn" "Tiêu đề" %}…{% endnote %}`` · ``{% field form.name %}`` · ``{% errors form %}`` ·
``{% progress done total %}`` · ``{% pagination page %}`` · ``{% pure "_part.html" name=value %}`` ·
 ``{% chart drawing %}`` (a drawing of ``cchc.web.svg``).
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ModelChoiceField,
    RadioSelect,
    Select,
)
from django.template.context import Context, RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cchc.web import formatting
from cchc.web.item_states import STATES
from cchc.web.pagination import page_numbers
from cchc.web.pure import fragment
from cchc.web.svg import Bar, Distribution, Gantt, RankDot

register = template.Library()

NOTE_ICONS = {
    "info": "info",
    "ok": "okc",
    "warn": "warn",
    "danger": "late",
    "query": "talk",
    "lock": "lock",
    "inner": "lock",
}
MESSAGE_TONES = {"debug": "info", "success": "ok", "warning": "warn", "error": "danger"}


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _local(value: Any) -> Any:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value or None


@register.filter
def diem(value: Any) -> str:
    """Points: ``87,50``; ``–`` when there are none."""
    return formatting.points(_decimal(value))


@register.filter
def so(value: Any) -> str:
    """A count: ``1.904``; ``–`` when there is none."""
    number = _decimal(value)
    return formatting.NONE if number is None else formatting.number(number)


@register.filter
def phan_tram(value: Any, places: int = 2) -> str:
    """A percentage: ``94,00 %``; ``{{ x|phan_tram:0 }}`` for ``94 %``."""
    return formatting.percent(_decimal(value), places)


@register.filter
def chenh_lech(value: Any) -> str:
    """A signed difference of points: ``+2,36``, ``−0,25``."""
    return formatting.difference(_decimal(value))


@register.filter
def ngay(value: date | None) -> str:
    """``15/12/2024``, in the office's time zone."""
    return formatting.day(_local(value))


@register.filter
def gio(value: datetime | None) -> str:
    """``09:41``, in the office's time zone."""
    return formatting.clock(_local(value))


@register.filter
def ngay_gio(value: datetime | None) -> str:
    """``16:30 ngày 17/01/2025``."""
    return formatting.moment(_local(value))


@register.filter
def ngay_gio_gan(value: datetime | None) -> str:
    """``hôm nay, 09:41`` or ``08/12, 20:14``."""
    return formatting.moment_near(_local(value), timezone.localdate())


@register.filter
def gio_dong(value: datetime | None) -> str:
    """The closing minute of a deadline: ``24:00 ngày 14/12/2024``."""
    return formatting.closing_moment(_local(value))


@register.filter
def thu_ngay(value: date | None) -> str:
    """``thứ Hai, ngày 09/12/2024``."""
    local = _local(value)
    return formatting.weekday_and_day(local) if local else formatting.NONE


@register.filter
def ten_ngan(name: str) -> str:
    """A unit's name without its kind, for narrow columns."""
    return formatting.short_unit(str(name))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite ``_icons.html``; always beside a word, so hidden from screen readers."""
    return format_html('<svg class="ic" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def pure(context: Context, template_name: str, **values: Any) -> SafeString:
    """A fragment that reads nothing but these values, and so is rendered once for them (``cchc.web.pure``)."""
    return fragment(template_name, context.get("csrf_token", ""), **values)


@register.simple_tag
def state(key: str, tag: bool = False, words: str = "", css: str = "") -> SafeString:
    """One of the item states (``cchc.web.item_states``): icon, then word. Unknown keys raise ``KeyError``."""
    known = STATES[key]
    classes = " ".join(filter(None, ["st", f"st-{known.tone}", "st-tag" if tag else "", css]))
    return format_html('<span class="{}">{}{}</span>', classes, icon(known.icon), words or known.words)


@register.simple_block_tag
def note(content: str, tone: str, title: str = "", icon_name: str = "", role: str = "", css: str = "") -> SafeString:
    """A notice: the title says what, the content where and what to do. Also takes the tags of Django's messages."""
    tone = MESSAGE_TONES.get(tone, tone)
    tone = tone if tone in NOTE_ICONS else "info"
    role = role or ("alert" if tone == "danger" else "")
    return format_html(
        '<div class="note note-{}{}"{}>{}<div>{}{}</div></div>',
        tone,
        f" {css}" if css else "",
        format_html(' role="{}"', role) if role else "",
        icon(icon_name or NOTE_ICONS[tone]),
        format_html("<p><strong>{}</strong></p>", title) if title else "",
        content,
    )


def _described_by(bound: BoundField) -> str:
    ids = [f"{bound.id_for_label or bound.auto_id}_loi"] if bound.errors else []
    return " ".join(ids + ([f"{bound.id_for_label or bound.auto_id}_goi_y"] if bound.help_text else []))


def _widget_attrs(bound: BoundField) -> dict[str, str]:
    widget = bound.field.widget
    css = "form-select" if isinstance(widget, Select) else "form-control"
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        css = "form-check-input"
    if existing := widget.attrs.get("class"):
        css = f"{css} {existing}"
    attrs = {"class": f"{css} is-invalid" if bound.errors else css}
    if described := _described_by(bound):
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return attrs


DASHES = BLANK_CHOICE_DASH[0][1]


def _name_blank(bound: BoundField) -> None:
    """The empty choice says in words what Django draws as a row of dashes."""
    words = f"Chọn {str(bound.label).lower()}" if bound.field.required else "Không chọn"
    if isinstance(bound.field, ModelChoiceField):  # its choices are a query
        if bound.field.empty_label == DASHES:
            bound.field.empty_label = words
        return
    choices = list(bound.field.widget.choices)
    bound.field.widget.choices = [("", words) if choice == ("", DASHES) else choice for choice in choices]


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", optional: bool = True) -> dict[str, Any]:
    """A form field with its label, hint and errors tied together for screen readers; radio groups become a fieldset."""
    if hint:
        bound.help_text = hint
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    if group:  # the choices are drawn one by one from the widget's own attributes
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, Select):
        _name_blank(bound)
    return {
        "field": bound,
        "label": label or bound.label,
        "id": bound.id_for_label or bound.auto_id,
        "group": group,
        "checkbox": isinstance(widget, CheckboxInput),
        "optional": optional and not bound.field.required,
        "control": bound.as_widget(attrs=_widget_attrs(bound)),
        "described_by": _described_by(bound),
    }


@register.inclusion_tag("components/errors.html")
def errors(form: BaseForm, title: str = "") -> dict[str, Any]:
    """The summary of a refused form: every error in words with a link to its field; takes the focus when shown."""
    rows = [
        {"id": form[name].id_for_label or form[name].auto_id, "label": form[name].label, "text": text}
        for name, texts in form.errors.items()
        if name != "__all__"
        for text in texts
    ]
    return {
        "rows": rows,
        "general": form.non_field_errors(),
        "title": title,
        "count": sum(map(len, form.errors.values())),
    }


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, late: bool = False, label: str = "Tiến độ") -> dict[str, Any]:
    """``41/88`` over a bar; green when complete, red when ``late``. Without anything to do: ``không có``."""
    css = "late" if late else "full" if total and done >= total else ""
    return {"done": done, "total": total, "css": css, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page) -> dict[str, Any]:
    """The numbers under a list made by ``cchc.web.pagination.page_of``; filters in the address are kept."""
    request = context.get("request")
    query = request.GET.copy() if request else {}
    query.pop("trang", None)
    kept = query.urlencode() if request else ""
    numbers = page_numbers(page.number, page.paginator.num_pages)
    return {"page": page, "numbers": numbers, "prefix": f"?{kept}&trang=" if kept else "?trang="}


@register.simple_tag
def chart(drawing: Gantt | Distribution | RankDot | Bar) -> SafeString:
    """A drawing of ``cchc.web.svg``; a wide one without a form for telephones scrolls there inside its own box."""
    svg = mark_safe(drawing.svg())  # noqa: S308 - svg.py escapes every text and attribute
    if not drawing.scroll_label or not svg:
        return svg
    box = '<div class="chart-scroll{}" tabindex="0" role="region" aria-label="{}">{}</div>{}'
    if not hasattr(drawing, "narrow"):
        return format_html(box, "", drawing.scroll_label, svg, "")
    narrow = format_html('<div class="chart-phone">{}</div>', mark_safe(drawing.narrow()))  # noqa: S308 - likewise
    return format_html(box, " chart-desk", drawing.scroll_label, svg, narrow)
