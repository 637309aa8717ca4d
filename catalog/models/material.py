"""Materials: the documents and proofs that services ask for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.directory import DirectoryQuerySet
from services_portal.kernel.models import UUIDModel
from services_portal.kernel.text import LocalizedTextField, current_language, pick


class MaterialGrade(models.TextChoices):
    """Trust grade (国办函〔2016〕108号)."""

    ISSUED = "A", _("A issued by an organ")
    CHECKED = "B", _("B checked at a window")
    UPLOADED = "C", _("C uploaded")
    DECLARED = "D", _("D declared")


class Material(UUIDModel):
    """A kind of document, where it comes from, and how far it is trusted."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = LocalizedTextField(_("name"))
    source = LocalizedTextField(_("source"))
    trust_grade = models.CharField(_("trust grade"), max_length=1, choices=MaterialGrade)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["code"]

    def __str__(self) -> str:
        return pick(self.name, current_language()) or self.code
