"""People of the tenant and their roles."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cchc.accounts import queries
from cchc.accounts.forms import NewPersonForm, PersonForm, RoleForm
from cchc.accounts.mobile import NOT_AGREED
from cchc.accounts.models import Membership, User
from cchc.accounts.permissions import may_manage_people
from cchc.accounts.roles import Role
from cchc.accounts.second_factor import has_second_factor, switch_off
from cchc.accounts.services import Identity, PeopleRefused, find_or_add, update_person
from cchc.accounts.services import give_role as give
from cchc.accounts.services import leave as leave_tenant
from cchc.accounts.services import take_role as take
from cchc.accounts.sessions import end_sessions
from cchc.accounts.tasks import mail_password
from cchc.tenancy import audit
from cchc.tenancy.models import Agency
from cchc.vietnamese import fold
from cchc.web.asked import number_asked
from cchc.web.pagination import page_of
from cchc.web.views import readonly, write


def _with_roles(people: QuerySet[User]) -> QuerySet[User]:
    rows = Membership.objects.select_related("agency").order_by("agency__sort_key", "role")
    return people.prefetch_related(Prefetch("memberships", rows, to_attr="held"))


def _wanted(request: HttpRequest) -> QuerySet[User]:
    found = queries.never_logged_in() if request.GET.get("chua-dang-nhap") else queries.people()
    if request.GET.get("chua-hai-buoc"):
        found = found.filter(second_factor=None, is_active=True)
    for word in fold(request.GET.get("q", "")[:100]).split():
        found = found.filter(search__contains=word)
    held = Membership.objects.all()
    if role := request.GET.get("vai-tro"):
        held = held.filter(role=role)
    if (agency := number_asked(request.GET.get("co-quan", ""))) is not None:
        held = held.filter(agency=agency)
    return found.filter(pk__in=held.values("user_id")).order_by("username")


@readonly(may=may_manage_people)
def listing(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(_with_roles(_wanted(request)), request.GET),
        "roles": [(role.value, role.label) for role in Role],
        "agencies": Agency.objects.only("pk", "name"),
        "waiting": queries.never_logged_in().count(),
        "chosen": {"q": request.GET.get("q", ""), "role": request.GET.get("vai-tro", "")}
        | {"agency": request.GET.get("co-quan", ""), "never": request.GET.get("chua-dang-nhap", "")}
        | {"single": request.GET.get("chua-hai-buoc", "")},
    }
    return render(request, "accounts/people.html", context)


def _person(pk: int) -> User:
    return get_object_or_404(_with_roles(queries.people()), pk=pk)


@write(may=may_manage_people)
def new(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _add(request, form)):
        messages.success(request, f"Đã thêm {user}. Gửi thư đặt mật khẩu để người này đăng nhập lần đầu.")
        return redirect("accounts:person", request.tenant.slug, user.pk)
    return render(request, "accounts/person_new.html", {"form": form})


def _add(request: HttpRequest, form: NewPersonForm) -> User | None:
    data = dict(form.cleaned_data)
    role, agency = Role(data.pop("role")), data.pop("agency")
    try:
        with transaction.atomic():
            user = find_or_add(wanted=Identity(**data), by=request.user)
            give(user=user, role=role, agency=agency, by=request.user)
    except PeopleRefused as refusal:
        form.add_error("username", str(refusal))
        return None
    return user


@write(may=may_manage_people)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    initial = {"full_name": user.full_name, "email": user.email}
    initial |= {"salutation": user.salutation, "position": user.position, "mobile": user.mobile}
    form = PersonForm(request.POST or None, initial=initial)
    if not user.mobile_agreed and "mobile" in form.fields:
        form.fields["mobile"].help_text = NOT_AGREED
    if request.method == "POST" and form.is_valid() and _change(request, user, form):
        return _back(request, user)
    context = {"person": user, "form": form, "role_form": RoleForm(prefix="them")}
    context["has_second"] = has_second_factor(user)
    context["elsewhere"] = queries.works_elsewhere(user, request.tenant)
    return render(request, "accounts/person.html", context)


def _change(request: HttpRequest, user: User, form: PersonForm) -> bool:
    wanted = Identity(user.username, **({"mobile": user.mobile} | form.cleaned_data))
    try:
        changes = update_person(user=user, wanted=wanted, by=request.user, clear=True)
    except PeopleRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Đã ghi thay đổi của {user}." if changes else "Không có gì thay đổi.")
    return True


def _back(request: HttpRequest, user: User) -> HttpResponse:
    return redirect(reverse("accounts:person", args=[request.tenant.slug, user.pk]))


@write(may=may_manage_people, methods=("POST",))
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    form = RoleForm(request.POST, prefix="them")
    if not form.is_valid():
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
        return _back(request, user)
    role, agency = Role(form.cleaned_data["role"]), form.cleaned_data["agency"]
    made = give(user=user, role=role, agency=agency, by=request.user)
    messages.success(request, f"Đã thêm vai trò {role.label}." if made else "Người này đã có vai trò đó.")
    return _back(request, user)


@write(may=may_manage_people, methods=("POST",))
def take_role(request: HttpRequest, pk: int, role_pk: int) -> HttpResponse:
    user = _person(pk)
    membership = get_object_or_404(Membership.objects.select_related("user", "agency"), pk=role_pk, user=user)
    try:
        take(membership=membership, by=request.user)
    except PeopleRefused as refusal:
        messages.error(request, str(refusal))
        return _back(request, user)
    messages.success(request, f"Đã bớt vai trò {Role(membership.role).label} của {user}.")
    still_here = queries.people().filter(pk=user.pk).exists()
    return _back(request, user) if still_here else redirect("accounts:people", request.tenant.slug)


@write(may=may_manage_people, methods=("POST",))
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(pk)
    try:
        count = leave_tenant(user=user, by=request.user)
    except PeopleRefused as refusal:
        messages.error(request, str(refusal))
        return _back(request, user)
    messages.success(
        request, f"{user} thôi làm việc tại {request.tenant}: đã thu hồi {count} vai trò. Việc đã làm còn nguyên."
    )
    return redirect("accounts:people", request.tenant.slug)


@write(may=may_manage_people, methods=("POST",))
def second_off(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever has lost telephone and recovery codes, and works in this tenant alone."""
    user = _person(pk)
    if user.is_superuser or queries.works_elsewhere(user, request.tenant):
        messages.error(request, f"{user} còn làm việc ở đơn vị khác; đề nghị quản trị hệ thống bỏ xác thực hai bước.")
    elif switch_off(user=user, by=request.user):
        audit.record("bỏ xác thực hai bước", user, by=request.user)
        messages.success(request, f"Đã bỏ xác thực hai bước của {user}; lần sau chỉ hỏi mật khẩu.")
    return _back(request, user)


