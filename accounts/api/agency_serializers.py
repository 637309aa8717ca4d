"""What `/api/v1/me/agencies/`, `/me/dependants/` and `/me/enterprises/` say and take."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.agents.kinds import AgencyKind, AgencySource, AgencyState, EndReason, Side
from accounts.agents.listing import Card
from accounts.agents.rules import EVERYTHING, SCOPE_LENGTH, SCOPES_AT_MOST, PrincipalKind, Terms
from accounts.models import AgencyRelation


class AgencyRelationSerializer(serializers.Serializer[AgencyRelation]):
    """A relation's own facts."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AgencyKind.choices)
    rests_on = serializers.ChoiceField(choices=AgencySource.choices, source="source")
    state = serializers.ChoiceField(choices=AgencyState.choices)
    scopes = serializers.ListField(child=serializers.CharField(), help_text="for what; `*` is everything")
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    least_level = serializers.IntegerField(min_value=1, max_value=4, help_text="what who acts must have proved")
    may_delegate = serializers.BooleanField(help_text="whether who acts may let another act in his place")
    asked_at = serializers.DateTimeField()
    in_force_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.ChoiceField(choices=EndReason.choices, allow_blank=True)


class AgencySerializer(serializers.Serializer[Card]):
    """A relation as one of its sides sees it."""

    agency = AgencyRelationSerializer(source="relation")
    side = serializers.ChoiceField(choices=Side.choices, help_text="`agent`: you act; `principal`: for you")
    agent = serializers.CharField(source="agent_name", help_text="name of who acts, as proved; may be empty")
    principal = serializers.CharField(source="principal_name", help_text="name of whom he acts for")
    principal_kind = serializers.ChoiceField(choices=[(each.value, each.name) for each in PrincipalKind])
    why = serializers.CharField(help_text="empty: holds now. Else `asked`, `suspended`, `expired`, `of_age`, …")
    may_confirm = serializers.BooleanField(help_text="whether it waits for your word")


class TermsSerializer(serializers.Serializer[Any]):
    """For what, from when until when."""

    scopes = serializers.ListField(
        child=serializers.CharField(max_length=SCOPE_LENGTH),
        max_length=SCOPES_AT_MOST,
        default=[EVERYTHING],
        help_text="basic codes or kinds of act; `*` is everything",
    )
    begins_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    ends_at = serializers.DateTimeField(
        required=False, default=None, allow_null=True, help_text="needed where somebody is entrusted, or handles"
    )
    least_level = serializers.IntegerField(min_value=1, max_value=4, default=2)
    may_delegate = serializers.BooleanField(default=False)

    @staticmethod
    def terms(said: dict[str, Any]) -> Terms:
        """Return the terms of validated data."""
        names = ("scopes", "begins_at", "ends_at", "least_level", "may_delegate")
        return Terms(**{name: said[name] for name in names})


class AgencyAskSerializer(TermsSerializer):
    """Who is to act for whom: for oneself or an enterprise, one of both sides being the person who asks."""

    kind = serializers.ChoiceField(choices=[AgencyKind.ENTRUSTED, AgencyKind.HANDLER])
    side = serializers.ChoiceField(
        choices=[Side.AGENT, Side.PRINCIPAL], help_text="`agent`: you are to act; `principal`: another for you"
    )
    other = serializers.CharField(
        max_length=400,
        required=False,
        default="",
        help_text="the other person's reference, from his `/api/v1/me/agencies/reference/`",
    )
    uscc = serializers.CharField(
        max_length=18, required=False, default="", help_text="the enterprise, where it is for one"
    )
    under = serializers.UUIDField(
        required=False, default=None, allow_null=True, help_text="your own agency, in whose place the other is to act"
    )


class DependantSerializer(serializers.Serializer[Any]):
    """Somebody without an account of his own, or a child, for whom the person acts or has asked to."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    masked = serializers.CharField(help_text="resident ID with its middle hidden")
    confirmed = serializers.BooleanField(help_text="whether a clerk has seen the documents")
    has_account = serializers.BooleanField()
    needs_consent = serializers.BooleanField(help_text="under 14: an account of his own takes a guardian's consent")
    consented = serializers.BooleanField(help_text="whether a guardian's consent counts now")


class DependantRegisterSerializer(TermsSerializer):
    """Whom the person is parent or guardian of, or who has entrusted him."""

    kind = serializers.ChoiceField(choices=[AgencyKind.PARENT, AgencyKind.GUARDIAN, AgencyKind.ENTRUSTED])
    name = serializers.CharField(max_length=100)
    resident_id = serializers.CharField(max_length=64, help_text="as on the document; 15 digits are completed to 18")


class EnterpriseSerializer(serializers.Serializer[Any]):
    """An enterprise for which the person acts or has asked to."""

    id = serializers.UUIDField()
    uscc = serializers.CharField()
    name = serializers.CharField()
    confirmed = serializers.SerializerMethodField(help_text="whether a clerk has seen the licence")

    def get_confirmed(self, enterprise: Any) -> bool:
        """Return whether a clerk has seen the licence."""
        return enterprise.confirmed_at is not None


class EnterpriseRegisterSerializer(serializers.Serializer[Any]):
    """The enterprise of which the person is the legal representative."""

    uscc = serializers.CharField(max_length=18, help_text="unified social credit code (GB 32100)")
    name = serializers.CharField(max_length=120, help_text="as on the licence")


class ActingSerializer(serializers.Serializer[Any]):
    """For whom the request was made."""

    agency = serializers.UUIDField(allow_null=True, help_text="null: for yourself")
    principal_kind = serializers.ChoiceField(choices=[(each.value, each.name) for each in PrincipalKind])
    principal_id = serializers.UUIDField()


class ReferenceSerializer(serializers.Serializer[Any]):
    """A word that stands for the person for a day."""

    reference = serializers.CharField()
