from django.urls import path, register_converter

from cchc.accounts.converters import TenantSlug
from cchc.accounts.views import (
    agencies,
    demands,
    diary,
    entry,
    handover,
    home,
    imports,
    mobile,
    passwords,
    people,
    second,
    staff,
)

register_converter(TenantSlug, "tenant")

app_name = "accounts"
urlpatterns = [
    path("", entry.start, name="start"),
    path("dang-nhap/", entry.Login.as_view(), name="login"),
    path("dang-nhap/ma/", second.second_step, name="second_step"),
    path("tai-khoan/xac-thuc-hai-buoc/", second.own_factor, name="own_factor"),
    path("tai-khoan/tin-nhan/", mobile.own_mobile, name="own_mobile"),
    path("dang-xuat/", entry.Logout.as_view(), name="logout"),
    path("mat-khau/quen/", passwords.forgotten, name="password_forgotten"),
    path("mat-khau/da-gui/", passwords.sent, name="password_sent"),
    path("mat-khau/dat/<uidb64>/<token>/", passwords.SetPassword.as_view(), name="password_set"),
    path("mat-khau/doi/", passwords.ChangePassword.as_view(), name="password_change"),
    path("tai-khoan/con-lam-viec/", entry.keep_alive, name="keep_alive"),
    path("tai-khoan/phien/", entry.session_state, name="session_state"),
    path("quan-tri-he-thong/phien/", staff.sessions, name="staff_sessions"),
    path("<tenant:tenant>/", home.home, name="home"),
    path("<tenant:tenant>/co-quan/", agencies.listing, name="agencies"),
    path("<tenant:tenant>/co-quan/them/", agencies.new, name="agency_new"),
    path("<tenant:tenant>/co-quan/nhap/", imports.agencies, name="agency_import"),
    path("<tenant:tenant>/co-quan/tai-ve/", imports.agencies_file, name="agency_export"),
    path("<tenant:tenant>/co-quan/<int:pk>/", agencies.edit, name="agency"),
    path("<tenant:tenant>/nguoi-dung/", people.listing, name="people"),
    path("<tenant:tenant>/nguoi-dung/them/", people.new, name="person_new"),
    path("<tenant:tenant>/nguoi-dung/xac-thuc-hai-buoc/", demands.factor_demands, name="factor_demands"),
    path("<tenant:tenant>/nguoi-dung/nhap/", imports.people, name="people_import"),
    path("<tenant:tenant>/nguoi-dung/tai-ve/", imports.people_file, name="people_export"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/", people.person, name="person"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/them-vai-tro/", people.give_role, name="role_give"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/bot-vai-tro/<int:role_pk>/", people.take_role, name="role_take"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/thoi-lam-viec/", people.leave, name="person_leave"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/ban-giao/", handover.hand_over, name="hand_over"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/bo-hai-buoc/", people.second_off, name="person_second_off"),
    path("<tenant:tenant>/nguoi-dung/<int:pk>/dat-mat-khau/", people.password_mail, name="person_password"),
    path("<tenant:tenant>/nhat-ky/", diary.diary, name="diary"),
    path("<tenant:tenant>/phien-quan-tri/ket-thuc/", staff.end, name="staff_session_end"),
]
