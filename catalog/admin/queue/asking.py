"""Which causes a clerk looks at: the filters of the queue, carried along in addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from catalog.admin.queue.words import cause_address, meaning_of_rule
from catalog.intake.queue.open_causes import Asked, CauseKey, RuleCount, open_causes
from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.text import current_language, pick

_LONGEST = 60
# A queue that is worked through from the top shows the next cause among so many.
_AHEAD = 200


class QueueForm(forms.Form):
    """The filters; what is chosen shows with its number of rows."""

    city = forms.ChoiceField(label=_("City"), required=False, widget=UnfoldAdminSelectWidget)
    rule = forms.ChoiceField(label=_("Why they wait"), required=False, widget=UnfoldAdminSelectWidget)
    overdue = forms.BooleanField(label=_("Only what is overdue"), required=False, widget=UnfoldBooleanWidget)

    def __init__(self, asked: Asked, cities: Iterable[City], counts: Iterable[RuleCount]) -> None:
        super().__init__(initial={"city": asked.city, "rule": asked.rule, "overdue": asked.overdue})
        language = current_language()
        rows: dict[str, int] = {}
        for each in counts:
            rows[each.rule] = rows.get(each.rule, 0) + each.rows
        rules = sorted(rows, key=lambda rule: (-rows[rule], rule))
        if asked.rule and asked.rule not in rows:
            rules.append(asked.rule)
        self._offer("city", [(each.slug, pick(each.name, language)) for each in cities])
        self._offer("rule", [(rule, f"{meaning_of_rule(rule)} ({rows.get(rule, 0)})") for rule in rules])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]


def asked_of(query: Mapping[str, Any]) -> Asked:
    """Return what an address asks for."""
    city, rule = (str(query.get(name, ""))[:_LONGEST].replace("\x00", "") for name in ("city", "rule"))
    return Asked(city, rule, query.get("overdue") in ("1", "on"))


def query_of(asked: Asked, **more: str) -> str:
    """Return the end of an address that asks for the same, "" where all is asked for."""
    told = {"city": asked.city, "rule": asked.rule, "overdue": "1" if asked.overdue else "", **more}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"?{query}" if query else ""


def page_of(request: HttpRequest) -> int:
    """Return which page is asked for, from 1."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def queue_address(asked: Asked) -> str:
    """Return where the queue is seen through these filters."""
    return reverse("admin:catalog_sourcerecord_changelist") + query_of(asked)


def next_address(actor: Actor, asked: Asked, here: CauseKey) -> str:
    """Return the cause after ``here`` that is still to be decided, as the filters order them; "" where none is."""
    causes = open_causes(actor, asked, limit=_AHEAD)
    place = next((number for number, each in enumerate(causes) if each.key == here), len(causes))
    others = [each for each in (*causes[place + 1 :], *causes[:place]) if not each.is_decided]
    return cause_address(others[0].key) + query_of(asked) if others else ""
