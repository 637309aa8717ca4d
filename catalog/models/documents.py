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

    service = models.ForeignKey(Service, verbose_name=_("service"), on_delete=models.CASCADE, related_name="documents")
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
        BasicItem, verbose_name=_("matter"), on_delete=models.CASCADE, related_name="documents"
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
    """One matter's row in one city's list (``city`` is None for the province's), with the service that fits there.

    ``service`` is None where the matter is not offered in the city; the row then says where it is. ``sort_key`` and
    the code order the list; topic and audience are repeated here so that one index serves a filtered page.
    """

    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.CASCADE, null=True, related_name="listings")
    language = models.CharField(_("language"), max_length=7)
    basic_item = models.ForeignKey(
        BasicItem, verbose_name=_("matter"), on_delete=models.CASCADE, related_name="listings"
    )
    service = models.ForeignKey(
        Service, verbose_name=_("service"), on_delete=models.CASCADE, null=True, related_name="listings"
    )
    topic = models.ForeignKey(Topic, verbose_name=_("topic"), on_delete=models.PROTECT, null=True, related_name="+")
    for_person = models.BooleanField(_("for persons"))
    for_enterprise = models.BooleanField(_("for enterprises"))
    sort_key = models.CharField(_("sort key"), max_length=40)
    body = models.BinaryField(_("body"))

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "language", "basic_item"], name="item_listing_place", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["city", "language", "sort_key"], name="item_listing_page"),
            models.Index(fields=["city", "language", "topic", "sort_key"], name="item_listing_topic_page"),
            models.Index(fields=["service"], name="item_listing_service", condition=~Q(service=None)),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.basic_item_id} {self.language}"
