"""Logging in, the home page, and the lists of the standing office."""

from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from cchc.accounts.models import Membership, SecondFactor
from tests.access.table import ANYBODY, COORDINATOR, LOGGED_IN, MEMBERS, PUBLIC, Row
from tests.cast import PASSWORD

NOT_OF_A_TENANT = "belongs to the person, not to a tenant: it is in the security log"
OFF = "not there without an identity provider; with one: tests/accounts/sign_on/test_pages.py"
DRY = "a dry run writes nothing"


def build(world):
    world.membership = Membership.objects.get(user=world.cast.oanh)
    SecondFactor.objects.create(user=world.cast.oanh, secret="x", made_at=timezone.now())


def reset_link(world):
    uid = urlsafe_base64_encode(force_bytes(world.cast.an.pk))
    return {"uidb64": uid, "token": default_token_generator.make_token(world.cast.an)}


def of_oanh(world):
    return {"pk": world.cast.oanh.pk}


def role_of_oanh(world):
    return {"pk": world.cast.oanh.pk, "role_pk": world.membership.pk}


def agency_values(world):
    return {
        "name": "Xã Cẩm Giàng",
        "kind": "xã",
        "role": "assessed",
        "ranking_block": "xã, thị trấn",
        "ranked": "on",
    } | {"head_name": "Trần Văn Bình"}


def new_agency(world):
    return agency_values(world) | {"code": "004", "name": "Xã Mỹ Thanh"}


def new_person(world):
    return {"username": "mai.moi", "full_name": "Hoàng Thị Mai", "role": "leader"}


def own_password(world):
    new = "mat-khau-moi-2025"
    return {"old_password": PASSWORD, "new_password1": new, "new_password2": new}


def file_of(text):
    return lambda world: {"file": SimpleUploadedFile("danh-sach.csv", text.encode())}


AGENCIES = file_of("code,name,kind,role\n004,Xã Mỹ Thanh,xã,assessed\n")
PEOPLE = file_of("username,full_name,email,agency_code,roles\nmai.moi,Hoàng Thị Mai,mai@example.vn,001,officer\n")

ROWS = [
    Row(
        "accounts:login",
        PUBLIC,
        post=lambda w: {"username": "an", "password": "sai"},
        audited=False,
        why=NOT_OF_A_TENANT,
    ),
    Row("accounts:second_step", PUBLIC, post=lambda w: {"code": "123456"}, audited=False, why=NOT_OF_A_TENANT),
    Row(
        "accounts:sign_on",
        set(),
        get=None,
        post=lambda w: {},
        refusal=404,
        refused={ANYBODY: 404},
        audited=False,
        why=OFF,
    ),
    Row("accounts:sign_on_back", set(), refusal=404, refused={ANYBODY: 404}),
    Row("accounts:own_sign_on", set(), post=lambda w: {}, refusal=404, audited=False, why=OFF),
    Row("accounts:own_factor", LOGGED_IN),
    Row("accounts:own_sessions", LOGGED_IN, post=lambda w: {"password": PASSWORD}, audited=False, why=NOT_OF_A_TENANT),
    Row(
        "accounts:own_mobile",
        LOGGED_IN,
        post=lambda w: {"mobile": "0912 345 678"},
        audited=False,
        why=NOT_OF_A_TENANT,
    ),
    Row("accounts:logout", PUBLIC, get=None, post=lambda w: {}, audited=False, why=NOT_OF_A_TENANT),
    Row("accounts:start", LOGGED_IN),
    Row("accounts:password_forgotten", PUBLIC, post=lambda w: {"name": "khong-co"}, audited=False, why=NOT_OF_A_TENANT),
    Row("accounts:password_sent", PUBLIC),
    Row("accounts:password_set", PUBLIC, kwargs=reset_link),
    Row("accounts:password_change", LOGGED_IN, post=own_password, audited=False, why=NOT_OF_A_TENANT),
    Row(
        "accounts:keep_alive", LOGGED_IN, get=None, post=lambda w: {}, audited=False, why="moves the session's end only"
    ),
    Row("accounts:session_state", PUBLIC),
    Row(
        "accounts:staff_sessions",
        {"son"},
        post=lambda w: {"tenant": w.tenant.pk, "reason": "Kiểm tra sự cố", "hours": "2"},
        refusal=404,
    ),
    Row("accounts:home", MEMBERS),
    Row("accounts:agencies", COORDINATOR),
    Row("accounts:agency_new", COORDINATOR, post=new_agency),
    Row("accounts:agency", COORDINATOR, kwargs=lambda w: {"pk": w.a.commune_1.pk}, post=agency_values),
    Row("accounts:agency_import", COORDINATOR, post=AGENCIES, audited=False, why=DRY),
    Row("accounts:agency_export", COORDINATOR),
    Row("accounts:people", COORDINATOR),
    Row("accounts:person_new", COORDINATOR, post=new_person),
    Row("accounts:people_import", COORDINATOR, post=PEOPLE, audited=False, why=DRY),
    Row("accounts:people_export", COORDINATOR),
    Row("accounts:factor_demands", COORDINATOR, post=lambda w: {"leader-on": "on"}),
    Row(
        "accounts:person",
        COORDINATOR,
        kwargs=of_oanh,
        post=lambda w: {"full_name": "Mai Thị Oanh", "position": "Thanh tra"},
    ),
    Row("accounts:role_give", COORDINATOR, kwargs=of_oanh, get=None, post=lambda w: {"them-role": "leader"}),
    Row("accounts:role_take", COORDINATOR, kwargs=role_of_oanh, get=None, post=lambda w: {}),
    Row("accounts:person_leave", COORDINATOR, kwargs=of_oanh, get=None, post=lambda w: {}),
    Row("accounts:person_sessions_off", COORDINATOR, kwargs=of_oanh, get=None, post=lambda w: {}),
    Row("accounts:person_second_off", COORDINATOR, kwargs=of_oanh, get=None, post=lambda w: {}),
    Row("accounts:person_password", COORDINATOR, kwargs=of_oanh, get=None, post=lambda w: {}),
    Row("accounts:diary", COORDINATOR | {"oanh"}),
    Row("accounts:staff_session_end", set(), get=None, post=lambda w: {}),
]
