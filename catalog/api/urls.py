"""`/api/v1/`: the registry as residents read it."""

from django.urls import path

from catalog.api import changes, changes_in, exports, legacy, views

urlpatterns = [
    path("topics/", views.TopicList.as_view(), name="topic-list"),
    path("life-events/", views.LifeEventList.as_view(), name="life-event-list"),
    path("life-events/<str:code>/", views.LifeEventDetail.as_view(), name="life-event-detail"),
    path("items/", views.ItemList.as_view(), name="item-list"),
    path("items/<str:basic_code>/", views.ItemDetail.as_view(), name="item-detail"),
    path("services/<uuid:service_id>/", views.ServiceDetail.as_view(), name="service-detail"),
    path("catalogue/changes/", changes.ChangeFeed.as_view(), name="change-feed"),
    path("cities/<slug:slug>/catalogue/changes/", changes_in.ChangesIn.as_view(), name="changes-in"),
    path("catalogue/export/<slug:export_format>/", exports.CatalogueExport.as_view(), name="catalogue-export"),
    path("legacy/<str:city>/<path:old_id>", legacy.LegacyRedirect.as_view(), name="legacy"),
]
