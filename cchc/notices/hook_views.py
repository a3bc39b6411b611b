"""The addresses that are told of published results, and what was delivered."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cchc.notices import webhooks
from cchc.notices.hook_forms import WebhookForm
from cchc.notices.hook_models import Webhook, WebhookDelivery
from cchc.notices.permissions import may_manage_webhooks
from cchc.notices.tasks import wake
from cchc.posting import AddressRefused
from cchc.web.views import write

FRESH = "webhook_secret"
SHOWN = 50


@write(may=may_manage_webhooks)
def page(request: HttpRequest) -> HttpResponse:
    """The list with its form; a new address's secret stands here once."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("notices:webhooks", request.tenant.slug)
    context = {
        "form": form,
        "hooks": Webhook.objects.all(),
        "deliveries": WebhookDelivery.objects.select_related("webhook")[:SHOWN],
        "fresh": request.session.pop(FRESH, None) if request.method == "GET" else None,
    }
    return render(request, "notices/webhooks.html", context)


def _added(request: HttpRequest, form: WebhookForm) -> bool:
    try:
        with transaction.atomic():
            hook, secret = webhooks.add(by=request.user, at=timezone.now(), **form.cleaned_data)
    except (AddressRefused, webhooks.HookRefused) as refused:
        form.add_error("address", str(refused))
        return False
    request.session[FRESH] = {"title": hook.title, "secret": secret}
    messages.success(request, f"Đã thêm {hook.title}. Sao chép khóa ký ngay: khóa chỉ hiện một lần.")
    return True


def _switch_on(request: HttpRequest, hook: Webhook) -> str:
    webhooks.switch(hook=hook, on=True, by=request.user, at=timezone.now())
    return f"Đã bật báo tin cho {hook.title}; tin còn chờ được gửi ngay."


def _switch_off(request: HttpRequest, hook: Webhook) -> str:
    webhooks.switch(hook=hook, on=False, by=request.user, at=timezone.now())
    return f"Đã tắt báo tin cho {hook.title}."


def _try_out(request: HttpRequest, hook: Webhook) -> str:
    webhooks.try_out(hook=hook, by=request.user, at=timezone.now())
    return f"Đã đưa tin thử cho {hook.title} vào hàng chờ; kết quả hiện ở danh sách sau ít giây."


def _remove(request: HttpRequest, hook: Webhook) -> str:
    webhooks.remove(hook=hook, by=request.user, at=timezone.now())
    return f"Đã xóa {hook.title} khỏi danh sách nhận tin."


STEPS = {"bat": _switch_on, "tat": _switch_off, "gui-thu": _try_out, "xoa": _remove}


@write(may=may_manage_webhooks, methods=("POST",))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One button of one address: on, off, a test, or gone."""
    hook, step = get_object_or_404(Webhook, pk=pk), STEPS.get(request.POST.get("viec", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, step(request, hook))
    except webhooks.HookRefused as refused:
        messages.error(request, str(refused))
    wake()
    return redirect("notices:webhooks", request.tenant.slug)


@write(may=may_manage_webhooks, methods=("POST",))
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again what was given up."""
    failed = WebhookDelivery.objects.select_related("webhook").filter(status=WebhookDelivery.Status.FAILED)
    row = get_object_or_404(failed, pk=pk)
    try:
        webhooks.resend(row=row, by=request.user, at=timezone.now())
    except webhooks.HookRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Đã đưa tin “{row.about}” gửi {row.webhook.title} vào hàng chờ gửi lại.")
    wake()
    return redirect("notices:webhooks", request.tenant.slug)
