"""Every route by which it is changed how an account is opened asks first whether the person is there.

A route of sign-in or of a person's own things that stands in neither table fails the build.
"""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, ProofAttempt, User
from accounts.services import identifier_prove
from tests.accounts.signin.test_second_factor import totp
from tests.api.routes import _walk
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
PREFIXES = ("_allauth/browser/v1/", "accounts/", "api/v1/me/", "me/")
ID = str(UUID(int=1))
NEW, ANOTHER = {"email": "new@example.com"}, {"phone": "13912345678"}
CHANGE = {"current_password": "harbour-bridge-47", "new_password": "other-harbour-48"}

# What asks first: method and address, and what is sent.
ASKED: dict[str, list[tuple[str, str, dict[str, object]]]] = {
    "headless:browser:account:change_password": [("POST", "account/password/change", CHANGE)],
    "headless:browser:account:manage_email": [
        ("POST", "account/email", NEW),
        ("DELETE", "account/email", {"email": "second@example.com"}),
        ("PATCH", "account/email", {"email": "second@example.com", "primary": True}),
    ],
    "headless:browser:account:manage_phone": [("POST", "account/phone", ANOTHER)],
    "headless:browser:mfa:manage_totp": [
        ("DELETE", "account/authenticators/totp", {}),
    ],
    "headless:browser:mfa:manage_recovery_codes": [
        ("GET", "account/authenticators/recovery-codes", {}),
        ("POST", "account/authenticators/recovery-codes", {}),
    ],
    "headless:browser:mfa:manage_webauthn": [
        ("GET", "account/authenticators/webauthn", {}),
        ("PUT", "account/authenticators/webauthn", {"id": "{webauthn}", "name": "x"}),
        ("DELETE", "account/authenticators/webauthn", {"authenticators": ["{webauthn}"]}),
    ],
    "account_email": [
        ("POST", "/accounts/email/", {"action_add": "", **NEW}),
        ("POST", "/accounts/email/", {"action_remove": "", "email": "second@example.com"}),
        ("POST", "/accounts/email/", {"action_primary": "", "email": "second@example.com"}),
    ],
    "account_change_password": [
        ("GET", "/accounts/password/change/", {}),
        ("POST", "/accounts/password/change/", {"oldpassword": "harbour-bridge-47", "password1": "other-harbour-48"}),
    ],
    "account_set_password": [("GET", "/accounts/password/set/", {})],
    "account_change_phone": [("POST", "/accounts/phone/change/", ANOTHER)],
    "mfa_activate_totp": [("GET", "/accounts/2fa/totp/activate/", {})],
    "mfa_deactivate_totp": [("POST", "/accounts/2fa/totp/deactivate/", {})],
    "mfa_view_recovery_codes": [("GET", "/accounts/2fa/recovery-codes/", {})],
    "mfa_generate_recovery_codes": [("POST", "/accounts/2fa/recovery-codes/generate/", {})],
    "mfa_download_recovery_codes": [("GET", "/accounts/2fa/recovery-codes/download/", {})],
    "mfa_add_webauthn": [("GET", "/accounts/2fa/webauthn/add/", {})],
    "mfa_remove_webauthn": [("POST", "/accounts/2fa/webauthn/keys/{webauthn}/remove/", {})],
    "mfa_edit_webauthn": [("POST", "/accounts/2fa/webauthn/keys/{webauthn}/edit/", {"name": "x"})],
    "me-closure": [("POST", "/api/v1/me/closure/", {})],
    "me-data": [("GET", "/api/v1/me/data/", {})],
    "me-corrections": [("GET", "/api/v1/me/corrections/", {}), ("POST", "/api/v1/me/corrections/", {})],
    "me-correction-withdraw": [("POST", f"/api/v1/me/corrections/{ID}/withdraw/", {})],
    "web:corrections": [("GET", "/me/data/corrections/", {})],
    "web:correction_ask": [("POST", f"/me/data/corrections/accounts.Proof/{ID}/name/", {"wanted": "x"})],
    "web:correction_withdraw": [("POST", f"/me/data/corrections/{ID}/withdraw/", {})],
    "me-data-exports": [("POST", "/api/v1/me/data/exports/", {})],
    "me-data-export": [("GET", f"/api/v1/me/data/exports/{ID}/json/", {})],
    "me-merge-undo": [("POST", f"/api/v1/me/merges/{ID}/undo/", {})],
    "me-proofs": [("POST", "/api/v1/me/proofs/", {"method": "face", "number": "11010519491231002X", "name": "x"})],
    "me-dependants": [("POST", "/api/v1/me/dependants/", {})],
    "me-dependant-consent": [("POST", f"/api/v1/me/dependants/{ID}/consent/", {})],
    "me-enterprises": [("POST", "/api/v1/me/enterprises/", {})],
    "me-enterprises-old-login": [("POST", "/api/v1/me/enterprises/old-login/", {})],
    "web:agency_step": [("POST", f"/me/agencies/{ID}/confirm/", {})],
    "me-claims": [("POST", "/api/v1/me/claims/", {"city": "jinan", "name": "x", "password": "x"})],
    "me-claim-undo": [("POST", f"/api/v1/me/claims/{ID}/undo/", {})],
    "me-agencies": [("POST", "/api/v1/me/agencies/", {})],
    "me-agency-confirm": [("POST", f"/api/v1/me/agencies/{ID}/confirm/", {})],
    "me-agency-resume": [("POST", f"/api/v1/me/agencies/{ID}/resume/", {})],
    "me-sign-in": [("PATCH", "/api/v1/me/sign-in/", {"refuses_sms": True})],
    "web:sms_sign_in": [("POST", "/me/sms-sign-in/", {"refused": "1"})],
    "web:my_data_all": [("GET", "/me/data/all/", {})],
    "web:ask_copy": [("POST", "/me/data/copies/", {})],
    "web:take_copy": [("GET", f"/me/data/copies/{ID}/json/", {})],
    "web:close": [("POST", "/me/data/closing/ask/", {})],
    "web:merge": [("POST", f"/me/merges/{ID}/undo/", {})],
    "web:old_account_add": [("GET", "/me/old-accounts/add/", {}), ("POST", "/me/old-accounts/add/", {})],
    "account_city_leave": [("POST", "/accounts/city/jinan/", {})],
    "city_headless:browser:cities": [("POST", "auth/city", {"city": "jinan"})],
    "me-city-account-end": [("POST", f"/api/v1/me/city-accounts/{ID}/end/", {})],
    "web:city_account_end": [("POST", f"/me/city-accounts/{ID}/end/", {})],
    "web:old_account_give_back": [("POST", f"/me/old-accounts/{ID}/give-back/", {})],
}
# What does not, and why.
READS, ENDS, ENTERS, SHOWS = "only reads", "only closes doors", "before or within sign-in", "shows that it is he"
OTHERS = "concerns whom he acts for, and opens nobody's account"
NOT_ASKED = {
    **dict.fromkeys(
        ["me", "me-sessions", "me-merges", "me-changes", "me-identifiers", "web:me", "mfa_index", "mfa_list_webauthn"],
        READS,
    ),
    **dict.fromkeys(["headless:browser:config", "headless:browser:mfa:authenticators", "account_inactive"], READS),
    **dict.fromkeys(["me-accesses", "me-consents", "me-merges-parted", "me-city-accounts", "web:city_accounts"], READS),
    "account_city_back": "comes back from where it was begun, after being asked",
    "city_headless:browser:city_answer": "comes back from where it was begun, after being asked",
    "account_city_logout": ENDS,
    "me-closure-call-off": "to call it off is always safe",
    "me-consents-withdraw": "withdrawing is as easy as consenting, and opens nothing",
    **dict.fromkeys(["me-acting", "me-agencies-reference"], OTHERS),
    **dict.fromkeys(["me-agency-end", "me-agency-suspend", "me-dependant-consent-withdraw"], ENDS),
    **dict.fromkeys(["web:my_data", "web:closing", "web:old_accounts"], READS),
    "web:withdraw": "withdrawing is as easy as consenting, and opens nothing",
    "web:agencies": "asks itself, once the form is whole; its own tests hold it to that",
    "web:app_end": ENDS,
    "web:profile": "name, place and language open nothing",
    "me-proofs-answer": "answers an attempt that was begun after being asked",
    **dict.fromkeys(
        [
            "me-session-end",
            "me-sessions-end-others",
            "me-merge-cancel",
            "me-change-object",
            "web:end_session",
            "usersessions_list",
            "account_logout",
        ],
        ENDS,
    ),
    "headless:browser:usersessions:sessions": ENDS,
    **dict.fromkeys(["me-presence", "me-presence-code", "account_reauthenticate_by_code"], SHOWS),
    **dict.fromkeys(["account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"], SHOWS),
    **dict.fromkeys([f"headless:browser:mfa:reauthenticate{end}" for end in ("", "_webauthn")], SHOWS),
    "headless:browser:account:reauthenticate": SHOWS,
    **dict.fromkeys(["account_login", "account_signup", "account_request_login_code"], ENTERS),
    **dict.fromkeys(["account_confirm_login_code", "account_verify_phone", "account_email_verification_sent"], ENTERS),
    **dict.fromkeys(["mfa_authenticate", "mfa_login_webauthn", "account_reset_password"], ENTERS),
    **dict.fromkeys(["account_confirm_password_reset_code", "account_complete_password_reset"], ENTERS),
    "account_password_reset_completed": ENTERS,
    **dict.fromkeys(
        [
            f"headless:browser:account:{name}"
            for name in (
                *("current_session", "confirm_login_code", "request_password_reset", "reset_password", "login"),
                *("signup", "verify_email", "resend_email_verification_code", "verify_phone"),
                *("resend_phone_verification_code", "request_login_code", "resend_login_code"),
            )
        ],
        ENTERS,
    ),
    **dict.fromkeys([f"headless:browser:mfa:{n}" for n in ("authenticate", "authenticate_webauthn")], ENTERS),
    "headless:browser:mfa:login_webauthn": ENTERS,
}


