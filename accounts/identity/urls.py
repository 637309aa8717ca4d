"""Paths of the provider; their names are the library's, which builds its addresses from them."""

from allauth.idp.oidc import views as library
from django.urls import include, path

from accounts.identity import views

app_name = "oidc"

_api = [
    path("token", views.TokenView.as_view(), name="token"),
    path("revoke", views.RevokeView.as_view(), name="revoke"),
    path("device/code", library.device_code, name="device_code"),
    path("userinfo", views.UserInfoView.as_view(), name="userinfo"),
]
_pages = [
    path("authorize", views.AuthorizationView.as_view(), name="authorization"),
    path("device", views.DeviceAuthorizationView.as_view(), name="device_authorization"),
    path("logout", library.logout, name="logout"),
    path("api/", include(_api)),
]
urlpatterns = [
    path(".well-known/openid-configuration", library.configuration, name="configuration"),
    path(".well-known/jwks.json", library.jwks, name="jwks"),
    path("identity/o/", include(_pages)),
]
