"""The plan's own papers: where they are printed, and the words the office enters for them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cchc.documents.links import paper_url
from cchc.web.views import write
from criteria.documents.assigned import assigned_agencies
from criteria.documents.context import shared, today
from criteria.documents.plan_texts import GROUPS, Entry, duties_text, entered
from criteria.errors import FrameRefused
from criteria.models import Campaign
from criteria.permissions import may_run_campaign
from criteria.queries import campaign_or_404
from criteria.services.plan import save_texts

PAPERS = (("01", "Quyết định ban hành Kế hoạch"), ("02", "Kế hoạch ban hành riêng"))
MOST = 20_000


def papers_of(request: HttpRequest, campaign: Campaign) -> list[dict[str, str]]:
    """The papers printed from the steps, each with page, PDF and DOCX."""
    slug, year = request.tenant.slug, campaign.year  # type: ignore[attr-defined]
    return [
        {
            "label": label,
            "url": paper_url(slug, year, kind),
            "pdf": paper_url(slug, year, kind, page="paper_file", ending="pdf"),
            "docx": paper_url(slug, year, kind, page="paper_file", ending="docx"),
        }
        for kind, label in PAPERS
    ]


class TextsForm(forms.Form):
    """Every entry of ``GROUPS``; what is left empty is printed as usual."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for _, entries in GROUPS:
            for entry in entries:
                self.fields[entry.key] = _field(entry)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[entry.key] for entry in entries]) for title, entries in GROUPS]


def _field(entry: Entry) -> forms.Field:
    if entry.choices:
        choices = [("", "Như thường lệ"), *entry.choices]
        return forms.ChoiceField(label=entry.label, choices=choices, required=False)
    widget = forms.Textarea(attrs={"rows": entry.rows}) if entry.rows > 1 else forms.TextInput()
    is_example = entry.rows == 1 and not entry.hint.startswith("Để trống")
    hint = f"Ví dụ: {entry.hint}" if is_example and entry.hint else entry.hint
    return forms.CharField(label=entry.label, help_text=hint, widget=widget, max_length=MOST, required=False)


@write(may=may_run_campaign)
def texts(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaign_or_404(year)
    form = TextsForm(request.POST or None, initial=entered(campaign))
    if request.method == "POST" and form.is_valid():
        try:
            save_texts(campaign=campaign, texts=form.cleaned_data, by=request.user, at=timezone.now())
        except FrameRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã lưu lời riêng của kế hoạch. Xem lại văn bản in.")
            return redirect("criteria:plan_texts", request.tenant.slug, year)
    context = {"campaign": campaign, "form": form, "papers": papers_of(request, campaign)}
    context["usual_duties"] = _usual_duties(campaign)
    return render(request, "criteria/plan_texts.html", context)


def _usual_duties(campaign: Campaign) -> str:
    """What stands in the plan while the field is empty, for the office to begin from."""
    called = str(shared(campaign, today(), "", [])["cq"]["goi"])  # type: ignore[index]
    return duties_text(assigned_agencies(campaign, campaign.tenant.standing_office, called))
