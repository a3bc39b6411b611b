"""The peer: a stock admin with the scores of a file as a tabular inline, as Django's documentation shows it."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from assessments.models import Assessment, Score
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope


class ScoreInline(TabularInline):
    model = Score
    fk_name = "assessment"
    extra = 0
    area = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(stage=Score.Stage.SELF)
        area = request.GET.get("linh-vuc")
        return rows.filter(criterion__area__code=area) if area else rows


class AssessmentAdmin(ModelAdmin):
    inlines = (ScoreInline,)


class ScopedSite(AdminSite):
    """The stock site inside the scope of the one tenant there is a file of."""

    slug = ""

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        inner = super().admin_view(view, cacheable)

        def scoped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with tenant_scope(Tenant.objects.get(slug=self.slug)):
                response = inner(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response

        return scoped


stock = ScopedSite(name="stock")
stock.register(Assessment, AssessmentAdmin)
