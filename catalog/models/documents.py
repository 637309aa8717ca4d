"""The published bytes: what public reads stream, one language a row, written only by publishing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.basic_item import BasicItem
from catalog.models.service import Service
from catalog.models.topic import Topic
from cities.models import City


class PublishedDocument(models.Model):
    """A service as the API gives it, as UTF-8 JSON."""

    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="documents", db_index=False
    )
    language = models.CharField(_("language"), max_length=7)
    body = models.BinaryField(_("body"))
    etag = models.CharField(_("ETag"), max_length=32)

    class Meta:
        verbose_name = _("published document")
        verbose_name_plural = _("published documents")
        constraints = [models.UniqueConstraint(fields=["service", "language"], name="published_document_language")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.language}"


class ItemDocument(models.Model):
    """A matter as the API gives it, without the service that fits a place."""

    basic_item = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.CASCADE, related_name="documents", db_index=False
    )
    language = models.CharField(_("language"), max_length=7)
    body = models.BinaryField(_("body"))
    etag = models.CharField(_("ETag"), max_length=32)

    class Meta:
        verbose_name = _("matter document")
        verbose_name_plural = _("matter documents")
        constraints = [models.UniqueConstraint(fields=["basic_item", "language"], name="item_document_language")]

    def __str__(self) -> str:
        return f"{self.basic_item_id} {self.language}"


class ItemListing(models.Model):
    """A matter's row in a list, ready to be streamed.

    The row without a city is the province's: it stands for every city that has no row of its own, says where the
    matter is offered, and carries ``sort_key``, topic and audience by which lists are ordered and filtered. A city has
    a row where one of its agencies offers the matter; ``service`` is the one that fits best. ``context`` is what the
    matter's page adds for the place (``shapes.PlaceContext``).
    """

    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.CASCADE, null=True, related_name="listings", db_index=False
    )
    language = models.CharField(_("language"), max_length=7)
    basic_item = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.CASCADE, related_name="listings", db_index=False
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, null=True, related_name="listings", db_index=False
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    for_person = models.BooleanField(_("for persons"))
    for_enterprise = models.BooleanField(_("for enterprises"))
    sort_key = models.CharField(_("sort key"), max_length=40)
    body = models.BinaryField(_("body"))
    context = models.BinaryField(_("context"))

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(
                fields=["basic_item", "language", "city"], name="item_listing_place", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["language", "sort_key"], name="item_listing_page", condition=Q(city=None)),
            models.Index(
                fields=["language", "topic", "sort_key"], name="item_listing_topic_page", condition=Q(city=None)
            ),
            models.Index(fields=["service"], name="item_listing_service", condition=~Q(service=None)),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.basic_item_id} {self.language}"
