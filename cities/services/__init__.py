from cities.services.agency_update import agency_update
from cities.services.city_register import city_register
from cities.services.seed import seed_cities

__all__ = ["agency_update", "city_register", "seed_cities"]
