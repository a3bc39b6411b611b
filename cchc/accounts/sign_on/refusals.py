"""Why somebody who came from the provider is not let in: told to the person in Vietnamese, to the log in one word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """``{name}`` in the texts, ``{Name}`` at their beginning, stands for what people call the account there."""

    heading: str
    happened: str
    todo: str
    status: int = 403

    def about(self, name: str) -> "Words":
        """With the account's name filled in."""
        said = {"name": name, "Name": name[:1].upper() + name[1:]}
        texts = (text.format(**said) for text in (self.heading, self.happened, self.todo))
        return Words(*texts, status=self.status)


class Refused(Exception):
    """``reason`` is a key of ``WORDS``; ``detail`` is for the log alone."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail

    @property
    def words(self) -> Words:
        return WORDS[self.reason]

    @property
    def is_counted(self) -> bool:
        """Whether it may be an attack; that the provider is down, or consent withheld, is nobody's attempt.

        An unknown state isn't counted either: no one guesses it, while a picture on any page that somebody of the
        office opens could ask for this address until the whole office has to wait.
        """
        return self.reason not in {"down", "nonsense", "provider", "cancelled", "state"}


AGAIN = "Bấm đăng nhập lại một lần nữa. Vẫn gặp trang này thì đăng nhập bằng mật khẩu và báo quản trị hệ thống."
AS_USUAL = "Đăng nhập bằng tên đăng nhập và mật khẩu như thường; quên mật khẩu thì đặt lại bằng thư điện tử."
LINK = "đăng nhập bằng mật khẩu, rồi vào Đổi mật khẩu › Đăng nhập bằng {name} để gắn; từ lần sau vào thẳng được."
THEN_LINK = f"Đ{LINK[1:]}"
WORDS = {
    "down": Words(
        "Hệ thống cấp {name} đang không trả lời",
        "Phần mềm đã hỏi hệ thống cấp {name} nhưng không nhận được trả lời trong vài giây.",
        f"Đợi ít phút rồi thử lại. {AS_USUAL}",
        503,
    ),
    "nonsense": Words(
        "Hệ thống cấp {name} trả lời không đúng",
        "Hệ thống cấp {name} có trả lời, nhưng nội dung không đọc được hoặc không khớp với cấu hình của phần mềm.",
        f"{AS_USUAL} Việc này do quản trị hệ thống xử lý; giờ và địa chỉ máy đã được ghi lại.",
        502,
    ),
    "cancelled": Words(
        "Chưa đăng nhập: đã từ chối ở hệ thống cấp tài khoản",
        "Việc đăng nhập bằng {name} đã được bấm từ chối hoặc hủy. Phần mềm không nhận được thông tin nào.",
        f"Muốn vào bằng {{name}} thì đăng nhập lại và bấm đồng ý. {AS_USUAL}",
    ),
    "provider": Words(
        "Hệ thống cấp {name} không cho đăng nhập",
        "Hệ thống cấp {name} báo không thực hiện được việc đăng nhập này.",
        f"Thử lại sau ít phút. {AS_USUAL}",
    ),
    "state": Words(
        "Lần đăng nhập này không còn dùng được",
        "Trang đăng nhập đã mở quá 10 phút, đã dùng một lần, hoặc được mở từ một máy hay trình duyệt khác.",
        AGAIN,
        400,
    ),
    "token": Words(
        "Không xác nhận được {name}",
        "Thông tin xác nhận từ hệ thống cấp {name} không hợp lệ: sai chữ ký, hết hạn hoặc không phải cấp cho lần đăng "
        "nhập này. Để giữ an toàn, phần mềm không cho vào.",
        AGAIN,
    ),
    "unknown": Words(
        "Chưa có tài khoản ứng với {name} này",
        "{Name} đã được xác nhận là đúng, nhưng trong phần mềm chưa có tài khoản nào ứng với nó. Tài khoản do cơ quan "
        "thường trực lập, phần mềm không tự lập.",
        f"Đã có tài khoản thì {LINK} Chưa có thì đề nghị cơ quan thường trực (Phòng Nội vụ hoặc Sở Nội vụ) thêm.",
    ),
    "unnamed": Words(
        "{Name} không kèm thông tin để nhận ra người dùng",
        "Hệ thống cấp {name} không gửi thư điện tử hoặc tên đăng nhập của người dùng, nên chưa biết là tài khoản nào.",
        THEN_LINK,
    ),
    "unverified": Words(
        "Địa chỉ thư của {name} chưa được xác minh",
        "Hệ thống cấp {name} chưa xác minh địa chỉ thư điện tử này là của chính người dùng, nên không dùng để nhận ra "
        "tài khoản được.",
        f"Xác minh địa chỉ thư ở hệ thống cấp tài khoản rồi thử lại; hoặc {LINK}",
    ),
    "several": Words(
        "Nhiều tài khoản dùng chung một địa chỉ thư",
        "Địa chỉ thư của {name} được khai cho nhiều tài khoản trong phần mềm, nên không biết phải vào tài khoản nào.",
        f"{THEN_LINK} Đề nghị cơ quan thường trực khai lại địa chỉ thư cho đúng người.",
    ),
    "closed": Words(
        "Tài khoản trong phần mềm đã khóa",
        "{Name} đã được xác nhận là đúng, nhưng tài khoản ứng với nó trong phần mềm đã bị khóa.",
        "Cần dùng lại thì đề nghị cơ quan thường trực hoặc quản trị hệ thống mở khóa.",
    ),
    "staff": Words(
        "Tài khoản quản trị đăng nhập bằng mật khẩu",
        "Tài khoản quản trị hệ thống không đăng nhập bằng {name}, để quyền quản trị không phụ thuộc vào hệ thống khác.",
        "Đăng nhập bằng tên đăng nhập, mật khẩu và mã xác thực hai bước.",
    ),
    "other": Words(
        "Tài khoản đang gắn với một {name} khác",
        "Tài khoản trong phần mềm đã gắn với một {name} khác, có thể là của người trước hoặc do hệ thống cấp tài khoản "
        "đã lập lại.",
        "Đăng nhập bằng mật khẩu, vào Đổi mật khẩu › Đăng nhập bằng {name}, bỏ gắn rồi gắn lại. Không làm "
        "được thì nhờ quản trị hệ thống.",
        409,
    ),
    "taken": Words(
        "{Name} này đã gắn với tài khoản khác",
        "Mỗi {name} chỉ gắn với một tài khoản trong phần mềm; {name} vừa đăng nhập đã gắn với tài khoản khác.",
        "Kiểm tra có đang đăng nhập nhầm tài khoản của người khác không. Đúng là của mình thì nhờ quản trị hệ thống bỏ "
        "gắn ở tài khoản kia.",
        409,
    ),
}
