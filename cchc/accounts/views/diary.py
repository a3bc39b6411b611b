"""The tenant's diary: who did what, when, and whether the chain of lines is whole."""

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.accounts.models import User
from cchc.accounts.permissions import may_read_diary
from cchc.tenancy.audit import broken_links
from cchc.tenancy.models import AuditEvent
from cchc.vietnamese import fold
from cchc.web.pagination import page_of
from cchc.web.views import readonly


class DiaryFilter(forms.Form):
    q = forms.CharField(label="Người, việc, đối tượng", required=False, max_length=100)
    since = forms.DateField(label="Từ ngày", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Đến ngày", required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _with_words(text: str) -> Q:
    people = User.objects.filter(search__contains=fold(text)).values("pk")
    return Q(actor_id__in=people) | Q(verb__icontains=text) | Q(object_label__icontains=text)


@readonly(may=may_read_diary)
def diary(request: HttpRequest) -> HttpResponse:
    form = DiaryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    lines = AuditEvent.objects.between(wanted.get("since"), wanted.get("until"))
    if words := wanted.get("q"):
        lines = lines.filter(_with_words(words))
    # The check reads the whole diary: once on opening it, not on every page and search.
    broken = None if request.GET else broken_links()
    context = {"form": form, "page": page_of(lines, request.GET), "broken": broken}
    return render(request, "accounts/diary.html", context)
