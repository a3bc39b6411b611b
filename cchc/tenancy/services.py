"""Making a tenant and keeping its list of agencies, each change with its line in the diary."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cchc.tenancy import audit
from cchc.tenancy.defaults import tenant_values
from cchc.tenancy.models import Agency, AgencySuccession, Tenant
from cchc.tenancy.scope import tenant_scope

AGENCY_WORDS = {
    "name": "tên",
    "kind": "loại",
    "role": "vai trò",
    "ranking_block": "khối xếp hạng",
    "ranked": "được xếp hạng",
    "has_procedures": "có thủ tục hành chính",
    "valid_from": "hiệu lực từ",
    "valid_to": "hiệu lực đến",
    "head_name": "người đứng đầu",
    "head_title": "chức vụ người đứng đầu",
    "note": "ghi chú",
    "predecessor_names": "đơn vị trước sáp nhập",
}


_SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise ValidationError(f"Địa chỉ «{slug}» chưa đúng: chữ thường không dấu, chữ số, gạch nối. Ví dụ: bach-thong.")
    if Tenant.objects.filter(slug=slug).exists():
        raise ValidationError(f"Địa chỉ «{slug}» đã có đơn vị dùng; chọn địa chỉ khác.")


def create_tenant(*, slug: str, name: str, kind: str, by: Any, **values: Any) -> Tenant:
    """A tenant with the usual words of its level; ``values`` override them. Raises ValidationError."""
    _check_slug(slug)
    tenant = Tenant(slug=slug, **(tenant_values(name, kind) | values))
    tenant.full_clean()
    with transaction.atomic():
        tenant.save()
        with tenant_scope(tenant):
            audit.record("lập đơn vị tổ chức", tenant, by=by, changes={"địa chỉ": [None, slug], "tên": [None, name]})
    return tenant


def agency_differences(agency: Agency, values: dict[str, Any]) -> dict[str, list]:
    """What writing the values would change, by the officials' words: [before, after]."""
    before = {AGENCY_WORDS[name]: _shown(agency, name, getattr(agency, name)) for name in values}
    after = {AGENCY_WORDS[name]: _shown(agency, name, value) for name, value in values.items()}
    return audit.difference(before, after)


def _shown(agency: Agency, name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "có" if value else "không"
    return Agency.Role(value).label if name == "role" and value else value


def add_agency(*, code: str, by: Any, **values: Any) -> Agency:
    """A new agency of the open tenant. Raises ValidationError."""
    agency = Agency(code=code, **values)
    agency.full_clean(exclude=["tenant", "predecessors"])
    agency.save()
    audit.record("thêm cơ quan", agency, by=by, changes={"mã": [None, code]})
    return agency


def change_agency(*, agency: Agency, by: Any, **values: Any) -> dict[str, list]:
    """Write what differs and say what did. Raises ValidationError."""
    changes = agency_differences(agency, values)
    if not changes:
        return {}
    for name, value in values.items():
        setattr(agency, name, value)
    agency.full_clean(exclude=["tenant", "predecessors"])
    agency.save()
    audit.record("sửa cơ quan", agency, by=by, changes=changes)
    return changes


def succeed(*, successor: Agency, predecessor: Agency, by: Any) -> bool:
    """Note that one agency continues another; False when it was known."""
    _, made = AgencySuccession.objects.get_or_create(successor=successor, predecessor=predecessor)
    if made:
        audit.record("ghi đơn vị kế thừa", successor, by=by, changes={"kế thừa": [None, str(predecessor)]})
    return made
