"""Mail kept as files that one can open: the default where no SMTP host is named (the demo, a trial installation)."""

import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class FileMailbox(BaseEmailBackend):
    """One ``.eml`` per Message-ID, put in place at once: a repeated sending leaves one file."""

    def send_messages(self, email_messages) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = re.sub(r"[^A-Za-z0-9.@_-]", "", content["Message-ID"])[:150]
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
                part.write(content.as_bytes())
            Path(part.name).replace(folder / f"{name}.eml")
        return len(email_messages)
