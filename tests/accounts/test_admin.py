"""The administration site: tenants and accounts, for superusers, nothing from inside a tenant."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from cchc.accounts.models import OutsideIdentity, User
from cchc.tenancy.models import AuditEvent, Tenant
from cchc.tenancy.scope import tenant_scope

SITE = "/quan-tri/"


@pytest.fixture
def son(cast, login):
    return login(cast.son)


@pytest.mark.parametrize("path", ["", "tenancy/tenant/", "accounts/user/", "accounts/user/add/", "tenancy/tenant/add/"])
def test_its_pages_open_for_a_superuser_alone(cast, login, path):
    assert login(cast.chi).get(SITE + path).status_code == 302
    assert login(cast.son).get(SITE + path).status_code == 200


def test_nothing_from_inside_a_tenant_is_listed(son):
    page = son.get(SITE).content.decode()
    assert [name for name in ("membership", "agency", "assessment", "auditevent", "group") if f"/{name}/" in page] == []


def test_a_change_of_a_tenant_stands_in_its_own_diary(cast, son):
    form = son.get(f"{SITE}tenancy/tenant/{cast.tenant_a.pk}/change/").context["adminform"].form
    values = {name: form.initial.get(name) or "" for name in form.fields} | {"place": "Thị trấn A"}
    assert son.post(f"{SITE}tenancy/tenant/{cast.tenant_a.pk}/change/", values).status_code == 302
    with tenant_scope(cast.tenant_a):
        line = AuditEvent.objects.get()
    assert (line.actor_id, line.changes) == (cast.son.pk, {"Địa danh": ["A", "Thị trấn A"]})


@pytest.mark.parametrize("path", ["tenancy/tenant/{tenant}/delete/", "accounts/user/{user}/delete/"])
def test_neither_a_tenant_nor_an_account_is_deleted(cast, son, path):
    assert son.post(SITE + path.format(tenant=cast.tenant_a.pk, user=cast.an.pk), {"post": "yes"}).status_code == 403
    assert (Tenant.objects.count(), User.objects.filter(pk=cast.an.pk).count()) == (2, 1)


def test_closing_an_account_ends_its_sessions(cast, client):
    client.force_login(cast.an, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/huyen-a/").status_code == 200
    User.objects.filter(pk=cast.an.pk).update(is_active=False)
    assert client.get("/huyen-a/").status_code == 302


def export(browser, number):
    fields = {"resource": "", "format": number} | {f"userresource_{name}": "on" for name in ("username", "full_name")}
    return browser.post(f"{SITE}accounts/user/export/", fields).content


def test_exported_names_are_texts_and_no_formulas(cast, son):
    User.objects.filter(pk=cast.an.pk).update(full_name="=1+1")
    sheet = load_workbook(io.BytesIO(export(son, "0"))).active
    cells = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2)}
    assert (cells["an"].value, cells["an"].data_type) == ("=1+1", "s")
    assert "an,'=1+1" in export(son, "1").decode("utf-8-sig").splitlines()


def test_accounts_come_in_by_csv_without_passwords_and_marks_of_power(son, cast):
    text = "username,full_name,email,is_superuser,password\nMai,Hoàng Thị Mai,mai@example.vn,1,abc\n"
    upload = SimpleUploadedFile("nguoi.csv", text.encode())
    shown = son.post(f"{SITE}accounts/user/import/", {"resource": "", "format": "0", "import_file": upload})
    form = shown.context["confirm_form"]
    son.post(f"{SITE}accounts/user/process_import/", form.initial)
    mai = User.objects.get(username="mai")
    assert (mai.is_superuser, mai.is_staff, mai.has_usable_password()) == (False, False, False)


def test_tenants_come_in_by_csv_and_their_diaries_know(son, cast):
    text = "slug,name,kind,place\nhuyen-a,Huyện A,district,Thị trấn A\n"
    upload = SimpleUploadedFile("don-vi.csv", text.encode())
    shown = son.post(f"{SITE}tenancy/tenant/import/", {"resource": "", "format": "0", "import_file": upload})
    assert Tenant.objects.get(slug="huyen-a").place == "A"
    son.post(f"{SITE}tenancy/tenant/process_import/", shown.context["confirm_form"].initial)
    assert Tenant.objects.get(slug="huyen-a").place == "Thị trấn A"
    with tenant_scope(cast.tenant_a):
        assert [(line.verb, line.actor_id) for line in AuditEvent.objects.all()] == [
            ("nhập thông tin đơn vị từ tệp", cast.son.pk)
        ]


def test_an_identity_joined_to_the_wrong_account_is_taken_off_and_can_neither_be_made_nor_changed(cast, son):
    told = {"issuer": "https://id.tinh.gov.vn", "subject": "7", "named": "an", "made_at": timezone.now()}
    joined = OutsideIdentity.objects.create(user=cast.an, **told)
    address = f"{SITE}accounts/outsideidentity/"
    asked = [son.get(address), son.get(f"{address}add/"), son.post(f"{address}{joined.pk}/change/", {"named": "x"})]
    assert [one.status_code for one in asked] == [200, 403, 403]
    son.post(f"{address}{joined.pk}/delete/", {"post": "yes"})
    assert OutsideIdentity.objects.count() == 0
