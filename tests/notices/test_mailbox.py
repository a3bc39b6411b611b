"""Mail as files: one file per message, whole or not at all."""

from django.core.mail import EmailMessage

from cchc.notices.mailbox import FileMailbox


def test_a_repeated_message_leaves_one_file(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message = EmailMessage(
        "Nhắc hạn", "Còn 3 ngày", "a@example.vn", ["b@example.vn"], headers={"Message-ID": "<cchc-1-2@host>"}
    )
    assert FileMailbox().send_messages([message]) == 1
    assert FileMailbox().send_messages([message]) == 1
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["cchc-1-2@host.eml"]


def test_a_message_id_cannot_leave_the_folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message = EmailMessage("x", "y", "a@example.vn", ["b@example.vn"], headers={"Message-ID": "<../../etc/x@host>"})
    FileMailbox().send_messages([message])
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["....etcx@host.eml"]
