"""Tenants on the administration site. Nothing of what lies inside a tenant is shown there."""

from django.contrib import admin
from django.db import transaction
from import_export.admin import ImportExportModelAdmin

from cchc.tenancy import audit
from cchc.tenancy.exports import FORMATS, IMPORT_FORMATS, PlainResource
from cchc.tenancy.models import Tenant
from cchc.tenancy.scope import tenant_scope

admin.site.site_header = "Quản trị hệ thống Chỉ số CCHC"
admin.site.site_title = "Quản trị hệ thống"
admin.site.index_title = "Đơn vị tổ chức và tài khoản"


class TenantResource(PlainResource):
    class Meta:
        model = Tenant
        import_id_fields = ("slug",)
        fields = ("slug", "name", "kind", "authority", "authority_short", "letterhead", "place", "level_word")
        fields += ("leader_title", "standing_office", "standing_office_head", "office_chief", "archive_code")
        clean_model_instances = True

    def after_save_instance(self, instance, row, **kwargs) -> None:
        if not kwargs.get("dry_run"):
            with tenant_scope(instance):
                audit.record("nhập thông tin đơn vị từ tệp", instance, by=kwargs.get("user"))


@admin.register(Tenant)
class TenantAdmin(ImportExportModelAdmin):
    """Every change stands in the tenant's own diary too. A tenant is never deleted."""

    resource_classes = [TenantResource]
    formats, import_formats, export_formats = FORMATS, IMPORT_FORMATS, FORMATS
    list_display = ["name", "slug", "kind", "standing_office", "is_demo"]
    search_fields = ["name", "slug"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "is_demo"] if obj else ["is_demo"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        changes = {
            form.fields[name].label: [form.initial.get(name), form.cleaned_data[name]] for name in form.changed_data
        }
        with tenant_scope(obj):
            audit.record(
                "sửa thông tin đơn vị" if change else "lập đơn vị tổ chức", obj, by=request.user, changes=changes
            )
