"""Invented people with Vietnamese names, the same at every seeding."""

from collections.abc import Iterator
from random import Random

from cchc.vietnamese import fold

FAMILY = ("Nguyễn", "Trần", "Lê", "Hoàng", "Nông", "Lý", "Hà", "Vũ", "Đàm", "Triệu", "Bế", "Lục", "Đinh", "Phạm", "Bùi")
MEN = ("Văn Thành", "Văn Phúc", "Đức Anh", "Quang Huy", "Văn Toàn", "Minh Tuấn", "Hữu Lợi", "Văn Đoàn", "Quốc Khánh")
WOMEN = ("Thị Mai", "Thị Hạnh", "Thu Hiền", "Thị Ngọc", "Bích Diệp", "Thị Loan", "Thanh Thủy", "Thị Yến", "Kim Oanh")


def people(seed: int) -> Iterator[tuple[str, str]]:
    """Full names with salutation, without end and without repeating one."""
    dice = Random(seed)  # noqa: S311 - names for a demo
    used: set[str] = set()
    while True:
        salutation, given = dice.choice([("ông", MEN), ("bà", WOMEN)])
        name = f"{dice.choice(FAMILY)} {dice.choice(given)}"
        if name not in used:
            used.add(name)
            yield name, salutation
        elif len(used) > 200:
            yield f"{name} {dice.choice('ABCDEGH')}", salutation


def handle(name: str) -> str:
    """«Xã Cẩm Giàng» → «camgiang»: the part of a user name that tells the unit."""
    words = "".join(letter if letter.isalnum() else " " for letter in fold(name)).split()
    kinds = {"xa", "phuong", "tran", "thi", "ubnd", "huyen", "so", "ban", "thanh", "pho"}
    kept = [word for word in words if word not in kinds] or words
    return "".join(kept)[:24]
