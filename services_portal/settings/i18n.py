"""Languages and time."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [Path(__file__).resolve().parent / "locale"]
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
