"""The fixed cast of the tests: two tenants, their agencies and the people in them.

An (officer) and Bình (head) of agency 1, Chi (coordinator), Dũng (appraiser) and Liên (his head), Giang (officer of
agency 2), Khánh (leader), Minh (secretary), Oanh (observer), Phúc (chair), Quý (member) in tenant A;
Hà coordinates tenant B. Sơn administers the system and has no role anywhere.
"""

from dataclasses import dataclass
from types import SimpleNamespace

from cchc.accounts.models import Membership, User
from cchc.accounts.roles import Role
from cchc.tenancy.models import Agency, Tenant
from cchc.tenancy.scope import tenant_scope

PASSWORD = "mat-khau-thu-2024"


def make_tenant(slug: str, name: str = "Huyện A") -> Tenant:
    upper = name.upper()
    return Tenant.objects.create(
        slug=slug,
        name=name,
        kind=Tenant.Kind.DISTRICT,
        authority=f"Ủy ban nhân dân {name[0].lower()}{name[1:]}",
        authority_short=f"UBND {name[0].lower()}{name[1:]}",
        letterhead=f"ỦY BAN NHÂN DÂN\n{upper}",
        place=name.split(" ", 1)[1],
        level_word="huyện",
        leader_title="Chủ tịch Ủy ban nhân dân huyện",
        standing_office="Phòng Nội vụ",
        standing_office_head="Trưởng phòng Phòng Nội vụ huyện",
        office_chief="Chánh Văn phòng HĐND và UBND huyện",
        archive_code="VT, PNV",
        recipients="Như Điều 4\nSở Nội vụ",
        signer_name="Nguyễn Văn Ký",
    )


def make_agency(code: str, name: str, **values) -> Agency:
    values.setdefault("kind", "xã")
    values.setdefault("role", Agency.Role.ASSESSED)
    values.setdefault("ranking_block", "xã, thị trấn" if values["role"] != Agency.Role.APPRAISER else "")
    return Agency.objects.create(code=code, name=name, **values)


def make_user(username: str, full_name: str, **values) -> User:
    values.setdefault("email", f"{username}@example.vn")
    return User.objects.create_user(username=username, password=PASSWORD, full_name=full_name, **values)


def hold(user: User, role: Role, agency: Agency | None = None) -> Membership:
    return Membership.objects.create(user=user, role=role, agency=agency)


@dataclass
class Cast:
    """Everybody by name; ``a`` and ``b`` hold the agencies of each tenant."""

    tenant_a: Tenant
    tenant_b: Tenant
    a: SimpleNamespace
    b: SimpleNamespace
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


PEOPLE_OF_A = [
    ("an", "Nguyễn Thị An", Role.OFFICER, "commune_1"),
    ("binh", "Trần Văn Bình", Role.HEAD, "commune_1"),
    ("giang", "Lê Thu Giang", Role.OFFICER, "commune_2"),
    ("chi", "Lý Thu Chi", Role.COORDINATOR, "home_affairs"),
    ("dung", "Nông Văn Dũng", Role.APPRAISER, "justice"),
    ("lien", "Hà Thị Liên", Role.DEPARTMENT_HEAD, "justice"),
    ("minh", "Vũ Văn Minh", Role.SECRETARY, None),
    ("phuc", "Đỗ Văn Phúc", Role.CHAIR, None),
    ("quy", "Bùi Văn Quý", Role.MEMBER, None),
    ("khanh", "Phạm Văn Khánh", Role.LEADER, None),
    ("oanh", "Mai Thị Oanh", Role.OBSERVER, None),
]


def make_cast() -> Cast:
    tenant_a, tenant_b = make_tenant("huyen-a", "Huyện A"), make_tenant("huyen-b", "Huyện B")
    people = {name: make_user(name, full_name) for name, full_name, *_ in PEOPLE_OF_A}
    people["ha"] = make_user("ha", "Hoàng Thị Hà")
    people["son"] = make_user("son", "Đinh Văn Sơn", is_superuser=True, is_staff=True)
    with tenant_scope(tenant_a):
        a = SimpleNamespace(
            commune_1=make_agency("001", "Xã Cẩm Giàng"),
            commune_2=make_agency("002", "Xã Vi Hương"),
            town=make_agency("003", "Thị trấn Phủ Thông", kind="thị trấn"),
            home_affairs=make_agency("pnv", "Phòng Nội vụ", kind="phòng", role=Agency.Role.APPRAISER, ranked=False),
            justice=make_agency("ptp", "Phòng Tư pháp", kind="phòng", role=Agency.Role.APPRAISER, ranked=False),
        )
        for name, _, role, agency in PEOPLE_OF_A:
            hold(people[name], role, getattr(a, agency) if agency else None)
    with tenant_scope(tenant_b):
        b = SimpleNamespace(
            commune=make_agency("001", "Xã Khác"),
            home_affairs=make_agency("pnv", "Phòng Nội vụ", kind="phòng", role=Agency.Role.APPRAISER, ranked=False),
        )
        hold(people["ha"], Role.COORDINATOR, b.home_affairs)
    return Cast(tenant_a, tenant_b, a, b, people)
