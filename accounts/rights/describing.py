"""A declaration in the words of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.rights.gathering import label_of
from accounts.rights.laws import Provision
from accounts.rights.registry import CorrectedBy, OnErasure, PersonalData, Unshown


@dataclass(frozen=True)
class Described:
    """What is held and why, in one language; see :class:`PersonalData`."""

    data: PersonalData
    code: str
    title: str
    purpose: str
    basis: dict[str, str]
    retention: str
    retention_days: int | None
    corrected_by: str
    corrected_by_words: str
    on_erasure: str
    on_erasure_words: str
    law: dict[str, str] | None
    unshown: list[dict[str, str]]

    def facts(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {name: value for name, value in vars(self).items() if name != "data"}


def described(data: PersonalData) -> Described:
    """Return ``data`` in the active language."""
    return Described(
        data=data,
        code=data.model_label,
        title=str(data.title),
        purpose=str(data.purpose),
        basis=said(data.basis),
        retention=str(data.retention),
        retention_days=data.days,
        corrected_by=data.corrected_by.value,
        corrected_by_words=str(CorrectedBy(data.corrected_by).label),
        on_erasure=data.on_erasure.value,
        on_erasure_words=str(OnErasure(data.on_erasure).label),
        law=said(data.law) if data.law else None,
        unshown=[
            {"name": name, "label": label_of(data, name), "reason": why.value, "words": str(Unshown(why).label)}
            for name, why in data.unshown.items()
        ],
    )


def said(provision: Provision) -> dict[str, str]:
    """Return a provision in the active language."""
    return {"code": provision.code, "where": str(provision.where), "says": str(provision.says)}
