"""The admin site: its name, its navigation by job, its looks. Who sees a line is asked of the page it leads to."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import pgettext_lazy

from services_portal.kernel.navigation import entry

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": pgettext_lazy("admin site", "Services Portal of Shandong"),
    "SITE_HEADER": pgettext_lazy("admin site", "Services Portal"),
    "SITE_SUBHEADER": pgettext_lazy("admin site", "One registry for sixteen cities"),
    "SITE_SYMBOL": "account_balance",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("kernel/admin/icon.svg")},
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "ENVIRONMENT": "services_portal.kernel.navigation.environment",
    "DASHBOARD_CALLBACK": "services_portal.kernel.admin.dashboard.dashboard",
    "STYLES": [lambda request: static("kernel/admin/portal.css")],
    "SCRIPTS": [lambda request: static("kernel/admin/rows.js")],
    "LOGIN": {"form": "accounts.signin.staff_form.StaffLoginForm"},
    "COLORS": {
        "primary": {
            "50": "239 246 255",
            "100": "219 234 254",
            "200": "191 219 254",
            "300": "147 197 253",
            "400": "96 165 250",
            "500": "37 99 235",
            "600": "29 78 216",
            "700": "30 64 175",
            "800": "30 58 138",
            "900": "23 37 84",
            "950": "15 23 60",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": pgettext_lazy("admin site", "Services"),
                "items": [
                    entry(pgettext_lazy("admin site", "Services of agencies"), "assignment", "catalog.Service"),
                    entry(pgettext_lazy("admin site", "Basic directory"), "menu_book", "catalog.BasicItem"),
                    entry(pgettext_lazy("admin site", "Topics"), "category", "catalog.Topic"),
                    entry(pgettext_lazy("admin site", "Life events"), "family_restroom", "catalog.LifeEvent"),
                    entry(pgettext_lazy("admin site", "Materials"), "description", "catalog.Material"),
                ],
            },
            {
                "title": pgettext_lazy("admin site", "Taking in catalogues"),
                "separator": True,
                "items": [
                    entry(pgettext_lazy("admin site", "Imports"), "upload_file", "catalog.IntakeRun"),
                    entry(
                        pgettext_lazy("admin site", "Rows waiting for a person"),
                        "pending_actions",
                        "catalog.SourceRecord",
                    ),
                    entry(pgettext_lazy("admin site", "Decisions about rows"), "gavel", "catalog.RowDecision"),
                    entry(
                        pgettext_lazy("admin site", "Progress of the cities"),
                        "monitoring",
                        "catalog.SourceRecord",
                        "progress",
                    ),
                    entry(pgettext_lazy("admin site", "Sources"), "sync", "catalog.SourceState"),
                    entry(pgettext_lazy("admin site", "Old addresses"), "alt_route", "catalog.LegacyHit"),
                    entry(pgettext_lazy("admin site", "Cut-over of the cities"), "swap_horiz", "catalog.CutOverStep"),
                ],
            },
            {
                "title": pgettext_lazy("admin site", "Cities and agencies"),
                "separator": True,
                "items": [
                    entry(pgettext_lazy("admin site", "Cities"), "location_city", "cities.City"),
                    entry(pgettext_lazy("admin site", "Agencies"), "corporate_fare", "cities.Agency"),
                    entry(pgettext_lazy("admin site", "Service centres"), "store", "cities.ServiceCentre"),
                    entry(pgettext_lazy("admin site", "Regions"), "map", "cities.Region"),
                    entry(pgettext_lazy("admin site", "Zones"), "hub", "cities.Zone"),
                    entry(pgettext_lazy("admin site", "Pilots"), "flag", "cities.Pilot"),
                ],
            },
            {
                "title": pgettext_lazy("admin site", "Accounts"),
                "separator": True,
                "items": [
                    entry(pgettext_lazy("admin site", "Staff roles"), "badge", "accounts.StaffMembership"),
                    entry(pgettext_lazy("admin site", "Apps of cities"), "apps", "accounts.CityApp"),
                    entry(pgettext_lazy("admin site", "Cities' identity systems"), "key", "accounts.CityProvider"),
                    entry(pgettext_lazy("admin site", "Residents"), "groups", "accounts.Resident"),
                    entry(pgettext_lazy("admin site", "User accounts"), "person", "accounts.User"),
                    entry(pgettext_lazy("admin site", "Old accounts"), "move_to_inbox", "accounts.AccountRun"),
                    entry(pgettext_lazy("admin site", "Conflicts of persons"), "rule", "accounts.ConflictCase"),
                    entry(pgettext_lazy("admin site", "Corrections"), "edit_note", "accounts.CorrectionRequest"),
                    entry(pgettext_lazy("admin site", "Merges of accounts"), "join_inner", "accounts.Merge"),
                    entry(pgettext_lazy("admin site", "Acting for others"), "handshake", "accounts.AgencyRelation"),
                ],
            },
            {
                "title": pgettext_lazy("admin site", "At the window"),
                "separator": True,
                "items": [
                    entry(pgettext_lazy("admin site", "Proofs of identity"), "verified_user", "accounts.Proof"),
                    entry(pgettext_lazy("admin site", "Claimed old accounts"), "assignment_ind", "accounts.Claiming"),
                    entry(pgettext_lazy("admin site", "Ways back into accounts"), "lock_reset", "accounts.Recovery"),
                ],
            },
            {
                "title": pgettext_lazy("admin site", "Operation"),
                "separator": True,
                "items": [
                    entry(pgettext_lazy("admin site", "Audit log"), "policy", "kernel.AuditEntry"),
                    entry(pgettext_lazy("admin site", "Outbox"), "outbox", "kernel.OutboxEvent"),
                ],
            },
        ],
    },
}
