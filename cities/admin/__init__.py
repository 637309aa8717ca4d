from cities.admin import agency_admin, centre_admin, city_admin, pilot_admin, region_admin, zone_admin

__all__ = ["agency_admin", "centre_admin", "city_admin", "pilot_admin", "region_admin", "zone_admin"]
