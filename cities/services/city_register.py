"""Registering a city from its manifest."""

from __future__ import annotations

from django.db import transaction

from cities.adapters.registry import options_for
from cities.errors import BAD_MANIFEST
from cities.events import CityRegistered
from cities.manifests import CityManifest
from cities.models import City, Region, Zone
from cities.scopes import CITIES_MANAGE
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def city_register(*, manifest: CityManifest, actor: Actor) -> City:
    """Create or update the city of ``manifest`` and return it; nothing is written when the manifest is unchanged.

    A region outside the seeds is made from the manifest. Needs ``cities.manage`` everywhere. Raises DomainError
    ``not_permitted``; ``bad_manifest`` for an unknown region, zone or adapter, options that do not fit, or a region
    that is another city's.
    """
    if not actor.may(CITIES_MANAGE, EVERYWHERE):
        audit.record_refusal(actor, "cities.city.register", ("cities.city", manifest.slug))
        raise DomainError(NOT_PERMITTED)
    options_for(manifest)
    with transaction.atomic():
        known = City.objects.select_for_update(no_key=True).filter(slug=manifest.slug).first()
        if known is not None and known.manifest_digest == manifest.digest:
            return known
        region = _region(manifest)
        other = City.objects.filter(region=region).exclude(slug=manifest.slug).first()
        if other is not None:
            raise _refusal(manifest, f"region {region.code} is already the city {other.slug}")
        values = {
            "region": region,
            "name": manifest.name.as_text(),
            "zone": _zone(manifest),
            "order": manifest.order,
            "adapter": manifest.adapter.name,
            "manifest_digest": manifest.digest,
        }
        city, created = City.objects.update_or_create(slug=manifest.slug, defaults=values)
        verb = "register" if created else "update"
        audit.record(actor, f"cities.city.{verb}", city, detail={"manifest": manifest.digest})
        event = CityRegistered(city_id=city.id, slug=city.slug)
        outbox.publish(event, aggregate_type="cities.city", aggregate_id=str(city.id))
    return city


def _refusal(manifest: CityManifest, text: str) -> DomainError:
    return DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: {text}", params={"manifest": manifest.slug})


def _zone(manifest: CityManifest) -> Zone | None:
    if manifest.zone is None:
        return None
    zone = Zone.objects.filter(code=manifest.zone).first()
    if zone is None:
        raise _refusal(manifest, f"no zone {manifest.zone!r}")
    return zone


def _region(manifest: CityManifest) -> Region:
    part = manifest.region
    region = Region.objects.valid_on(clock.today()).filter(code=part.code).first()
    if region is not None:
        return region
    if part.name is None:
        told = f"no region {part.code}; load the regions (seed_cities), or give its name and level to have it made"
        raise _refusal(manifest, told)
    parent = Region.objects.valid_on(clock.today()).filter(code=part.parent_code).first() if part.parent_code else None
    if part.parent_code and parent is None:
        raise _refusal(manifest, f"no region {part.parent_code}")
    if Region.objects.filter(code=part.code).exclude(valid_to__lte=part.valid_from).exists():
        raise _refusal(manifest, f"region {part.code} was another on {part.valid_from}")
    return Region.objects.create(
        code=part.code,
        name=part.name.as_text(),
        level=part.level,
        parent=parent,
        valid_from=part.valid_from,
        source=f"manifest {manifest.slug}",
    )
