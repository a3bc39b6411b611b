"""The plan's own words before anybody edits them: who does what (part III of document 15), by the kind of agency."""

from cchc.documents.issuers import of_agency
from cchc.documents.vocabulary import UNIT_LEVELS, standing_office
from cchc.tenancy.models import Agency, Tenant

RANK_GOAL = "duy trì thứ hạng"
REGULAR = "định kỳ hằng tháng, quý báo cáo kết quả thực hiện"


def is_unit(agency: Agency) -> bool:
    """Whether it is run by a people's committee."""
    return any(agency.kind in kinds for kinds in UNIT_LEVELS.values())


def default_duties(agency: Agency, tenant: Tenant, areas: int) -> str:
    """A paragraph a line: «ai: làm gì»."""
    office = standing_office(tenant)["goi"]
    if not is_unit(agency):
        return "\n".join(_of_office(agency, str(office), areas))
    own = str(of_agency(agency, tenant, "").called["goi_ngan"])
    return "\n".join(_of_unit(agency, tenant, own, str(office), areas))


def _of_unit(agency: Agency, tenant: Tenant, own: str, office: str, areas: int) -> list[str]:
    """Under a district the commune's officials, under a province its divisions (thể thức tài liệu 15)."""
    two_tier = tenant.kind == Tenant.Kind.PROVINCE
    doers = f"Các phòng thuộc {own}, Trung tâm Phục vụ hành chính công" if two_tier else "Công chức chuyên môn"
    press = f"Cổng Thông tin điện tử {agency.kind}" if two_tier else "Ban biên tập Trang TTĐT và Đài truyền thanh xã"
    keeper = "Văn phòng HĐND và UBND" if two_tier else "Công chức Văn phòng - Thống kê"
    return [
        f"{doers} được giao chủ trì tham mưu thực hiện {areas:02d} lĩnh vực Chỉ số cải cách hành chính của "
        f"{agency.kind}: Chủ động tham mưu {own}, Chủ tịch {own} ban hành các văn bản chỉ đạo, tổ chức thực hiện tốt "
        "những nhiệm vụ cải cách hành chính thuộc lĩnh vực. Khi thực hiện tự chấm điểm bám sát yêu cầu hướng dẫn của "
        f"{office} và cung cấp tài liệu kiểm chứng đầy đủ, kịp thời.",
        f"{press.replace(' xã', f' {agency.kind}')}: Thường xuyên thông tin, tuyên truyền kịp thời tình hình triển "
        "khai, kết quả thực hiện các nhiệm vụ CCHC trên địa bàn, nhất là việc cung cấp dịch vụ công trực tuyến đối "
        "với người dân và doanh nghiệp.",
        f"{keeper}: Theo dõi, đôn đốc các bộ phận chuyên môn thực hiện Kế hoạch; {REGULAR} với Ban Chỉ đạo, {own}.",
        f"Đề nghị Ủy ban Mặt trận Tổ quốc, các đoàn thể {agency.kind}: Tăng cường công tác tuyên truyền, theo dõi, "
        "kiểm tra, giám sát việc thực hiện nhiệm vụ công tác CCHC, đặc biệt là công tác giải quyết TTHC tại đơn vị.",
    ]


def _of_office(agency: Agency, office: str, areas: int) -> list[str]:
    return [
        f"Các phòng, đơn vị trực thuộc được giao chủ trì {areas:02d} lĩnh vực Chỉ số cải cách hành chính: Chủ động "
        f"tham mưu, tổ chức thực hiện nhiệm vụ thuộc lĩnh vực; khi tự chấm điểm bám sát hướng dẫn của {office} và cung "
        "cấp tài liệu kiểm chứng đầy đủ, kịp thời.",
        f"Văn phòng {agency.name}: Theo dõi, đôn đốc thực hiện Kế hoạch; {REGULAR} với lãnh đạo đơn vị.",
    ]
