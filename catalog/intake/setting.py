"""What a run needs to know of its city and of the directory, loaded once: a few thousand matters and agencies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from catalog.intake.agencies import Body, BodyIndex
from catalog.intake.contents import KnownCodes
from catalog.intake.matching import Matter, MatterIndex
from catalog.intake.matching.words import table_digest
from catalog.intake.names import comparable
from catalog.intake.queue.book import NO_DECISIONS, DecisionBook, load_book
from catalog.intake.rules.codes import PROFILES
from catalog.intake.rules.facts import CityFacts, RegionFact, other_cities_pattern
from catalog.intake.rules.places import places_of
from catalog.intake.rules.registry import ruleset_digest
from catalog.models import BasicItem, Material
from cities.errors import BAD_MANIFEST
from cities.manifests import CityManifest
from cities.models import Agency, City, Region, RegionSuccession
from cities.selectors import centres_of
from services_portal.kernel.clock import today
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import CHINESE


@dataclass(frozen=True)
class Policies:
    """What the city's manifest decides: how codes and dates are read, and whether the unknown is added or queued."""

    code_profile: str = "gbt39554"
    code_pattern: str | None = None
    code_parts: tuple[tuple[str, str], ...] = ()
    day_words: tuple[tuple[str, int], ...] = ()
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    adopt_matters: bool = False
    adopt_agencies: bool = False
    manifest_digest: str = ""
    ignored_parameters: tuple[str, ...] = ()


def policies_of(manifest: CityManifest) -> Policies:
    """Return what a manifest decides. Raises DomainError ``bad_manifest`` for a code profile that does not exist."""
    catalogue = manifest.catalogue
    if catalogue.codes.pattern is None and catalogue.codes.profile not in PROFILES:
        detail = f"{manifest.slug}: catalogue.codes.profile: {catalogue.codes.profile!r} is none of {sorted(PROFILES)}"
        raise DomainError(BAD_MANIFEST, detail=detail)
    return Policies(
        code_profile=catalogue.codes.profile,
        code_pattern=catalogue.codes.pattern,
        code_parts=tuple(sorted(catalogue.codes.parts.items())),
        day_words=tuple(sorted(catalogue.day_words.items())),
        date_formats=catalogue.date_formats,
        adopt_matters=catalogue.unmatched == "adopt",
        adopt_agencies=catalogue.agencies == "adopt",
        manifest_digest=manifest.digest,
        ignored_parameters=manifest.links.ignore,
    )


@dataclass
class Setting:
    """The world as one run sees it."""

    city: City
    policies: Policies
    facts: CityFacts
    matters: MatterIndex
    bodies: BodyIndex
    known: KnownCodes
    regions: dict[UUID, str] = field(default_factory=dict)
    portal_leads: bool = False
    book: DecisionBook = NO_DECISIONS

    @property
    def salt(self) -> bytes:
        """What a checksum depends on besides the row: the rules and the manifest's policies."""
        return hashlib.blake2b(f"{ruleset_digest()} {self.policies}".encode(), digest_size=16).digest()


def _regions(city: City) -> tuple[dict[str, RegionFact], dict[UUID, str]]:
    facts, codes = {}, {}
    for identifier, code in Region.objects.valid_on(today()).values_list("id", "code"):
        facts[code] = RegionFact(identifier, code)
        codes[identifier] = code
    return facts, codes


def _successors() -> dict[str, tuple[str, ...]]:
    successors: dict[str, list[str]] = {}
    pairs = RegionSuccession.objects.order_by("predecessor__code", "successor__code")
    for old, new in pairs.values_list("predecessor__code", "successor__code"):
        successors.setdefault(old, []).append(new)
    return {old: tuple(new) for old, new in successors.items()}


def _bodies(city: City) -> Iterator[Body]:
    agencies = Agency.objects.filter(Q(city=city) | Q(city=None), is_active=True).select_related("region")
    for agency in agencies.order_by("uscc"):
        names = (agency.short_name, *agency.aliases, *agency.name.values())
        yield Body(
            id=agency.id,
            uscc=agency.uscc,
            name=agency.name[CHINESE],
            region_id=agency.region_id,
            region_code=agency.region.code,
            level=agency.level,
            names=tuple(name for name in names if name),
        )


