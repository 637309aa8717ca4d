"""What `/api/v1/me/identifiers/` and `/api/v1/me/proofs/` say and take."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.identifiers import IdentifierType
from accounts.models import AttemptState, Proof, ProofAttempt, ReleaseReason
from accounts.services import Identity
from accounts.verifiers import Verifier
from services_portal.kernel.text import ENGLISH, current_language


class IdentifierSerializer(serializers.Serializer[Any]):
    """One thing that the person is or was known by; its value is shown masked."""

    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=IdentifierType.choices)
    masked = serializers.CharField(help_text="the value with its middle hidden")
    verified_at = serializers.DateTimeField(allow_null=True, help_text="null: said, not proved; finds no account")
    verified_by = serializers.CharField(help_text="name of the way; empty for what is only said")
    last_proved_at = serializers.DateTimeField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True, help_text="set: the person's no longer")
    release_reason = serializers.ChoiceField(choices=ReleaseReason.choices, allow_blank=True)


class ProofSerializer(serializers.Serializer[Proof]):
    """One act of proof."""

    id = serializers.UUIDField()
    level = serializers.IntegerField(
        min_value=1, max_value=4, help_text="1 declared, 2 matched, 3 present, 4 certified"
    )
    method = serializers.CharField(source="verifier")
    proved_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="counts until then, unless revoked")
    revoked_at = serializers.DateTimeField(allow_null=True)
    consent = serializers.CharField(help_text="name of the text consented to; empty where none was needed")


class MethodSerializer(serializers.Serializer[Verifier]):
    """One way to prove who one is."""

    method = serializers.CharField(source="name")
    title = serializers.SerializerMethodField()
    level = serializers.IntegerField(help_text="the level that it proves")
    consent = serializers.CharField(help_text="name of the text to agree to first; empty where none is needed")
    remote = serializers.BooleanField(source="self_service", help_text="false: a clerk at a window does it")

    def get_title(self, verifier: Verifier) -> str:
        """Return its name in the negotiated language."""
        return verifier.label_en if current_language() == ENGLISH else verifier.label_zh


class StandingSerializer(serializers.Serializer[Any]):
    """How surely the portal knows the person, by what, and how it could know more."""

    level = serializers.IntegerField(
        min_value=1, max_value=4, help_text="1 declared, 2 matched, 3 present, 4 certified"
    )
    proofs = ProofSerializer(many=True, help_text="newest first, those that count no longer too")
    methods = MethodSerializer(many=True)


class AttemptSerializer(serializers.Serializer[ProofAttempt]):
    """An attempt at a proof: passed, refused, or waiting for what `challenge` says."""

    id = serializers.UUIDField()
    method = serializers.CharField(source="verifier")
    state = serializers.ChoiceField(choices=AttemptState.choices)
    challenge = serializers.DictField(
        allow_null=True,
        help_text="`kind` is `code` (answer with the code sent to `sent_to`) or `visit` (go to `url`, then answer)",
    )
    expires_at = serializers.DateTimeField()


class AttemptBeginSerializer(serializers.Serializer[Any]):
    """Who the person says he is, and how it is to be proved."""

    method = serializers.CharField(max_length=40)
    type = serializers.ChoiceField(
        choices=[IdentifierType.RESIDENT_ID, IdentifierType.PERMIT, IdentifierType.PASSPORT],
        default=IdentifierType.RESIDENT_ID,
    )
    number = serializers.CharField(max_length=64, help_text="as on the document; 15 digits are completed to 18")
    name = serializers.CharField(max_length=100, help_text="as on the document")
    consent = serializers.CharField(max_length=40, required=False, default="", help_text="text just agreed to")

    def identity(self) -> Identity:
        """Return who is to be proved."""
        said = self.validated_data
        return Identity(IdentifierType(said["type"]), said["number"], said["name"])


class AttemptAnswerSerializer(serializers.Serializer[Any]):
    """What the person answers to a challenge; nothing for `visit`."""

    code = serializers.CharField(max_length=12, required=False, default="")
