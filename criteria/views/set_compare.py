"""Two criteria sets, or two versions of one, side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.web.views import readonly
from criteria.comparison import compared, moved_points, summary
from criteria.exchange import stored_rows
from criteria.lineage import lineage
from criteria.models import CriteriaSet
from criteria.permissions import may_read_frame


@readonly(may=may_read_frame)
def compare(request: HttpRequest) -> HttpResponse:
    """``?cu=`` and ``?moi=`` are codes; ``?tat-ca=1`` shows what stayed as it was too."""
    sets = {one.code: one for one in CriteriaSet.objects.select_related("predecessor")}
    new = _asked(request, "moi", sets)
    old = _asked(request, "cu", sets) or (new.predecessor if new else None)
    first = (old, new) if old or new else _nearest(sets)
    context = {"sets": sets.values(), "old": old, "new": new, "first": first, "everything": "tat-ca" in request.GET}
    if old and new:
        pairs = compared(stored_rows(old), stored_rows(new), lineage(new, old))
        shown = pairs if context["everything"] else [pair for pair in pairs if pair.marks]
        context |= {"pairs": shown, "summary": summary(pairs), "areas": moved_points(pairs), "count": len(pairs)}
    return render(request, "criteria/set_compare.html", context)


def _nearest(sets: dict[str, CriteriaSet]) -> tuple[CriteriaSet | None, CriteriaSet | None]:
    """What the choice begins with: the newest set that follows another, and that one; else the two newest."""
    newest = sorted(sets.values(), key=lambda one: one.pk, reverse=True)
    made = next((one for one in newest if one.predecessor), None)
    if made:
        return made.predecessor, made
    return (newest[1], newest[0]) if len(newest) > 1 else (None, None)


def _asked(request: HttpRequest, name: str, sets: dict[str, CriteriaSet]) -> CriteriaSet | None:
    code = request.GET.get(name, "")
    if code and code not in sets:
        raise Http404
    return sets.get(code)
