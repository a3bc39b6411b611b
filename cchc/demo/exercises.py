"""What the two demo tenants are made of."""

from dataclasses import dataclass
from datetime import date

from cchc.demo.days import DISTRICT, PROVINCE, Step


@dataclass(frozen=True, slots=True)
class Person:
    """A demo account with a name; ``agency`` is the code of its agency, empty for the tenant's own roles."""

    username: str
    full_name: str
    salutation: str
    position: str
    roles: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One tenant: its files, its plan, its people, and how far each agency has come.

    ``done`` maps agency codes to the share of leaves that are filled in (2 = sent, 1 = all filled in, waiting for the
    head); an agency that is not named is drawn between 0.5 and 0.95.
    """

    slug: str
    name: str
    kind: str
    set_code: str
    set_title: str
    set_file: str
    decision_number: str
    decision_date: date
    bonus_set: str
    agency_kinds: tuple[str, ...]
    questionnaires: tuple[tuple[str, int], ...]
    plan: tuple[Step, ...]
    people: tuple[Person, ...]
    done: dict[str, float]
    appraising: bool
    officer_title: str
    head_title: str
    phone: str
    seed: int


BACH_THONG = Exercise(
    slug="bach-thong",
    name="Huyện Bạch Thông, tỉnh Bắc Kạn",
    kind="district",
    set_code="KT",
    set_title="Bộ tiêu chí mẫu xác định Chỉ số cải cách hành chính của UBND các xã, thị trấn",
    set_file="criteria_commune_sample.csv",
    decision_number="8802/QĐ-UBND",
    decision_date=date(2023, 10, 6),
    bonus_set="commune",
    agency_kinds=("xã", "thị trấn"),
    questionnaires=(("survey_citizens", 15), ("survey_heads", 10)),
    plan=DISTRICT,
    people=(
        Person("chi", "Lý Thu Chi", "chị", "Chuyên viên Phòng Nội vụ", "coordinator", "bt-pnv"),
        Person("mai", "Hoàng Thị Mai", "chị", "Công chức Văn phòng – Thống kê", "officer", "02008"),
        Person("phuc", "Trần Văn Phúc", "anh", "Công chức Tài chính – Kế toán", "officer", "02008"),
        Person("thanh", "Vũ Văn Thành", "ông", "Chủ tịch UBND xã Cẩm Giàng", "head", "02008"),
        Person("dung", "Nông Văn Dũng", "anh", "Chuyên viên Văn phòng HĐND và UBND", "appraiser", "bt-vp"),
        Person("hanh", "Lường Thị Hạnh", "bà", "Chánh Văn phòng HĐND và UBND", "department_head", "bt-vp"),
        Person("trung", "Lục Quốc Trung", "ông", "Trưởng phòng Phòng Nội vụ", "department_head", "bt-pnv"),
        Person("minh", "Hà Văn Minh", "anh", "Tổ trưởng Tổ Thư ký", "secretary"),
        Person("loan", "Đàm Thị Loan", "bà", "Trưởng phòng Phòng Tư pháp", "member"),
        Person("thuy", "Nông Thị Thúy", "bà", "Trưởng phòng Phòng Tài chính - Kế hoạch", "member"),
        Person("cuong", "Ma Đình Cường", "ông", "Trưởng phòng Phòng Văn hóa và Thông tin", "member"),
        Person("yen", "Triệu Hải Yến", "bà", "Chủ tịch UBMTTQ Việt Nam huyện", "member"),
        Person("bang", "Hoàng Văn Bằng", "ông", "Phó Chánh Văn phòng HĐND và UBND", "member"),
        Person("tan", "Nguyễn Hùng Tân", "ông", "Phó Chủ tịch UBND huyện", "chair"),
        Person("khanh", "Phạm Quốc Khánh", "ông", "Chủ tịch UBND huyện", "leader"),
        Person("oanh", "Mai Kim Oanh", "bà", "Thanh tra huyện", "observer"),
    ),
    done={
        "01969": 2,
        "02005": 2,
        "01990": 2,
        "01993": 2,
        "02017": 1,
        "01999": 0.88,
        "02008": 0.47,
        "02002": 0.3,
        "02011": 0.25,
        "01981": 0.2,
    },
    appraising=False,
    officer_title="Công chức Văn phòng - Thống kê",
    head_title="Chủ tịch UBND",
    phone="0209 3850 000",
    seed=2024,
)
HA_NAM = Exercise(
    slug="ha-nam",
    name="Tỉnh Hà Nam",
    kind="province",
    set_code="KT-SO",
    set_title="Bộ tiêu chí mẫu xác định Chỉ số cải cách hành chính của các sở, ban, ngành và UBND cấp huyện",
    set_file="criteria_province_sample.csv",
    decision_number="1520/QĐ-UBND",
    decision_date=date(2023, 9, 18),
    bonus_set="province",
    agency_kinds=("sở", "ban", "UBND cấp huyện"),
    questionnaires=(("survey_province", 20),),
    plan=PROVINCE,
    people=(
        Person("huong", "Trương Thu Hường", "chị", "Chuyên viên Sở Nội vụ", "coordinator", "hn-snv"),
        Person("toan", "Đỗ Văn Toàn", "anh", "Chuyên viên Sở Y tế", "officer", "hn-syt"),
        Person("diep", "Ngô Bích Diệp", "bà", "Giám đốc Sở Y tế", "head", "hn-syt"),
        Person("hai", "Lại Quang Hải", "anh", "Chuyên viên Sở Tư pháp", "appraiser;officer", "hn-stp"),
        Person("lan", "Phạm Thị Lan", "bà", "Giám đốc Sở Tư pháp", "department_head;head", "hn-stp"),
        Person("thang", "Nguyễn Đức Thắng", "ông", "Giám đốc Sở Nội vụ", "department_head;head", "hn-snv"),
        Person("son", "Bạch Văn Sơn", "anh", "Tổ Thư ký Hội đồng", "secretary"),
        Person("nguyet", "Trần Minh Nguyệt", "bà", "Phó Giám đốc Sở Nội vụ", "member"),
        Person("dat", "Vũ Thành Đạt", "ông", "Phó Giám đốc Sở Tài chính", "member"),
        Person("quyen", "Phạm Ngọc Quyên", "bà", "Phó Chánh Văn phòng UBND tỉnh", "member"),
        Person("viet", "Lê Hoàng Việt", "ông", "Phó Chủ tịch UBND tỉnh", "chair"),
        Person("huy", "Trương Quang Huy", "ông", "Chủ tịch UBND tỉnh", "leader"),
    ),
    done={"hn-ttt": 0.6, "hn-thanh-liem": 1},
    appraising=True,
    officer_title="Chuyên viên",
    head_title="Giám đốc",
    phone="0226 3850 000",
    seed=2023,
)
EXERCISES = (BACH_THONG, HA_NAM)
