"""The outbox: one row per message owed, found again by its dedupe key, claimed by the sweep."""

from django.conf import settings
from django.db import models

from cchc.notices.hook_models import (  # noqa: F401 - tables of this app, kept in a file of their own
    Webhook,
    WebhookDelivery,
)
from cchc.notices.queue import Status
from cchc.tenancy.base import TenantModel, scoped


class NotificationQuerySet(models.QuerySet):
    def inbox(self, user) -> "NotificationQuerySet":
        return self.filter(recipient=user, channel=Notification.Channel.INBOX)


class Notification(TenantModel):
    """One message to one person by one way. ``dedupe_key`` makes it impossible to owe the same message twice."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "Hộp tin"
        EMAIL = "email", "Thư điện tử"
        TEXT = "text", "Tin nhắn"

    Status = Status

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=100, blank=True, default="", db_default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(NotificationQuerySet)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-due_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tenant", "dedupe_key"], name="notification_once")]
        indexes = [
            models.Index(fields=["tenant", "status", "due_at"], name="notification_queue"),
            models.Index(fields=["tenant", "recipient", "channel", "read_at"], name="notification_inbox"),
        ]

    def __str__(self) -> str:
        return self.subject
