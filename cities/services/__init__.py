from cities.services.agencies_adopt import NewAgency, agencies_adopt
from cities.services.agency_update import agency_update
from cities.services.city_register import city_register
from cities.services.places_save import centre_save, pilot_save, zone_save
from cities.services.seed import seed_cities

__all__ = [
    "NewAgency",
    "agencies_adopt",
    "agency_update",
    "centre_save",
    "city_register",
    "pilot_save",
    "seed_cities",
    "zone_save",
]
