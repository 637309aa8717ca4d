from cities.models.agency import Agency, AgencyLevel
from cities.models.city import City
from cities.models.pilot import Pilot
from cities.models.region import Region, RegionLevel, RegionSuccession
from cities.models.service_centre import ACCESSIBILITY, ServiceCentre
from cities.models.zone import Zone

__all__ = [
    "ACCESSIBILITY",
    "Agency",
    "AgencyLevel",
    "City",
    "Pilot",
    "Region",
    "RegionLevel",
    "RegionSuccession",
    "ServiceCentre",
    "Zone",
]
