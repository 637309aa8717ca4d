"""Forms by which a person asks to act for somebody; services decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.agents.kinds import AgencyKind, Side
from accounts.agents.reference import person_behind
from accounts.agents.rules import Terms
from accounts.models import User
from accounts.services.agency_ask import agency_ask
from accounts.services.dependant_register import dependant_register
from accounts.services.enterprise_register import enterprise_confirmed, enterprise_register
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor

TERMS: Final = ((30, _("a month")), (183, _("half a year")), (365, _("a year")), (1095, _("three years")))


def _until(days: str) -> Terms:
    return Terms(ends_at=clock.now() + timedelta(days=int(days)))


class ChildForm(forms.Form):
    """A child of the person's, or somebody whose guardian he is."""

    kind = forms.ChoiceField(
        label=_("You are"),
        choices=[(AgencyKind.PARENT.value, _("father or mother")), (AgencyKind.GUARDIAN.value, _("guardian"))],
    )
    name = forms.CharField(label=_("Name"), max_length=100)
    resident_id = forms.CharField(
        label=_("Resident ID"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def ask(self, actor: Actor, user: User) -> None:
        """Register. Raises ValidationError, DomainError."""
        said = self.cleaned_data
        kind = AgencyKind(said["kind"])
        dependant_register(actor=actor, user=user, name=said["name"], resident_id=said["resident_id"], kind=kind)


class EnterpriseForm(forms.Form):
    """An enterprise of which the person is the legal representative."""

    uscc = forms.CharField(label=_("Unified social credit code"), max_length=18)
    name = forms.CharField(label=_("Name of the enterprise"), max_length=120)

    def ask(self, actor: Actor, user: User) -> None:
        """Register. Raises ValidationError, DomainError."""
        enterprise_register(actor=actor, user=user, **self.cleaned_data)


class HandlerForm(forms.Form):
    """An enterprise that the person works for; its legal representative confirms it."""

    uscc = forms.CharField(label=_("Unified social credit code"), max_length=18)
    term = forms.ChoiceField(label=_("How long"), choices=TERMS, initial=365)

    def ask(self, actor: Actor, user: User) -> None:
        """Ask the enterprise. Raises ValidationError, DomainError."""
        enterprise = enterprise_confirmed(self.cleaned_data["uscc"])
        if enterprise is None:
            raise ValidationError(
                _("Nobody represents this enterprise here yet; its legal representative registers it.")
            )
        terms = _until(self.cleaned_data["term"])
        agency_ask(actor=actor, agent=user, principal=enterprise, kind=AgencyKind.HANDLER, terms=terms)


class OtherForm(forms.Form):
    """Another person with an account: one of the two acts for the other."""

    side = forms.ChoiceField(
        label=_("Who acts"),
        choices=[(Side.AGENT.value, _("I act for the other")), (Side.PRINCIPAL.value, _("the other acts for me"))],
    )
    other = forms.CharField(
        label=_("Word of the other"),
        max_length=400,
        help_text=_("The other finds it on this page, and it is good for a day."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    term = forms.ChoiceField(label=_("How long"), choices=TERMS, initial=365)

    def ask(self, actor: Actor, user: User) -> None:
        """Ask the other. Raises DomainError."""
        said: dict[str, Any] = self.cleaned_data
        other, acts = person_behind(said["other"].strip()), said["side"] == Side.AGENT
        agent, principal = (user, other) if acts else (other, user)
        terms = _until(said["term"])
        agency_ask(actor=actor, agent=agent, principal=principal, kind=AgencyKind.ENTRUSTED, terms=terms)


FORMS: Final[dict[str, type[ChildForm | EnterpriseForm | HandlerForm | OtherForm]]] = {
    "child": ChildForm,
    "enterprise": EnterpriseForm,
    "handler": HandlerForm,
    "other": OtherForm,
}