@write(may=may_manage_people, methods=("POST",))
def sessions_off(request: HttpRequest, pk: int) -> HttpResponse:
    """For a lost telephone or a computer left open somewhere else (ASVS 7.4.5)."""
    user = _person(pk)
    if user.is_superuser or queries.works_elsewhere(user, request.tenant):
        messages.error(request, f"{user} còn làm việc ở đơn vị khác; {user} tự kết thúc ở trang Phiên đăng nhập.")
        return _back(request, user)
    audit.record("kết thúc các phiên đăng nhập", user, by=request.user)
    end_sessions(user=user, by=request.user, why="by the standing office")
    if user == request.user:
        update_session_auth_hash(request, user)
    messages.success(request, f"Đã kết thúc các phiên đăng nhập của {user} trên mọi máy; làm tiếp phải đăng nhập lại.")
    return _back(request, user)


@write(may=may_manage_people, methods=("POST",))
def password_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a reset for somebody; nobody but the person chooses the password (ASVS 6.4.6)."""
    user = _person(pk)
    if not user.email or not user.is_active:
        messages.error(request, f"{user} chưa có thư điện tử; ghi địa chỉ thư rồi gửi lại.")
        return _back(request, user)
    audit.record("gửi thư đặt mật khẩu", user, by=request.user)
    mail_password(user.pk, user.last_login is None)
    messages.success(request, f"Đã gửi thư đặt mật khẩu cho {user} tới {user.email}.")
    return _back(request, user)
