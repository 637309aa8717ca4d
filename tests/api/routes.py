"""Every route of ours, with a path for each thing that an actor may or may not reach by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import (
    AccountRun,
    AgencyRelation,
    CityApp,
    CityProvider,
    ConflictCase,
    CorrectionRequest,
    Merge,
    MergeBasis,
    StaffMembership,
    User,
)
from accounts.roles import Role
from accounts.services import resident_register
from accounts.services.recovery_open import recovery_open
from catalog.intake.queue.open_causes import mark_of
from catalog.models import (
    CutOverStep,
    IntakeRun,
    LegacyAlias,
    LegacyHit,
    LifeEvent,
    Material,
    RowDecision,
    RunState,
    Service,
    SourceRecord,
    SourceState,
)
from cities.models import Agency, City, Pilot, ServiceCentre, Zone
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.clock import now, today
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import make_agency, make_city, make_item, make_published, make_submitted
from tests.factories.claims import make_claiming
from tests.factories.staff import IDENTITY, make_proof, make_staff, make_user

# Routes that belong to libraries, which hold them to their own tests; ours decide nothing there.
OF_LIBRARIES = ("_allauth/", "accounts/", "identity/", ".well-known/")
# Doors of Django's admin site that show nothing of a model.
OF_ADMIN = {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}


# Models whose rows are taken a step on by a page of their own.
WITH_STEPS = ("cityapp", "cityprovider", "agencyrelation", "merge")

# A person's own things, here nobody's: what another's answers is what one that is not there answers.
NOBODY_S = UUID(int=1)
OF_A_PERSON: dict[str, list[object]] = {
    "web:merge": [NOBODY_S, "undo"],
    "web:take_copy": [NOBODY_S, "json"],
    "web:close": ["call-off"],
    "web:not_me": ["made-up"],
    "web:old_account_give_back": [NOBODY_S],
    "web:city_account_end": [NOBODY_S],
    "me-city-account-end": [NOBODY_S],
    "web:correction_ask": ["accounts.Proof", NOBODY_S, "name"],
    "web:correction_withdraw": [NOBODY_S],
    "me-correction-withdraw": [NOBODY_S],
    "me-change-object": [NOBODY_S],
    "me-session-end": [1],
    "me-data-export": [NOBODY_S, "json"],
    "me-claim-undo": [NOBODY_S],
    "me-merge-cancel": [NOBODY_S],
    "me-merge-undo": [NOBODY_S],
    "me-agency-confirm": [NOBODY_S],
    "web:agency_step": [NOBODY_S, "end"],
    "me-agency-end": [NOBODY_S],
    "me-agency-suspend": [NOBODY_S],
    "me-agency-resume": [NOBODY_S],
    "me-dependant-consent": [NOBODY_S],
    "me-dependant-consent-withdraw": [NOBODY_S],
}


def _walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for member in resolver.url_patterns:
        path = prefix + str(member.pattern)
        if isinstance(member, URLResolver):
            yield from _walk(member, path, f"{space}{member.namespace}:" if member.namespace else space)
        elif isinstance(member, URLPattern) and member.name:
            yield path, space + member.name


def names() -> set[str]:
    """The names of all routes that the matrix must speak of."""
    found = {name for path, name in _walk(get_resolver()) if not path.startswith(OF_LIBRARIES)}
    return found - OF_ADMIN


@dataclass(frozen=True)
class World:
    """Something of everything: a service of the own agency and one of another city's, and so on."""

    own: Service
    other: Service
    draft: Service
    own_editor: User
    objects: dict[str, models.Model]


def make_world() -> World:
    """Make it. ``own`` lies in Qingdao, ``other`` in Jinan."""
    qingdao, jinan = make_city("qingdao"), make_city("jinan")
    agency = make_agency(qingdao)
    item = make_item()
    own = make_published(item, agency)
    other = make_published(item, make_agency(jinan))
    draft = make_submitted(make_item("002017170006", "购房贷款"), make_agency(jinan))
    editor = make_staff(Role.PUBLISHER, agency=agency)
    name = {"zh-hans": "一"}
    zone = Zone.objects.create(code="z", name=name)
    run = IntakeRun.objects.create(city=jinan, state=RunState.DONE)
    LegacyAlias.objects.create(city=jinan, old_id="A-1", service=other)
    centre = ServiceCentre.objects.create(code="c", city=jinan, region=jinan.region, name=name, address=name)
    person = make_user()
    row = SourceRecord.objects.create(city=jinan, old_id="A-2", checksum=b"1" * 16, outcome="queued")
    decision = RowDecision.objects.create(
        city=jinan, choice="reject", rule="match.none", alike="x", decided_by="user:1"
    )
    objects: dict[str, models.Model] = {
        "catalog_basicitem": item,
        "catalog_topic": item.topic,
        "catalog_material": Material.objects.create(code="m", name=name, source=name, trust_grade="A"),
        "catalog_lifeevent": LifeEvent.objects.create(code="e", name=name),
        "catalog_intakerun": run,
        "catalog_sourcestate": SourceState.objects.create(city=jinan),
        "catalog_legacyhit": LegacyHit.objects.create(city=jinan, kind="id", key="A-1", day=today(), count=1),
        "catalog_sourcerecord": row,
        "catalog_rowdecision": decision,
        "catalog_cutoverstep": CutOverStep.objects.create(city=jinan, source="dual", target="shadow"),
        "cities_region": jinan.region,
        "cities_city": jinan,
        "cities_zone": zone,
        "cities_pilot": Pilot.objects.create(code="p", name=name),
        "cities_servicecentre": centre,
        "cities_agency": Agency.objects.get(pk=other.agency_id),
        **_objects_of_accounts(jinan, person, editor),
        "kernel_auditentry": AuditEntry.objects.order_by("id").first(),
        "kernel_outboxevent": OutboxEvent.objects.order_by("sequence").first(),
    }
    return World(own, other, draft, editor, objects)


