"""The residents' pages."""

from django.urls import path

from services_portal.web.views import city, home, preferences

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("city/", city.city, name="city"),
    path("city/position/", city.position, name="position"),
    path("language/", preferences.language, name="language"),
    path("text-size/", preferences.text_size, name="text_size"),
]
