"""Regions, cities, agencies, service centres, adapters."""
