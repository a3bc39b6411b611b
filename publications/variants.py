"""What the office calls the variants of a text; their keys in the texts are for the templates."""

NAMES = {
    ("02", "A"): "có bảng các bước",
    ("02", "B"): "không có bảng",
    ("02", "C"): "cơ quan hai vai",
    ("05", "nguoi_dan"): "người dân, tổ chức",
    ("05", "nhom_khac"): "nhóm khác, mỗi đơn vị một phiếu",
    ("05", "truong_phong"): "trưởng phòng, giám đốc sở",
    ("07", "giai_trinh_bo_sung"): "giải trình, bổ sung",
    ("08", "A"): "một đơn vị, các tiêu chí",
    ("08", "B"): "một tiêu chí, mọi đơn vị",
    ("10", "kiem_tra"): "kiểm tra thực tế tại đơn vị",
    ("16", "xa"): "của đơn vị",
    ("16", "tong_hop"): "tổng hợp của cơ quan thường trực",
    ("19", "A"): "quyết định điều chỉnh",
    ("19", "B"): "công văn đính chính",
}


def variant_name(kind: str, block: str) -> str:
    """The variant in words; empty for the main text."""
    return NAMES.get((kind, block), block)