def _objects_of_accounts(jinan: City, person: User, editor: User) -> dict[str, models.Model]:
    name = {"zh-hans": "一"}
    return {
        "accounts_accountrun": AccountRun.objects.create(city=jinan, state="done"),
        "accounts_cityapp": CityApp.objects.create(
            city=jinan, name=name, purpose=name, kind="web", written_by="user:1"
        ),
        "accounts_cityprovider": CityProvider.objects.create(
            city=jinan,
            name=name,
            issuer="https://id.jinan.example.cn",
            client_id="portal",
            secret="secret",
            begins_at=now(),
            ends_at=now() + timedelta(days=1),
            written_by="user:1",
        ),
        "accounts_user": person,
        "accounts_proof": make_proof(person),
        "accounts_claiming": make_claiming(person),
        "accounts_recovery": recovery_open(actor=SYSTEM, identity=IDENTITY)[0],
        "accounts_conflictcase": ConflictCase.objects.create(
            reason="identifier.taken", user=person, holder=editor, opened_at=now(), due_on=today()
        ),
        "accounts_correctionrequest": CorrectionRequest.objects.create(
            user=person,
            kind="accounts.Proof",
            row="1",
            field="name",
            said="一",
            wanted="二",
            asked_at=now(),
            due_on=today(),
        ),
        "accounts_agencyrelation": AgencyRelation.objects.create(
            agent=person,
            person=make_user(),
            kind="entrusted",
            source="signed_authority",
            scopes=["*"],
            begins_at=now(),
            least_level=2,
            asked_by="user:1",
            asked_side="agent",
            asked_at=now(),
        ),
        "accounts_merge": Merge.objects.create(
            survivor=person,
            absorbed=make_user(),
            basis=MergeBasis.OWNER,
            asked_by="user:1",
            asked_at=now(),
            due_at=now(),
        ),
        "accounts_resident": resident_register(user=person, display_name="", language="zh-hans"),
        "accounts_staffmembership": StaffMembership.objects.get(user=editor),
    }


def paths(world: World) -> dict[str, str]:
    """Label → path. A label is the route's name, with ``[own]`` or ``[other]`` where it matters whose the thing is."""
    item = world.own.basic_item
    run, accounts = world.objects["catalog_intakerun"], world.objects["accounts_accountrun"]
    arguments: dict[str, list[object]] = {
        "city-detail": ["jinan"],
        "region-detail": ["370100000000"],
        "life-event-detail": ["e"],
        "item-detail": [item.code],
        "service-detail": [world.own.pk],
        "changes-in": ["jinan"],
        "me-proofs-answer": [world.own.pk],  # nobody's attempt: a GET is not answered anyhow
        "catalogue-export": ["json_lines"],
        "legacy": ["jinan", "A-1"],
        "web:legacy": ["jinan", "A-1"],
        "problems:explanation": ["not_found"],
        "web:topic": [item.topic.code],
        "web:matter": [item.code],
        "web:compare": [item.code],
        "web:service": [item.code, world.own.pk],
        "web:life_event": ["e"],
        "web:end_session": [1],
        "web:app_end": ["an-app"],
        **OF_A_PERSON,
        "admin:view_on_site": [0, 0],  # a kind that never exists: after a flush the kinds have other numbers
        "admin:app_list": ["catalog"],
        **{f"admin:accounts_{each}_steps": [world.objects[f"accounts_{each}"].pk] for each in WITH_STEPS},
        **{f"admin:accounts_accountrun_{each}": [accounts.pk] for each in ("cancel", "release", "report")},
        "admin:accounts_user_standing": [world.objects["accounts_user"].pk],
        "admin:catalog_cutoverstep_move": ["jinan"],
        "admin:catalog_sourcestate_check": ["jinan"],
        "admin:catalog_intakerun_rows": [run.pk],
        "admin:catalog_intakerun_rows_file": [run.pk],
        "admin:catalog_intakerun_report": [run.pk],
        "admin:catalog_intakerun_findings": [run.pk],
        "admin:catalog_intakerun_release": [run.pk],
        "admin:catalog_intakerun_cancel": [run.pk],
        "admin:catalog_intakerun_compare": [run.pk],
        "admin:catalog_intakerun_rollback": [run.pk],
        "admin:catalog_sourcerecord_cause": ["jinan", "match.none", mark_of("x")],
        "admin:catalog_rowdecision_undo": [world.objects["catalog_rowdecision"].pk],
    }
    found: dict[str, str] = {}
    for name in sorted(names()):
        if name == "web:draft":
            for label, service in (("own", world.own), ("other", world.other), ("other draft", world.draft)):
                found[f"{name}[{label}]"] = reverse(name, args=[service.basic_item.code, service.pk])
        elif name.startswith("admin:catalog_service_") and not name.endswith(("_changelist", "_add", "_export")):
            more = ["publish"] if name.endswith("_step") else []
            for label, service in (("own", world.own), ("other", world.other), ("other draft", world.draft)):
                found[f"{name}[{label}]"] = reverse(name, args=[service.pk, *more])
        elif name.startswith("admin:") and name.rpartition("_")[2] in {"change", "delete", "history"}:
            model = name.removeprefix("admin:").rpartition("_")[0]
            found[name] = reverse(name, args=[world.objects[model].pk])
        else:
            found[name] = reverse(name, args=arguments.get(name, []))
    return found
