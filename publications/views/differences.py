"""What a correction changed against the version before it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cchc.web.views import readonly
from publications.permissions import may_read_all
from publications.reading.difference import difference
from publications.reading.scene import scene_of


@readonly(may=may_read_all)
def changes(request: HttpRequest, year: int) -> HttpResponse:
    """The version of ``?phien-ban=`` (else the newest) line by line against the one before. 404 for the first."""
    scene = scene_of(request, year)
    new = scene.snapshot
    old = scene.campaign.snapshots.filter(version=new.version - 1).first() if new else None
    if new is None or old is None:
        raise Http404
    context = {"campaign": scene.campaign, "scene": scene, "snapshot": new, "found": difference(old, new)}
    return render(request, "publications/reading/changes.html", context)
