"""A mailbox for processes of the tests: slow enough to be killed in the middle, and writing down each sending."""

import os
import time
from pathlib import Path

from django.conf import settings

from cchc.notices.mailbox import FileMailbox

SECONDS = 0.05


class SlowMailbox(FileMailbox):
    """The product's file mailbox; every sending adds a line to ``sendings`` beside the folder, repeated ones too."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            time.sleep(SECONDS)
            record = Path(settings.EMAIL_FILE_PATH).parent / "sendings"
            handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(handle, f"{message.extra_headers['Message-ID']}\n".encode())
            os.close(handle)
        return super().send_messages(email_messages)
