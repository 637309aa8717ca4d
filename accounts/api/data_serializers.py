"""What `/api/v1/me/data/` says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.rights.describing import Described, described
from accounts.rights.gathering import accounts_of, rows_about
from accounts.rights.registry import CorrectedBy, Group, OnErasure, Unshown, personal_data

# More than a person reads on a screen; all of it is in the export.
ROWS_SHOWN: Final = 100


class ProvisionSerializer(serializers.Serializer[Any]):
    """A provision of the law."""

    code = serializers.CharField()
    where = serializers.CharField(help_text="the law and the article")
    says = serializers.CharField(help_text="what it says, in a sentence")


class ChoiceSerializer(serializers.Serializer[Any]):
    """A code and its words in the negotiated language."""

    code = serializers.CharField()
    words = serializers.CharField()


class UnshownSerializer(serializers.Serializer[Any]):
    """A column that is not shown, and why."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    reason = serializers.ChoiceField(choices=Unshown.choices)
    words = serializers.CharField()


class ValueSerializer(serializers.Serializer[Any]):
    """One value."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.JSONField(allow_null=True, help_text="for machines: string, number, boolean or null")
    text = serializers.CharField(help_text="for people, in the negotiated language")


class HoldingSerializer(serializers.Serializer[Any]):
    """One kind of thing that is held about the person."""

    code = serializers.CharField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    basis = ProvisionSerializer()
    retention = serializers.CharField()
    retention_days = serializers.IntegerField(allow_null=True)
    corrected_by = serializers.ChoiceField(choices=CorrectedBy.choices)
    corrected_by_words = serializers.CharField()
    on_erasure = serializers.ChoiceField(choices=OnErasure.choices)
    on_erasure_words = serializers.CharField()
    law = ProvisionSerializer(allow_null=True, help_text="by which something of it stays; null where nothing does")
    unshown = UnshownSerializer(many=True)
    rows = serializers.SerializerMethodField()
    more = serializers.SerializerMethodField(help_text="true: there are more rows; the export holds them all")

    @extend_schema_field(serializers.ListField(child=ValueSerializer(many=True)))
    def get_rows(self, held: Described) -> list[list[dict[str, Any]]]:
        """Return the first rows."""
        return [[vars(value) for value in row] for row in self._first(held)[:ROWS_SHOWN]]

    @extend_schema_field(serializers.BooleanField())
    def get_more(self, held: Described) -> bool:
        """Whether there are more."""
        return len(self._first(held)) > ROWS_SHOWN

    def _first(self, held: Described) -> list[list[Any]]:
        known: dict[str, list[list[Any]]] = self.context["rows"]
        if held.code not in known:
            rows = rows_about(held.data, self.context["people"])
            known[held.code] = list(islice(rows, ROWS_SHOWN + 1))
        return known[held.code]


class GroupSerializer(serializers.Serializer[Any]):
    """What belongs together."""

    code = serializers.ChoiceField(choices=Group.choices)
    title = serializers.CharField()
    holdings = HoldingSerializer(many=True)


class MyDataSerializer(serializers.Serializer[Any]):
    """All that is held about the person."""

    groups = GroupSerializer(many=True)


def my_data(user: User) -> dict[str, Any]:
    """Return all that is held about the person of ``user``, grouped, whole."""
    held = [described(data) for data in personal_data()]
    groups = [
        {"code": group.value, "title": str(group.label), "holdings": list(_of(held, group))}
        for group in Group
        if any(_of(held, group))
    ]
    return dict(MyDataSerializer({"groups": groups}, context={"people": accounts_of(user), "rows": {}}).data)


def _of(held: list[Described], group: Group) -> Iterator[Described]:
    return (each for each in held if each.data.group is group)