@pytest.fixture
def person(resident) -> User:
    """Somebody with everything that could be changed."""
    for email in (resident.email, "second@example.com"):
        EmailAddress.objects.create(user=resident, email=email, verified=True, primary=email == resident.email)
        identifier_prove(user=resident, identifier_type=IdentifierType.EMAIL, value=email, method="mail")
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value="+8613812345678", method="code")
    for kind, data in (("totp", {"secret": ""}), ("webauthn", {"name": "key"}), ("recovery_codes", {"seed": ""})):
        Authenticator.objects.create(user=resident, type=kind, data=data)
    return resident


def state() -> list[object]:
    """All that a change would change."""
    return [
        list(User.objects.values("pk", "password", "email", "refuses_sms")),
        list(EmailAddress.objects.order_by("pk").values()),
        list(Authenticator.objects.order_by("pk").values("pk", "type", "data")),
        list(Identifier.objects.order_by("pk").values("pk", "verified_at", "released_at")),
        ProofAttempt.objects.count(),
    ]


def test_every_route_is_known() -> None:
    found = {name for path, name in _walk(get_resolver()) if path.startswith(PREFIXES)}
    assert found == set(ASKED) | set(NOT_ASKED)
    assert not set(ASKED) & set(NOT_ASKED)


def sent(client: Client, method: str, path: str, body: dict[str, object], face: str) -> int:
    address = path if path.startswith("/") else f"/_allauth/{face}/v1/{path}"
    if address.startswith(("/_allauth/", "/api/")):
        answer = client.generic(method, address, json.dumps(body), content_type="application/json")
        return answer.status_code
    answer = client.get(address) if method == "GET" else client.post(address, body)
    return 401 if "reauthenticate" in answer.headers.get("Location", "") else answer.status_code


