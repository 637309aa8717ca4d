"""The tables of the older CSV layout of Open Referral: what each must hold, and what it refers to.

As the importers of the Ohana API read them (HSDS 1): the columns without which a table is refused, the cells that are
never empty, and the row of another table that a row belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PHONE_TYPES: Final = frozenset({"fax", "hotline", "sms", "tty", "voice"})
STATUSES: Final = frozenset({"active", "inactive", "defunct", "temporarily closed"})
ACCESSIBILITY: Final = frozenset(
    {
        "cd",
        "deaf_interpreter",
        "disabled_parking",
        "elevator",
        "ramp",
        "restroom",
        "tape_braille",
        "tty",
        "wheelchair",
        "wheelchair_van",
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    ``columns`` are the headers it is refused without, ``filled`` the cells that are never empty. ``references`` is
    column → table; ``must`` of them lead somewhere, of ``one_of`` at least one does. ``kinds`` says what a cell is
    (see values.py), ``words`` which words it may hold. ``needed``: without rows in it there is no catalogue.
    """

    name: str
    columns: tuple[str, ...]
    filled: tuple[str, ...]
    key: str = "id"
    references: Mapping[str, str] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needed: bool = False

    @property
    def file(self) -> str:
        """What the file of the table is called."""
        return f"{self.name}.csv"


_HOURS: Final = {"opens_at": "time", "closes_at": "time"}
_PLACE: Final = ("address_1", "city", "postal_code", "country")
_PLACE_KINDS: Final = {"postal_code": "postal_code", "state_province": "state", "country": "country"}
_LOCATION: Final = {"location_id": "locations"}
_SERVICE: Final = {**_LOCATION, "service_id": "services"}
_ANY: Final = {**_SERVICE, "organization_id": "organizations"}

ORGANIZATIONS: Final = Table(
    "organizations",
    columns=(
        *("id", "accreditations", "alternate_name", "date_incorporated", "description", "email", "funding_sources"),
        *("legal_status", "licenses", "name", "tax_id", "tax_status", "website"),
    ),
    filled=("id", "name", "description"),
    kinds={"date_incorporated": "date", "email": "email", "website": "url"},
    needed=True,
)
PROGRAMS: Final = Table(
    "programs",
    columns=("id", "organization_id", "name", "alternate_name"),
    filled=("id", "name"),
    references={"organization_id": "organizations"},
    must=("organization_id",),
)
LOCATIONS: Final = Table(
    "locations",
    columns=(
        *("id", "organization_id", "accessibility", "admin_emails", "alternate_name", "latitude", "longitude"),
        *("description", "email", "languages", "name", "transportation", "virtual", "website"),
    ),
    filled=("id", "name", "description"),
    references={"organization_id": "organizations"},
    must=("organization_id",),
    kinds={
        "email": "email",
        "admin_emails": "emails",
        "website": "url",
        "latitude": "latitude",
        "longitude": "longitude",
        "virtual": "boolean",
    },
    words={"accessibility": ACCESSIBILITY},
    needed=True,
)
ADDRESSES: Final = Table(
    "addresses",
    columns=("id", "location_id", "address_1", "address_2", "city", "state_province", "postal_code", "country"),
    filled=("id", *_PLACE),
    references=_LOCATION,
    must=("location_id",),
    kinds=_PLACE_KINDS,
)
MAIL_ADDRESSES: Final = Table(
    "mail_addresses",
    columns=(
        *("id", "location_id", "attention", "address_1", "address_2", "city", "state_province", "postal_code"),
        "country",
    ),
    filled=("id", *_PLACE),
    references=_LOCATION,
    must=("location_id",),
    kinds=_PLACE_KINDS,
)
SERVICES: Final = Table(
    "services",
    columns=(
        *("id", "location_id", "program_id", "accepted_payments", "alternate_name", "description", "eligibility"),
        *("email", "fees", "funding_sources", "application_process", "languages", "name", "required_documents"),
        *("service_areas", "status", "website", "wait_time"),
    ),
    filled=("id", "name", "description", "status"),
    references={"location_id": "locations", "program_id": "programs"},
    must=("location_id",),
    kinds={"email": "email", "website": "url"},
    words={"status": STATUSES},
    needed=True,
)
CONTACTS: Final = Table(
    "contacts",
    # Whom it belongs to stands in a column for each table, or in resource_type and resource_id.
    columns=("id", "name", "title", "email", "department"),
    filled=("id", "name"),
    references=_ANY,
    one_of=("location_id", "organization_id", "service_id"),
    kinds={"email": "email"},
)
PHONES: Final = Table(
    "phones",
    columns=(
        *("id", "location_id", "organization_id", "service_id", "contact_id", "department", "extension", "number"),
        *("number_type", "vanity_number", "country_prefix"),
    ),
    filled=("id", "number", "number_type"),
    references={**_ANY, "contact_id": "contacts"},
    one_of=("location_id", "contact_id", "service_id", "organization_id"),
    kinds={"number": "phone", "extension": "number"},
    words={"number_type": PHONE_TYPES},
)
REGULAR_SCHEDULES: Final = Table(
    "regular_schedules",
    columns=("id", "location_id", "service_id", "weekday", "opens_at", "closes_at"),
    filled=("id", "weekday", "opens_at", "closes_at"),
    references=_SERVICE,
    one_of=("location_id", "service_id"),
    kinds={"weekday": "weekday", **_HOURS},
)
HOLIDAY_SCHEDULES: Final = Table(
    "holiday_schedules",
    columns=("id", "location_id", "service_id", "closed", "start_date", "end_date", "opens_at", "closes_at"),
    filled=("id", "start_date", "end_date"),
    references=_SERVICE,
    one_of=("location_id", "service_id"),
    kinds={"start_date": "date", "end_date": "date", "closed": "boolean", **_HOURS},
)
TAXONOMY: Final = Table(
    "taxonomy",
    columns=("taxonomy_id", "name", "parent_id", "parent_name"),
    filled=("taxonomy_id", "name"),
    key="taxonomy_id",
    references={"parent_id": "taxonomy"},
)
# A form with which the same portals take in new services at locations that they know.
SERVICE_UPLOAD: Final = Table(
    "service_upload",
    columns=("Location ID", "Service Name", "Description", "Website", "Email"),
    filled=("Service Name", "Description"),
    key="",
    references={"Location ID": "locations"},
    must=("Location ID",),
    kinds={"Website": "url", "Email": "email", "Contact Email": "email"},
)

# In the order in which they are read: what is referred to before what refers to it.
CATALOGUE: Final = (
    *(ORGANIZATIONS, PROGRAMS, LOCATIONS, ADDRESSES, MAIL_ADDRESSES, TAXONOMY, SERVICES, CONTACTS, PHONES),
    *(REGULAR_SCHEDULES, HOLIDAY_SCHEDULES),
)
TABLES: Final[Mapping[str, Table]] = {table.name: table for table in (*CATALOGUE, SERVICE_UPLOAD)}
