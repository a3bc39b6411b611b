"""Accounts on the administration site: who exists, not what they may do inside a tenant."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from import_export.admin import ImportExportModelAdmin

from cchc.accounts.models import OutsideIdentity, SecondFactor, User
from cchc.accounts.second_factor import switch_off
from cchc.tenancy.exports import FORMATS, IMPORT_FORMATS, PlainResource

admin.site.unregister(Group)  # roles come from memberships; groups would be a second, unseen way to rights


class UserResource(PlainResource):
    """Neither passwords nor the administrator's mark travel by file. A new account sets its password by mail."""

    class Meta:
        model = User
        import_id_fields = ("username",)
        fields = ("username", "full_name", "email", "salutation", "position")
        clean_model_instances = True

    def import_instance(self, instance, row, **kwargs) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.username = instance.username.lower()
        if not instance.password:
            instance.set_unusable_password()


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "full_name", "email")


@admin.register(User)
class PersonAdmin(ImportExportModelAdmin, UserAdmin):
    """An account is closed, never deleted: what the person did keeps their name."""

    resource_classes = [UserResource]
    formats, import_formats, export_formats = FORMATS, IMPORT_FORMATS, FORMATS
    add_form = NewUserForm
    list_display = ["username", "full_name", "email", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["search"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Người", {"fields": ["full_name", "salutation", "position", "email", "mobile", "mobile_agreed"]}),
        ("Quyền hệ thống", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Thời điểm", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "full_name", "email", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(SecondFactor)
class SecondFactorAdmin(admin.ModelAdmin):
    """For whoever has lost the telephone and works in several places: it can be taken off here, and nothing read."""

    list_display = ("user", "made_at")
    fields = readonly_fields = ("user", "made_at")

    def delete_model(self, request, obj) -> None:
        switch_off(user=obj.user, by=request.user)

    def delete_queryset(self, request, queryset) -> None:
        for held in queryset.select_related("user"):
            switch_off(user=held.user, by=request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(OutsideIdentity)
class OutsideIdentityAdmin(admin.ModelAdmin):
    """For an identity joined to the wrong account: it can be taken off here, not made or changed."""

    list_display = ("user", "named", "issuer", "made_at", "used_at")
    search_fields = ["user__search", "named"]
    fields = readonly_fields = ("user", "issuer", "subject", "named", "made_at", "used_at")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
