"""A refusal that can be shown as it stands."""


class UploadRefused(Exception):
    """A file is not taken in. The text says what – where – what to do; `code` names the reason for programs."""

    def __init__(self, code: str, what: str, name: str, do: str) -> None:
        self.code, self.what, self.name, self.do = code, what, name, do
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence for the page: điều gì – ở đâu – làm gì."""
        return f"{self.what}. – Tệp «{self.name}». – {self.do}; tệp chưa được lưu."
