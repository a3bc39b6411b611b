"""How grave a finding is; shared by the checks of a criteria set and of a plan."""

from enum import StrEnum


class Severity(StrEnum):
    """An error has to be mended before issuing; a warning may be kept knowingly; an info is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word an official sees."""
        return {"error": "Lỗi", "warning": "Cần xem", "info": "Lưu ý"}[self.value]
