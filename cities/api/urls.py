"""`/api/v1/`: cities and regions."""

from django.urls import path

from cities.api import views

urlpatterns = [
    path("cities/", views.CityList.as_view(), name="city-list"),
    path("cities/<slug:slug>/", views.CityDetail.as_view(), name="city-detail"),
    path("regions/", views.RegionList.as_view(), name="region-list"),
    path("regions/<str:code>/", views.RegionDetail.as_view(), name="region-detail"),
]
