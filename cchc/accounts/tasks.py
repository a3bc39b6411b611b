"""Mail that must not keep a page waiting: how long the answer takes would tell which accounts exist."""

from celery import shared_task

from cchc.accounts.passwords import send_password_mail


@shared_task
def password_mail(user_id: int, first: bool) -> None:
    send_password_mail(user_id=user_id, first=first)