def _law_titles(basis: Any) -> Iterator[str]:
    """Yield the acts of a legal basis in the signs of a cited act; what has another shape cites none."""
    for law in basis if isinstance(basis, list) else ():
        title = law.get("title") if isinstance(law, dict) else None
        if isinstance(title, dict) and title.get(CHINESE):
            yield f"《{str(title[CHINESE]).strip('《》')}》"


def _matters() -> Iterator[Matter]:
    items = BasicItem.objects.filter(is_active=True).order_by("code")
    for item in items.defer("summary", "defaults", "search").iterator():
        yield Matter(
            id=item.id,
            code=item.code,
            name=item.title[CHINESE],
            synonyms=tuple(item.synonyms),
            for_person=item.for_person,
            for_enterprise=item.for_enterprise,
            item_type=item.item_type,
            department=item.department,
            laws=tuple(_law_titles(item.legal_basis)),
        )


def _materials() -> dict[str, str]:
    materials = Material.objects.order_by("-code").values_list("code", "name")
    return {comparable(name[CHINESE]): code for code, name in materials}


def _centres(city: City) -> dict[str, str]:
    """Return the centres by address; where two share one, it tells nothing."""
    found: dict[str, list[str]] = {}
    for centre in centres_of(city):
        found.setdefault(comparable(centre.address.get(CHINESE, "")), []).append(centre.code)
    return {address: codes[0] for address, codes in found.items() if address and len(codes) == 1}


def load_matters(city: City) -> MatterIndex:
    """Load the basic directory, as rows of this city are matched to it: two queries."""
    # Regions of the city that a title may begin with: districts and counties, not every development zone.
    prefix = city.region.code[:4]
    within = Region.objects.filter(code__startswith=prefix, level="county").values_list("name", flat=True)
    return MatterIndex(_matters(), [city.name[CHINESE], *(name[CHINESE] for name in within)])


def load_bodies(city: City) -> BodyIndex:
    """Load the agencies of the city and of the province: one query."""
    return BodyIndex(_bodies(city))


def load_setting(city: City, policies: Policies) -> Setting:
    """Load the city, its regions and agencies, and the basic directory."""
    region_facts, region_codes = _regions(city)
    own = city.name[CHINESE]
    cities = [(name[CHINESE], code) for name, code in City.objects.values_list("name", "region__code")]
    names = [name for name, _code in cities]
    facts = CityFacts(
        slug=city.slug,
        name=own,
        region_code=city.region.code,
        code_profile=policies.code_profile,
        code_pattern=policies.code_pattern,
        code_parts=policies.code_parts,
        day_words=dict(policies.day_words),
        date_formats=policies.date_formats,
        regions=region_facts,
        successors=_successors(),
        other_cities=other_cities_pattern(names, own),
        places=places_of(cities),
    )
    return Setting(
        city=city,
        policies=policies,
        facts=facts,
        matters=load_matters(city),
        bodies=load_bodies(city),
        known=KnownCodes(_materials(), _centres(city)),
        regions=region_codes,
        book=load_book(city),
    )


def directory_basis(city: City) -> str:
    """Return a digest of what rows of this city are judged by: matters and how they are compared, agencies, regions."""
    hasher = hashlib.blake2b(table_digest().encode(), digest_size=8)
    told = ("code", "title", "synonyms", "is_active", "item_type", "department", "legal_basis")
    for values in BasicItem.objects.order_by("code").values_list(*told, "for_person", "for_enterprise").iterator():
        hasher.update(f"{values}\n".encode())
    agencies = Agency.objects.filter(Q(city=city) | Q(city=None)).order_by("uscc")
    for values in agencies.values_list("uscc", "name", "short_name", "aliases", "region__code", "is_active").iterator():
        hasher.update(f"{values}\n".encode())
    for values in Region.objects.order_by("code", "valid_from").values_list("code", "valid_from", "valid_to"):
        hasher.update(f"{values}\n".encode())
    return hasher.hexdigest()
