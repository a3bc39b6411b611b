"""What this app adds to the frame of every page: home, account menu, session end, and the first things to do."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode

from cchc.accounts.permissions import may_manage_people, may_read_diary
from cchc.accounts.queries import never_logged_in
from cchc.tenancy.models import Agency
from cchc.web.addresses import reverse
from cchc.web.context import NavEntry, Todo, register_chrome, register_nav, register_todos


def _here(request: HttpRequest, view: str) -> str:
    return reverse(f"accounts:{view}", args=[request.tenant.slug])  # type: ignore[attr-defined]


def _account_links(request: HttpRequest) -> list[dict[str, str]]:
    links = []
    if may_manage_people(request.member):  # type: ignore[attr-defined]
        links += [
            {"label": "Cơ quan, đơn vị", "url": _here(request, "agencies")},
            {"label": "Người dùng", "url": _here(request, "people")},
        ]
    if may_read_diary(request.member):  # type: ignore[attr-defined]
        links.append({"label": "Nhật ký", "url": _here(request, "diary")})
    links.append({"label": "Đổi mật khẩu", "url": reverse("accounts:password_change")})
    links.append({"label": "Chọn đơn vị khác", "url": reverse("accounts:start") + "?chon=1"})
    return links


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "home_url": _here(request, "home"),
        "logout_url": reverse("accounts:logout"),
        "login_url": f"{reverse('accounts:login')}?{urlencode({'next': request.get_full_path()})}",
        "extend_url": reverse("accounts:keep_alive"),
        "account_links": _account_links(request),
    }


def home_entry(request: HttpRequest) -> NavEntry:
    return NavEntry("Việc của tôi", _here(request, "home"), exact=True)


def first_steps(request: HttpRequest) -> Iterator[Todo]:
    """What the standing office owes its lists of agencies and people."""
    if not may_manage_people(request.member):  # type: ignore[attr-defined]
        return
    if not Agency.objects.assessed().exists():
        yield Todo(
            "Nhập danh sách cơ quan, đơn vị",
            _here(request, "agency_import"),
            detail="Từ tệp Excel hoặc CSV; xem trước mọi chỗ sai rồi mới ghi.",
            tag="Chuẩn bị",
            urgency=1,
            button="Nhập danh sách",
        )
        return
    if waiting := never_logged_in().count():
        yield Todo(
            f"{waiting} người chưa đăng nhập lần nào",
            f"{_here(request, 'people')}?chua-dang-nhap=1",
            detail="Gửi thư đặt mật khẩu hoặc kiểm tra lại địa chỉ thư điện tử.",
            tag="Tài khoản",
            tone="warn",
            urgency=7,
            button="Xem danh sách",
        )


def texts_to_agree(request: HttpRequest) -> Iterator[Todo]:
    """A number that came by a list of people: texts go there once the person says so."""
    user = request.user
    if settings.MESSAGES and user.mobile and not user.mobile_agreed:  # type: ignore[union-attr]
        yield Todo(
            "Nhận tin nhắn nhắc hạn trên điện thoại?",
            reverse("accounts:own_mobile"),
            detail=f"Cơ quan thường trực đã ghi số {user.mobile}; chỉ gửi tin nhắn khi đã đồng ý.",  # type: ignore[union-attr]
            tag="Tài khoản",
            urgency=8,
            button="Xem và trả lời",
        )


def factor_to_come(request: HttpRequest) -> Iterator[Todo]:
    """The second factor is asked of the person's role from a day that is still to come."""
    member = request.member  # type: ignore[attr-defined]
    if member.factor_from:
        yield Todo(
            "Bật xác thực hai bước",
            member.factor_page,
            detail=f"Từ ngày {member.factor_from:%d/%m/%Y} đăng nhập với vai trò này cần thêm mã trên điện thoại.",
            tag="Tài khoản",
            tone="warn",
            when=f"từ ngày {member.factor_from:%d/%m/%Y}",
            urgency=2,
            button="Bật ngay",
        )


register_chrome(frame)
register_nav(10, home_entry)
register_todos(first_steps)
register_todos(texts_to_agree)
register_todos(factor_to_come)
