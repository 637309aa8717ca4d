from catalog.models.basic_item import BasicItem, ItemType
from catalog.models.change import CatalogueChange, ChangeKind
from catalog.models.changes_in import ChangeOrigin, IncomingChange, SourceState
from catalog.models.cut_over import CutOverPhase, CutOverStep
from catalog.models.documents import ItemDocument, ItemListing, PublishedDocument
from catalog.models.intake import (
    Agreement,
    Finding,
    IntakeRun,
    Outcome,
    RunKind,
    RunPhase,
    RunState,
    SourceRecord,
    StagedRow,
)
from catalog.models.legacy_alias import LegacyAlias
from catalog.models.legacy_target import AliasKind, LegacyHit, LegacyTarget
from catalog.models.life_event import LifeEvent, LifeEventItem
from catalog.models.material import Material, MaterialGrade
from catalog.models.row_decision import RowChoice, RowDecision
from catalog.models.service import Service, ServiceOrigin, ServiceState
from catalog.models.service_draft import DraftState, ServiceDraft
from catalog.models.service_version import ServiceVersion
from catalog.models.topic import Audience, Topic

__all__ = [
    "Agreement",
    "AliasKind",
    "Audience",
    "BasicItem",
    "CatalogueChange",
    "ChangeKind",
    "ChangeOrigin",
    "CutOverPhase",
    "CutOverStep",
    "DraftState",
    "Finding",
    "IncomingChange",
    "IntakeRun",
    "ItemDocument",
    "ItemListing",
    "ItemType",
    "LegacyAlias",
    "LegacyHit",
    "LegacyTarget",
    "LifeEvent",
    "LifeEventItem",
    "Material",
    "MaterialGrade",
    "Outcome",
    "PublishedDocument",
    "RowChoice",
    "RowDecision",
    "RunKind",
    "RunPhase",
    "RunState",
    "Service",
    "ServiceDraft",
    "ServiceOrigin",
    "ServiceState",
    "ServiceVersion",
    "SourceRecord",
    "SourceState",
    "StagedRow",
    "Topic",
]
