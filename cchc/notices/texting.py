"""Short messages to mobile telephones: one interface, whatever carries them (an SMS brand name, Zalo ZNS).

Which sender there is, the environment decides: ``MESSAGE_GATEWAY_URL`` names a gateway of the operator or of the
province, which knows brand names and templates; the embedded servers write to a file. Else nothing is sent or shown.
"""

import json
import unicodedata
from pathlib import Path
from typing import Protocol

from django.conf import settings

from cchc import posting

LONGEST = 160
"""Characters of one SMS without diacritics (GSM 7-bit); with them it would be 70, and three times the price."""


class TextFailed(Exception):
    """Not sent; another attempt may go. The message says why, in Vietnamese."""


class TextRefused(Exception):
    """Not sent, and no attempt will be: the gateway refuses number or text. The message says why, in Vietnamese."""


class Sender(Protocol):
    def send(self, number: str, text: str, key: str) -> str:
        """Send and give the provider's reference. The same ``key`` is the same message, however often it comes.

        Raises TextFailed or TextRefused.
        """


def short(text: str) -> str:
    """One SMS: no diacritics, only signs of seven bits, at most 160, cut at a word."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    plain = " ".join("".join(sign for sign in bare if sign.isascii() and sign.isprintable()).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]


class FileSender:
    """Lines of a file under the data directory that one can open: the demo, a trial installation, tests."""

    def send(self, number: str, text: str, key: str) -> str:
        path = Path(settings.MESSAGE_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"key": key, "to": number, "text": text}) + "\n")
        except OSError as error:
            raise TextFailed(f"Không ghi được tệp tin nhắn ({type(error).__name__})") from error
        return key


class GatewaySender:
    """POST of ``{"id", "to", "text"}`` with a bearer token; the answer's ``id`` is the reference."""

    def send(self, number: str, text: str, key: str) -> str:
        body = json.dumps({"id": key, "to": f"84{number[1:]}", "text": text}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.MESSAGE_GATEWAY_TOKEN}",
            "Idempotency-Key": key,
        }
        try:
            answer = posting.post(settings.MESSAGE_GATEWAY_URL, body, headers, trusted=True)
        except posting.AddressRefused as refused:
            raise TextFailed(str(refused)) from refused
        except posting.PostFailed as failed:
            raise (TextRefused if failed.final else TextFailed)(str(failed)) from failed
        return _reference(answer)


def _reference(answer: bytes) -> str:
    try:
        told = json.loads(answer)
    except ValueError:  # covers bytes that are no UTF-8
        return ""
    given = told.get("id", "") if isinstance(told, dict) else ""
    return str(given).replace("\0", "")[:100]


def sender() -> Sender | None:
    """What carries messages in this installation; None where nothing does."""
    return {"http": GatewaySender(), "file": FileSender()}.get(settings.MESSAGES)
