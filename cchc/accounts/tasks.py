"""Mail that must not keep a page waiting: how long the answer takes would tell which accounts exist. And tidying."""

import logging

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.core.management import call_command
from django.db import transaction
from kombu.exceptions import OperationalError

from cchc.accounts.passwords import send_password_mail

log = logging.getLogger("cchc.accounts")


@shared_task
def password_mail(user_id: int, first: bool) -> None:
    send_password_mail(user_id=user_id, first=first)


def mail_password(user_id: int, first: bool) -> None:
    """Have the letter sent once this transaction has committed: by a worker, or right here while no queue answers."""
    transaction.on_commit(lambda: _hand_over(user_id, first), robust=True)


def _hand_over(user_id: int, first: bool) -> None:
    try:
        password_mail.apply_async([user_id, first], retry=False)
    except OperationalError as error:
        log.error("no queue for the password mail, sent from the page: %s", error)
        send_password_mail(user_id=user_id, first=first)


@shared_task(name="cchc.accounts.tasks.clear_sessions", base=DjangoTask)
def clear_sessions() -> None:
    """Sessions of people who never logged out: their rows would stay for good."""
    call_command("clearsessions")
