"""Where each path leads; each app owns its part."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from accounts.api.demonstration import messages_page
from accounts.signin import city_page
from accounts.signin.code_page import ReauthenticateByCodeView
from services_portal.celery import app as celery_app

celery_app.set_default()  # web processes hand tasks over, to our broker and not to Celery's own default

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("cities.api.urls")),
    path("api/v1/", include("catalog.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    path("healthz/", include("services_portal.kernel.health.urls")),
    path("problems/", include("services_portal.kernel.http.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("_allauth/", include("accounts.signin.headless_urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/reauthenticate/code/", ReauthenticateByCodeView.as_view(), name="account_reauthenticate_by_code"),
    path("accounts/city/<slug:slug>/", city_page.leave_page, name="account_city_leave"),
    path("accounts/city/<slug:slug>/back/", city_page.back_page, name="account_city_back"),
    path("accounts/city/<slug:slug>/logout/", city_page.logout_page, name="account_city_logout"),
    path("accounts/", include("allauth.urls")),
    path("", include(([path("", include("accounts.identity.urls"))], "idp"))),
    path("demonstration/messages/", messages_page, name="demonstration_messages"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("services_portal.web.urls")),
]

handler400 = "services_portal.kernel.http.views.bad_request"
handler403 = "services_portal.kernel.http.views.permission_denied"
handler404 = "services_portal.kernel.http.views.page_not_found"
handler500 = "services_portal.kernel.http.views.server_error"
