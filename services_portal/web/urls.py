"""The residents' pages."""

from django.urls import path

from services_portal.web.views import (
    agencies,
    city,
    home,
    items,
    legacy,
    life_events,
    matter,
    me,
    not_me,
    preferences,
    recover,
    sign_in,
)

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("city/", city.city, name="city"),
    path("city/position/", city.position, name="position"),
    path("topics/<slug:code>/", items.items, name="topic"),
    path("items/", items.items, name="items"),
    path("items/suggestions/", items.suggestions, name="suggestions"),
    path("items/<str:code>/", matter.matter, name="matter"),
    path("items/<str:code>/compare/", matter.compare, name="compare"),
    path("items/<str:code>/services/<uuid:service_id>/", matter.matter, name="service"),
    path("items/<str:code>/services/<uuid:service_id>/draft/", matter.draft, name="draft"),
    path("life-events/", life_events.life_events, name="life_events"),
    path("life-events/<slug:code>/", life_events.life_event, name="life_event"),
    path("legacy/<slug:city>/<path:address>", legacy.legacy, name="legacy"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("me/", me.me, name="me"),
    path("me/agencies/", agencies.agencies, name="agencies"),
    path("me/agencies/<uuid:agency_id>/<slug:step>/", agencies.agency_step, name="agency_step"),
    path("me/profile/", me.profile, name="profile"),
    path("me/sessions/<int:pk>/end/", me.end_session, name="end_session"),
    path("me/sms-sign-in/", me.sms_sign_in, name="sms_sign_in"),
    path("recover/", recover.recover, name="recover"),
    path("not-me/<str:token>/", not_me.not_me, name="not_me"),
    path("me/merges/<uuid:merge_id>/<slug:step>/", me.merge, name="merge"),
    path("language/", preferences.language, name="language"),
    path("text-size/", preferences.text_size, name="text_size"),
]
