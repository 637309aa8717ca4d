"""The admin site: its name, its navigation by job, its looks. Who sees a line is asked of the page it leads to."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.navigation import entry

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Services Portal of Shandong"),
    "SITE_HEADER": _("Services Portal"),
    "SITE_SUBHEADER": _("One registry for sixteen cities"),
    "SITE_SYMBOL": "account_balance",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "ENVIRONMENT": "services_portal.kernel.navigation.environment",
    "DASHBOARD_CALLBACK": "services_portal.kernel.admin.dashboard.dashboard",
    "STYLES": [lambda request: static("kernel/admin/portal.css")],
    "SCRIPTS": [lambda request: static("kernel/admin/rows.js")],
    "LOGIN": {"form": "accounts.admin.login_form.StaffLoginForm"},
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
                "title": _("Services"),
                "items": [
                    entry(_("Services of agencies"), "assignment", "catalog.Service"),
                    entry(_("Basic directory"), "menu_book", "catalog.BasicItem"),
                    entry(_("Topics"), "category", "catalog.Topic"),
                    entry(_("Life events"), "family_restroom", "catalog.LifeEvent"),
                    entry(_("Materials"), "description", "catalog.Material"),
                ],
            },
            {
                "title": _("Taking in catalogues"),
                "separator": True,
                "items": [
                    entry(_("Imports"), "upload_file", "catalog.IntakeRun"),
                    entry(_("Rows waiting for a person"), "pending_actions", "catalog.StagedRow"),
                ],
            },
            {
                "title": _("Cities and agencies"),
                "separator": True,
                "items": [
                    entry(_("Cities"), "location_city", "cities.City"),
                    entry(_("Agencies"), "corporate_fare", "cities.Agency"),
                    entry(_("Service centres"), "store", "cities.ServiceCentre"),
                    entry(_("Regions"), "map", "cities.Region"),
                    entry(_("Zones"), "hub", "cities.Zone"),
                    entry(_("Pilots"), "flag", "cities.Pilot"),
                ],
            },
            {
                "title": _("Accounts"),
                "separator": True,
                "items": [
                    entry(_("Staff roles"), "badge", "accounts.StaffMembership"),
                    entry(_("Residents"), "groups", "accounts.Resident"),
                    entry(_("User accounts"), "person", "accounts.User"),
                ],
            },
            {
                "title": _("Operation"),
                "separator": True,
                "items": [
                    entry(_("Audit log"), "policy", "kernel.AuditEntry"),
                    entry(_("Outbox"), "outbox", "kernel.OutboxEvent"),
                ],
            },
        ],
    },
}