@pytest.mark.parametrize("face", ["browser", "app"])
def test_none_of_them_lets_somebody_change_anything_who_has_not_shown_that_it_is_he(person, face, mailoutbox) -> None:
    browser = signed_in(person)
    if face == "app":
        browser.defaults["HTTP_X_SESSION_TOKEN"] = browser.session.session_key
    keys = {kind: Authenticator.objects.get(type=kind).pk for kind in ("webauthn", "totp")}
    before = state()
    for name, requests in ASKED.items():
        for method, path, body in requests:
            if name in ("account_set_password", "mfa_activate_totp"):
                continue
            filled = path.format(**keys)
            values = {key: keys["webauthn"] if value == "{webauthn}" else value for key, value in body.items()}
            if values.get("authenticators"):
                values["authenticators"] = [keys["webauthn"]]
            assert (name, sent(browser, method, filled, values, face)) == (name, 401)
    assert state() == before
    assert mailoutbox == []


def test_nor_who_has_no_password_or_no_second_factor_yet(resident) -> None:
    browser = signed_in(resident)
    assert sent(browser, "GET", "/accounts/2fa/totp/activate/", {}, "browser") == 401
    secret = browser.get("/_allauth/browser/v1/account/authenticators/totp").json()["meta"]["secret"]
    assert sent(browser, "POST", "account/authenticators/totp", {"code": totp(secret)}, "browser") == 401
    assert not Authenticator.objects.exists()
    resident.set_unusable_password()
    resident.save()
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value="+8613812345678", method="code")
    browser = signed_in(resident)
    assert sent(browser, "GET", "/accounts/password/set/", {}, "browser") == 401
    set_one = {"new_password": "other-harbour-48"}
    assert sent(browser, "POST", "account/password/change", set_one, "browser") == 401
    assert not User.objects.get(pk=resident.pk).has_usable_password()
