"""Refusals of this app."""

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import define_error

UNKNOWN_CITY = define_error(
    "unknown_city",
    status=404,
    title=_("No such city"),
    explanation=_("The cities and their short names are listed at /api/v1/cities/."),
)
UNKNOWN_REGION = define_error(
    "unknown_region",
    status=404,
    title=_("No such region"),
    explanation=_("There is no region under this code on this day. Regions are listed at /api/v1/regions/."),
)
BAD_DATE = define_error(
    "bad_date",
    status=400,
    title=_("The date is not valid"),
    explanation=_("Write a date as YYYY-MM-DD."),
)
BAD_POSITION = define_error(
    "bad_position",
    status=400,
    title=_("The position is not valid"),
    explanation=_("Latitude is a number from -90 to 90, longitude a number from -180 to 180, in degrees (WGS 84)."),
)
BAD_MANIFEST = define_error(
    "bad_manifest",
    status=422,
    title=_("The city's manifest is not valid"),
    explanation=_("`detail` names the place in the manifest. Manifests are described in cities/README.md."),
)
BAD_SEED = define_error(
    "bad_seed",
    status=422,
    title=_("A seed file is not valid"),
    explanation=_("`detail` names the file and the line."),
)
