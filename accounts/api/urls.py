"""Paths under `/api/v1/`."""

from django.urls import path

from accounts.api.merge_views import MergeCancelView, MergesView, MergeUndoView
from accounts.api.views import MeView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("me/merges/", MergesView.as_view(), name="me-merges"),
    path("me/merges/<uuid:merge_id>/cancel/", MergeCancelView.as_view(), name="me-merge-cancel"),
    path("me/merges/<uuid:merge_id>/undo/", MergeUndoView.as_view(), name="me-merge-undo"),
]
