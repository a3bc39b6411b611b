"""The one error of the documents engine, worded for the official who asked for the paper."""


class DocumentError(Exception):
    """A paper cannot be printed: names the paper (kind), what is wrong and where; the message is Vietnamese."""

    def __init__(self, problem: str, *, kind: str = "") -> None:
        self.problem = problem
        self.kind = kind
        super().__init__(f"Văn bản {kind}: {problem}" if kind else problem)

    def of(self, kind: str) -> "DocumentError":
        """The same fault with the paper's number in front."""
        return self if self.kind else DocumentError(self.problem, kind=kind)
