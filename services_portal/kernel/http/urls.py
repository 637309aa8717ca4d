"""`/problems/`: what each code means."""

from django.urls import path

from services_portal.kernel.http import views

app_name = "problems"
urlpatterns = [
    path("", views.problem_index, name="index"),
    path("<slug:code>/", views.problem_explanation, name="explanation"),
]
