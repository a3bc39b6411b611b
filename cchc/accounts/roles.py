"""The ten roles of an exercise (PRODUCT: people). Pure: no Django."""

from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    HEAD = "head"
    APPRAISER = "appraiser"
    DEPARTMENT_HEAD = "department_head"
    SECRETARY = "secretary"
    MEMBER = "member"
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    OBSERVER = "observer"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Role.OFFICER: "Chuyên viên đơn vị được đánh giá",
    Role.HEAD: "Lãnh đạo đơn vị được đánh giá",
    Role.APPRAISER: "Chuyên viên thẩm định",
    Role.DEPARTMENT_HEAD: "Trưởng phòng, thủ trưởng cơ quan thẩm định",
    Role.SECRETARY: "Tổ Thư ký",
    Role.MEMBER: "Thành viên Hội đồng",
    Role.CHAIR: "Chủ tịch Hội đồng",
    Role.COORDINATOR: "Cơ quan thường trực",
    Role.LEADER: "Người phê duyệt",
    Role.OBSERVER: "Người theo dõi",
}
OF_ASSESSED_AGENCY = frozenset({Role.OFFICER, Role.HEAD})
"""Roles that only make sense in an agency that is assessed."""
OF_DEPARTMENT = frozenset({Role.APPRAISER, Role.DEPARTMENT_HEAD})
"""Roles that only make sense in a department that appraises."""
OF_COUNCIL = frozenset({Role.SECRETARY, Role.MEMBER, Role.CHAIR})
SEES_ALL = frozenset(
    {Role.SECRETARY, Role.MEMBER, Role.CHAIR, Role.COORDINATOR, Role.LEADER, Role.OBSERVER, Role.DEPARTMENT_HEAD}
)
"""Roles that read every agency's file."""
