"""A city is data: `<slug>.toml` in one of the folders of PORTAL_CITY_DIRS."""

from cities.manifests.loading import all_slugs, find, load, load_file
from cities.manifests.schema import CityManifest

__all__ = ["CityManifest", "all_slugs", "find", "load", "load_file"]
