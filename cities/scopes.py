"""Scopes of this app."""

from services_portal.kernel.scopes import define_scope

CITIES_MANAGE = define_scope(
    "cities.manage", zh="维护区划、城市、部门与服务大厅", en="Maintain regions, cities, agencies and service centres"
)
