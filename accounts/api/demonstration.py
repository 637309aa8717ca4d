"""The page on which a demonstration shows the messages that it kept."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import phones
from accounts.models import Channel, KeptMessage
from accounts.selectors import kept_messages


def shown_address(message: KeptMessage) -> str:
    """Return the number masked, or the e-mail address."""
    return phones.mask(message.address) if message.channel == Channel.SMS else message.address


@require_safe
@never_cache
def messages_page(request: HttpRequest) -> HttpResponse:
    """Show the newest messages; outside a demonstration there is no such page."""
    if not settings.PORTAL_DEMONSTRATION:
        raise Http404
    rows = [
        {"channel": message.get_channel_display(), "address": shown_address(message), "message": message}
        for message in kept_messages()
    ]
    return render(request, "accounts/demonstration_messages.html", {"rows": rows})
