"""BasicItem (基本目录): the matter itself, one for the province."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.directory import DirectoryQuerySet
from catalog.models.topic import Topic
from services_portal.kernel.models import TimestampedModel, UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class ItemType(models.TextChoices):
    """Types of matters (GB/T 39554)."""

    LICENCE = "01", _("administrative licence")
    PENALTY = "02", _("administrative penalty")
    COERCION = "03", _("administrative coercion")
    LEVY = "04", _("administrative levy")
    BENEFIT = "05", _("administrative benefit")
    INSPECTION = "06", _("administrative inspection")
    CONFIRMATION = "07", _("administrative confirmation")
    REWARD = "08", _("administrative reward")
    RULING = "09", _("administrative ruling")
    OTHER_POWER = "10", _("other administrative power")
    PUBLIC_SERVICE = "20", _("public service")


class BasicItem(UUIDModel, TimestampedModel):
    """A matter under its 12-character basic code (GB/T 39554): what it is, for whom, and on which law it stands.

    ``defaults`` holds what the province says of it where a city's own list is silent (conditions, materials, steps,
    result; the shape of ``catalog.content``). ``search`` is built in Python (``catalog.search``).
    """

    code = models.CharField(
        _("basic code"), max_length=12, unique=True, validators=[RegexValidator(r"^[0-9A-Z-]{12}$")]
    )
    title = LocalizedTextField(_("title"))
    summary = LocalizedTextField(_("summary"), blank=True, default=dict)
    item_type = models.CharField(_("type"), max_length=2, choices=ItemType)
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    department = models.CharField(_("kind of department"), max_length=60, blank=True)
    for_person = models.BooleanField(_("for persons"), default=True)
    for_enterprise = models.BooleanField(_("for enterprises"), default=False)
    legal_basis = models.JSONField(_("legal basis"), default=list, blank=True)
    statutory_days = models.PositiveSmallIntegerField(_("statutory working days"), null=True, blank=True)
    defaults = models.JSONField(_("provincial defaults"), default=dict, blank=True)
    synonyms = models.JSONField(_("other names"), default=list, blank=True)
    search = SearchVectorField(_("search"), null=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("basic directory")
        ordering = ["code"]
        indexes = [GinIndex(fields=["search"], name="basicitem_search")]

    def __str__(self) -> str:
        return f"{self.code} {pick(self.title, current_language())}"

    @property
    def audience(self) -> str:
        """Whom it is for: person, enterprise or both."""
        if self.for_person and self.for_enterprise:
            return "both"
        return "person" if self.for_person else "enterprise"
