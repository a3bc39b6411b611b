"""What is said of a digital signature: its verdict and the reason, in the words of the page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

_MARK = b"/ByteRange"
_CHUNK = 1024 * 1024


class Trust(StrEnum):
    """What is known of the signer's certificate."""

    TRUSTED = "trusted"
    NO_ROOTS = "no_roots"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WRONG_USAGE = "wrong_usage"
    WEAK = "weak"

    @property
    def label(self) -> str:
        """The words for the page."""
        return _TRUST_LABELS[self]


_TRUST_LABELS = {
    Trust.TRUSTED: "chứng thư tin cậy (chưa tra cứu thu hồi)",
    Trust.NO_ROOTS: "chưa kiểm tra được nguồn tin cậy của chứng thư",
    Trust.UNKNOWN: "chứng thư không thuộc nguồn tin cậy đã cấu hình",
    Trust.EXPIRED: "chứng thư không còn hoặc chưa có hiệu lực vào lúc ký",
    Trust.REVOKED: "chứng thư đã bị thu hồi",
    Trust.WRONG_USAGE: "chứng thư không được cấp để ký số",
    Trust.WEAK: "thuật toán ký không còn an toàn",
}


class Change(StrEnum):
    """What came after the signature."""

    NONE = "none"
    ALLOWED = "allowed"
    CONTENT = "content"

    @property
    def label(self) -> str:
        """The words for the page."""
        return {
            "none": "văn bản không thay đổi sau khi ký",
            "allowed": "sau khi ký chỉ thêm chữ ký hoặc điền biểu mẫu được phép",
            "content": "văn bản đã bị thay đổi sau khi ký",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `signed_at` is the signer's own clock unless `is_stamped`; None where it isn't stated.

    `is_intact`: the signed bytes are those that were signed; `is_genuine`: made with the certificate's key.
    """

    signer: str
    organisation: str
    issuer: str
    serial: str
    signed_at: datetime | None
    is_stamped: bool
    is_intact: bool
    is_genuine: bool
    trust: Trust
    change: Change

    @property
    def is_valid(self) -> bool:
        """Nothing left to doubt: unbroken, trusted, nothing but what the signer allows came after it."""
        return self.holds and self.trust is Trust.TRUSTED

    @property
    def holds(self) -> bool:
        """The mathematics hold and the content is the one signed, whoever the signer is."""
        return self.is_intact and self.is_genuine and self.change is not Change.CONTENT

    @property
    def verdict(self) -> str:
        """«Hợp lệ», «Không hợp lệ» or «Chưa xác thực», for the mark on the page."""
        if self.is_valid:
            return "Hợp lệ"
        is_open = self.holds and self.trust in (Trust.NO_ROOTS, Trust.UNKNOWN)
        return "Chưa xác thực" if is_open else "Không hợp lệ"

    @property
    def reason(self) -> str:
        """Why the verdict is what it is, in words."""
        if not self.is_intact:
            return "nội dung không còn là nội dung đã ký"
        if not self.is_genuine:
            return "chữ ký không khớp với chứng thư"
        return f"{self.change.label}; {self.trust.label}"


def is_marked(file: IO[bytes]) -> bool:
    """Whether a signature stands anywhere in the PDF; by its nature it is never packed (ISO 32000-1, 12.8.1)."""
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK):
        if _MARK in tail + chunk:
            return True
        tail = chunk[-len(_MARK) :]
    return False
