"""Addresses of other programs that are told of what is public, and what each was told."""

from django.db import models

from cchc.notices.queue import Status
from cchc.tenancy.base import TenantModel


class Webhook(TenantModel):
    """One address. ``secret`` is kept encrypted (webhooks.py); ``failures`` counts attempts since the last success."""

    class State(models.TextChoices):
        ACTIVE = "active", "Đang báo tin"
        PAUSED = "paused", "Tạm dừng vì lỗi"
        OFF = "off", "Đã tắt"

    title = models.CharField("phần mềm nhận tin", max_length=120)
    address = models.CharField("địa chỉ nhận tin", max_length=500)
    secret = models.CharField(max_length=300, editable=False)
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.ACTIVE)
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=150)

    class Meta:
        verbose_name = "địa chỉ nhận tin"
        verbose_name_plural = "địa chỉ nhận tin"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "address"],
                name="webhook_once",
                violation_error_message="Địa chỉ này đã có trong danh sách.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.address})"


class WebhookDelivery(TenantModel):
    """One event for one address. ``body`` is what is sent and signed, byte for byte, at every attempt."""

    Status = Status

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    body = models.TextField()
    dedupe_key = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lần báo tin"
        verbose_name_plural = "lần báo tin"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["webhook", "dedupe_key"], name="webhook_told_once")]
        indexes = [models.Index(fields=["tenant", "status", "due_at"], name="webhook_queue")]

    def __str__(self) -> str:
        return f"{self.about} → {self.webhook.title}"
