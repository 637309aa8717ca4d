"""Addresses beside allauth's own, in its form."""

from allauth.headless.constants import Client
from django.urls import URLPattern, URLResolver, include, path

from accounts.signin.headless_city import CitiesView, CityAnswerView


def _of(client: Client) -> list[URLPattern]:
    return [
        path("auth/city", CitiesView.as_api_view(client=client), name="cities"),
        path("auth/city/answer", CityAnswerView.as_api_view(client=client), name="city_answer"),
    ]


_clients: list[URLResolver] = [
    path(f"{client.value}/v1/", include((_of(client), "headless"), namespace=client.value))
    for client in (Client.APP, Client.BROWSER)
]
urlpatterns: list[URLResolver] = [path("", include((_clients, "headless"), namespace="city_headless"))]
