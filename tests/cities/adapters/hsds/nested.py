"""A small service of HSDS 3 with all that may be nested in it."""

from __future__ import annotations

from typing import Any

from cities.adapters.hsds.words import CATALOGUE_TAXONOMY


def word(code: str, value: Any, taxonomy: str = CATALOGUE_TAXONOMY) -> dict[str, Any]:
    """Return an attribute of our own taxonomy, or of another."""
    return {"id": f"at-{code}", "value": value, "taxonomy_term": {"code": code, "taxonomy": taxonomy}}


def meals(**more: Any) -> dict[str, Any]:
    """Return the service; what is given takes the place of a part of it."""
    return {
        "id": "s1",
        "name": "Meals",
        "status": "active",
        "description": "Hot meals",
        "url": "https://harvest.example.org/meals",
        "eligibility_description": "Residents",
        "application_process": "Call",
        "last_modified": "2026-01-02T03:04:05Z",
        "organization": {
            "id": "o1",
            "name": "Harvest",
            "description": "Food",
            "organization_identifiers": [
                {"id": "i1", "identifier_type": "charity", "identifier": "1"},
                {"id": "i2", "identifier_type": "USCC", "identifier": "11370000004502377T"},
            ],
        },
        "required_documents": [{"id": "d1", "document": "Pass\nport"}, {"id": "d2", "document": "Licence"}],
        "cost_options": [
            {"id": "c1", "option": "Adults", "amount": 5, "currency": "usd", "amount_description": "a meal"},
            {"id": "c2", "option": "Children"},
        ],
        "phones": [{"id": "p1", "number": "+1 410 555 0100", "type": "voice"}],
        "service_at_locations": [
            {
                "id": "sl1",
                "location": {
                    "id": "l1",
                    "location_type": "physical",
                    "name": "North",
                    "latitude": 39.5,
                    "longitude": -76.25,
                    "addresses": [
                        {
                            "id": "a1",
                            "address_1": "5 Main St",
                            "address_2": "",
                            "city": "Bel Air",
                            "state_province": "MD",
                            "postal_code": "21014",
                            "country": "US",
                            "address_type": "physical",
                        }
                    ],
                    "schedules": [
                        {"id": "h1", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"},
                        {"id": "h2", "description": "Closed on holidays"},
                    ],
                },
            }
        ],
        "attributes": [word("visits", "1"), word("audience", "person", "somebody else's")],
        **more,
    }


MEALS = {
    "old_id": "s1",
    "title": "Meals",
    "summary": "Hot meals",
    "status": "on",
    "visits": "1",
    "conditions": "Residents",
    "materials": "Pass port\nLicence",
    "steps": "Call",
    "fees": "Adults 5 usd a meal\nChildren",
    "agency_code": "11370000004502377T",
    "agency_name": "Harvest",
    "online_url": "https://harvest.example.org/meals",
    "office_name": "North",
    "office_address": "5 Main St, Bel Air, MD 21014",
    "office_hours": "Mon, Tue 09:00-17:00; Closed on holidays",
    "phone": "+1 410 555 0100",
    "longitude": "-76.25",
    "latitude": "39.5",
    "updated_at": "2026-01-02T03:04:05Z",
}
