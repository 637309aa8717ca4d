"""The adapters there are. This module alone imports them; third parties add theirs by entry point."""

from __future__ import annotations

from typing import Any

import msgspec

from cities.adapters.base import Capability, ChangesSince, MapRecords, ReadAccounts, ReadCatalogue
from cities.adapters.contrib.cpsv_ap.adapter import CpsvApAdapter
from cities.adapters.contrib.hsds.adapter import HsdsAdapter
from cities.adapters.contrib.json_feed.adapter import JsonFeedAdapter
from cities.adapters.contrib.json_file.adapter import JsonFileAdapter
from cities.adapters.contrib.open311.adapter import Open311Adapter
from cities.adapters.contrib.tabular_file.adapter import TabularFileAdapter
from cities.adapters.contrib.task_exchange.adapter import TaskExchangeAdapter
from cities.adapters.plugin import CityAdapter
from cities.errors import BAD_MANIFEST
from cities.manifests import CityManifest
from services_portal.kernel.errors import DomainError
from services_portal.kernel.registry import PluginOptionsError, Registry, UnknownPluginError

adapters: Registry[CityAdapter] = Registry("city adapter", entry_point_group="services_portal.city_adapters")
adapters.register(TabularFileAdapter)
adapters.register(JsonFeedAdapter)
adapters.register(JsonFileAdapter)
adapters.register(TaskExchangeAdapter)
adapters.register(Open311Adapter)
adapters.register(HsdsAdapter)
adapters.register(CpsvApAdapter)


def adapter_for(manifest: CityManifest) -> CityAdapter:
    """Return the adapter that the manifest names. Raises DomainError ``bad_manifest``."""
    try:
        return adapters.get(manifest.adapter.name)
    except UnknownPluginError as error:
        raise DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: {error}") from error


def options_for(manifest: CityManifest) -> Any:
    """Return the manifest's adapter options, validated. Raises DomainError ``bad_manifest``."""
    adapter_for(manifest)
    try:
        return adapters.options(manifest.adapter.name, manifest.adapter.options)
    except PluginOptionsError as error:
        raise DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: {error}") from error


def supports(manifest: CityManifest, capability: Capability) -> bool:
    """Whether the city's system can do ``capability``."""
    if capability is Capability.READ_ACCOUNTS:
        return manifest.accounts is not None and accounts_reader(manifest) is not None
    adapter = adapter_for(manifest)
    return capability in adapter.capabilities and adapter.is_able(capability, options_for(manifest))


def catalogue_reader(manifest: CityManifest) -> ReadCatalogue:
    """Return the city's reader of catalogues. Raises DomainError ``bad_manifest`` when it has none that works."""
    adapter = adapter_for(manifest)
    options_for(manifest)
    if Capability.READ_CATALOGUE not in adapter.capabilities or not isinstance(adapter, ReadCatalogue):
        raise DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: {adapter.name} reads no catalogue")
    return adapter


def accounts_reader(manifest: CityManifest) -> ReadAccounts:
    """Return the city's reader of old accounts. Raises DomainError ``bad_manifest`` when it has none that works."""
    if manifest.accounts is None:
        raise DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: accounts: the manifest says nothing of accounts")
    part = manifest.accounts.adapter
    try:
        adapter = adapters.get(part.name)
        schema = adapter.accounts_schema
        if schema is None or not isinstance(adapter, ReadAccounts):
            raise ValueError(f"{adapter.name} reads no accounts")
        msgspec.convert(part.options, type=schema)
    except (UnknownPluginError, ValueError) as error:
        raise DomainError(BAD_MANIFEST, detail=f"{manifest.slug}: accounts: {error}") from error
    return adapter


def changes_reader(manifest: CityManifest) -> ChangesSince | None:
    """Return the city's reader of changes, or None where it has none. Raises DomainError ``bad_manifest``."""
    adapter = adapter_for(manifest)
    if not supports(manifest, Capability.CHANGES_SINCE) or not isinstance(adapter, ChangesSince):
        return None
    return adapter


def record_mapper(manifest: CityManifest) -> MapRecords | None:
    """Return what reads records of the city's own shape, or None. Raises DomainError ``bad_manifest``."""
    adapter = adapter_for(manifest)
    options_for(manifest)
    return adapter if isinstance(adapter, MapRecords) else None


def names_source(manifest: CityManifest) -> bool:
    """Whether the manifest says where the catalogue is; without it, a file is given each time, or the city tells.

    Raises DomainError ``bad_manifest``.
    """
    options = options_for(manifest)
    places = [name for name in ("path", "url") if hasattr(options, name)]
    return not places or any(getattr(options, name) for name in places)
