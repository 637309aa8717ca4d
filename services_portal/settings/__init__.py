"""Settings, one small module a concern. Only this file assembles them; the environment is read by ``kernel.env``."""

from services_portal.settings.accounts import *
from services_portal.settings.admin import *
from services_portal.settings.api import *
from services_portal.settings.core import *
from services_portal.settings.data import *
from services_portal.settings.i18n import *
from services_portal.settings.jobs import *
from services_portal.settings.logs import *
from services_portal.settings.mail import *
from services_portal.settings.portal import *
from services_portal.settings.processes import *
from services_portal.settings.security import *
from services_portal.settings.sessions import *
from services_portal.settings.sockets import *
from services_portal.settings.static import *
