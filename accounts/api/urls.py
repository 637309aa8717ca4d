"""Paths under `/api/v1/`."""

from django.urls import path

from accounts.api.access_views import AccessesView
from accounts.api.agency_views import (
    ActingView,
    AgenciesView,
    AgencyConfirmView,
    AgencyEndView,
    AgencyResumeView,
    AgencySuspendView,
    ReferenceView,
)
from accounts.api.change_views import ChangeObjectView, ChangesView
from accounts.api.city_views import CityAccountEndView, CityAccountsView
from accounts.api.claim_views import ClaimsView, ClaimUndoView
from accounts.api.closure_views import ClosureCallOffView, ClosureView
from accounts.api.consent_views import ConsentsView, ConsentWithdrawView
from accounts.api.correction_views import CorrectionsView, CorrectionWithdrawView
from accounts.api.data_views import MyDataView
from accounts.api.export_views import DataExportFileView, DataExportsView
from accounts.api.identity_views import AttemptAnswerView, IdentifiersView, ProofsView
from accounts.api.merge_views import MergeCancelView, MergesView, MergeUndoView, PartedView
from accounts.api.presence import PresenceCodeView, PresenceView
from accounts.api.session_views import OtherSessionsEndView, SessionEndView, SessionsView
from accounts.api.sign_in_views import SignInView
from accounts.api.views import MeView
from accounts.api.ward_views import (
    DependantsView,
    EnterprisesView,
    OldLoginView,
    WardConsentView,
    WardConsentWithdrawView,
)

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("me/accesses/", AccessesView.as_view(), name="me-accesses"),
    path("me/closure/", ClosureView.as_view(), name="me-closure"),
    path("me/corrections/", CorrectionsView.as_view(), name="me-corrections"),
    path(
        "me/corrections/<uuid:correction_id>/withdraw/",
        CorrectionWithdrawView.as_view(),
        name="me-correction-withdraw",
    ),
    path("me/closure/call-off/", ClosureCallOffView.as_view(), name="me-closure-call-off"),
    path("me/consents/", ConsentsView.as_view(), name="me-consents"),
    path("me/consents/withdraw/", ConsentWithdrawView.as_view(), name="me-consents-withdraw"),
    path("me/data/", MyDataView.as_view(), name="me-data"),
    path("me/data/exports/", DataExportsView.as_view(), name="me-data-exports"),
    path("me/data/exports/<uuid:export_id>/<slug:kind>/", DataExportFileView.as_view(), name="me-data-export"),
    path("me/acting/", ActingView.as_view(), name="me-acting"),
    path("me/agencies/", AgenciesView.as_view(), name="me-agencies"),
    path("me/agencies/reference/", ReferenceView.as_view(), name="me-agencies-reference"),
    path("me/agencies/<uuid:agency_id>/confirm/", AgencyConfirmView.as_view(), name="me-agency-confirm"),
    path("me/agencies/<uuid:agency_id>/end/", AgencyEndView.as_view(), name="me-agency-end"),
    path("me/agencies/<uuid:agency_id>/suspend/", AgencySuspendView.as_view(), name="me-agency-suspend"),
    path("me/agencies/<uuid:agency_id>/resume/", AgencyResumeView.as_view(), name="me-agency-resume"),
    path("me/dependants/", DependantsView.as_view(), name="me-dependants"),
    path("me/dependants/<uuid:dependant_id>/consent/", WardConsentView.as_view(), name="me-dependant-consent"),
    path(
        "me/dependants/<uuid:dependant_id>/consent/withdraw/",
        WardConsentWithdrawView.as_view(),
        name="me-dependant-consent-withdraw",
    ),
    path("me/enterprises/old-login/", OldLoginView.as_view(), name="me-enterprises-old-login"),
    path("me/enterprises/", EnterprisesView.as_view(), name="me-enterprises"),
    path("me/claims/", ClaimsView.as_view(), name="me-claims"),
    path("me/claims/<uuid:claiming_id>/undo/", ClaimUndoView.as_view(), name="me-claim-undo"),
    path("me/city-accounts/", CityAccountsView.as_view(), name="me-city-accounts"),
    path("me/city-accounts/<uuid:link_id>/end/", CityAccountEndView.as_view(), name="me-city-account-end"),
    path("me/merges/", MergesView.as_view(), name="me-merges"),
    path("me/merges/parted/", PartedView.as_view(), name="me-merges-parted"),
    path("me/merges/<uuid:merge_id>/cancel/", MergeCancelView.as_view(), name="me-merge-cancel"),
    path("me/merges/<uuid:merge_id>/undo/", MergeUndoView.as_view(), name="me-merge-undo"),
    path("me/sessions/", SessionsView.as_view(), name="me-sessions"),
    path("me/sessions/others/end/", OtherSessionsEndView.as_view(), name="me-sessions-end-others"),
    path("me/sessions/<int:session_id>/end/", SessionEndView.as_view(), name="me-session-end"),
    path("me/changes/", ChangesView.as_view(), name="me-changes"),
    path("me/changes/<uuid:change_id>/object/", ChangeObjectView.as_view(), name="me-change-object"),
    path("me/sign-in/", SignInView.as_view(), name="me-sign-in"),
    path("me/presence/", PresenceView.as_view(), name="me-presence"),
    path("me/presence/code/", PresenceCodeView.as_view(), name="me-presence-code"),
    path("me/identifiers/", IdentifiersView.as_view(), name="me-identifiers"),
    path("me/proofs/", ProofsView.as_view(), name="me-proofs"),
    path("me/proofs/attempts/<uuid:attempt_id>/answer/", AttemptAnswerView.as_view(), name="me-proofs-answer"),
]
