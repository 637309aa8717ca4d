"""The health paths; no trailing slash, as orchestrators spell them."""

from django.urls import path

from services_portal.kernel.health import views

urlpatterns = [
    path("live", views.live, name="health-live"),
    path("ready", views.ready, name="health-ready"),
]
