"""A person acts for another in a city's app: he says for whom, the tokens carry it, and its end is theirs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as App
from allauth.idp.oidc.models import Token
from django.test import Client

from accounts.identity.lane import LeaveItError, asked_of, exchange
from accounts.identity.subjects import sector_of, subject_of
from accounts.models import AgencyRelation, AppConsent, User
from accounts.services.agency_end import agency_end
from accounts.services.agency_suspend import agency_resume, agency_suspend
from accounts.sockets import AccountDoor
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from services_portal.kernel.sockets.door import Credential, CredentialKind
from tests.accounts.agents.people import (
    USCC,
    a_year,
    clerk,
    enterprise_of,
    handler_of,
    himself,
    parenthood,
    proved,
    resident_id,
)
from tests.accounts.identity.relying_party import (
    AUTHORIZE,
    BACK,
    CHALLENGE,
    SECRET,
    TOKEN,
    USERINFO,
    VERIFIER,
    make_client,
    payload,
)
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
SCOPE, MATTER = "openid acting", "370100"
ACTING = "/api/v1/me/acting/"
Firm = tuple[User, User, AgencyRelation]


@pytest.fixture
def app(db) -> App:
    app = make_client(skip_consent=False)
    app.set_scopes(["openid", "profile", "acting"])
    app.save()
    return app


@pytest.fixture
def firm(agency) -> Firm:
    chief, handler = proved("chief"), proved("handler")
    return chief, handler, handler_of(enterprise_of(chief, clerk(agency)), handler, chief, a_year(scopes=[MATTER]))


def ask(browser: Client, app: App, **changes: str) -> Any:
    query = {"response_type": "code", "client_id": app.pk, "redirect_uri": BACK, "scope": SCOPE, "state": "s"}
    query |= {"nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **changes}
    return browser.get(AUTHORIZE, query)


def answered(browser: Client, page: Any, acting_for: str = "", *scopes: str) -> Any:
    hidden = re.search(r'name="request" value="([^"]+)"', page.content.decode())
    assert hidden, page.content.decode()
    fields = {"request": hidden[1], "scopes": list(scopes), "action": "grant", "acting_for": acting_for}
    return browser.post(AUTHORIZE, fields)


def came_back(answer: Any) -> dict[str, str]:
    assert answer.status_code == 302 and answer["Location"].startswith(BACK), answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def exchanged(app: App, **asked: str) -> Any:
    return Client().post(TOKEN, {"client_id": app.pk, "client_secret": SECRET, **asked})


def code_exchanged(app: App, code: str) -> Any:
    return exchanged(app, grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=VERIFIER)


def refreshed(app: App, tokens: dict[str, Any]) -> Any:
    return exchanged(app, grant_type="refresh_token", refresh_token=tokens["refresh_token"])


def tokens_of(user: User, app: App, acting_for: str = "") -> dict[str, Any]:
    browser = signed_in(user)
    answer = code_exchanged(app, came_back(answered(browser, ask(browser, app), acting_for))["code"])
    assert answer.status_code == 200, answer.content
    return answer.json()


def with_token(tokens: dict[str, Any], path: str, **headers: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {tokens['access_token']}", **headers})


def test_the_page_asks_for_whom_in_words_and_the_tokens_say_it(app, firm) -> None:
    _chief, handler, relation = firm
    browser = signed_in(handler)
    page = ask(browser, app)
    assert "For whom do you act there?" in page.content.decode() and "济南某某有限公司" in page.content.decode()
    tokens = code_exchanged(app, came_back(answered(browser, page, str(relation.pk)))["code"]).json()
    said, ends = payload(tokens["id_token"]), relation.ends_at
    assert ends is not None and relation.enterprise is not None
    assert said["acting_for"] == {
        "sub": subject_of(sector_of(app), relation.enterprise.pk),
        "type": "enterprise",
        "scopes": [MATTER],
        "until": int(ends.timestamp()),
        "uscc": USCC,
    }
    assert said["sub"] == subject_of(sector_of(app), handler.pk)  # who signed in stays who signed in
    assert with_token(tokens, USERINFO).json() == {"sub": said["sub"], "acting_for": said["acting_for"]}
    assert set(tokens["scope"].split()) == {"openid", "acting"}
    entry = AuditEntry.objects.get(action="accounts.acting.allow")
    assert (entry.subject_id, entry.detail["client"]) == (str(relation.pk), app.pk)


def test_a_child_is_told_by_its_number_and_by_no_name(app, agency) -> None:
    mother = proved("mother")
    relation = parenthood(mother, resident_id(date(clock.today().year - 8, 1, 1)), clerk(agency))
    told = payload(tokens_of(mother, app, str(relation.pk))["id_token"])["acting_for"]
    expected = {"sub": subject_of(sector_of(app), relation.dependant_id), "type": "dependant", "scopes": ["*"]}
    assert told == expected


def test_who_acts_for_himself_says_nothing_of_it_and_is_asked_each_time(app, firm) -> None:
    _chief, handler, relation = firm
    tokens = tokens_of(handler, app)
    assert tokens["scope"] == "openid" and "acting_for" not in payload(tokens["id_token"])
    assert "acting_for" not in with_token(tokens, USERINFO).json()
    tokens_of(handler, app, str(relation.pk))
    # What an app may know is remembered, for whom somebody acts never.
    assert ask(signed_in(handler), app).status_code == 200
    assert came_back(ask(signed_in(handler), app, prompt="none"))["error"] == "consent_required"
    assert AppConsent.objects.get().asked == ["openid"]


def test_who_acts_for_nobody_is_not_asked(app) -> None:
    alone = proved("alone")
    browser = signed_in(alone)
    page = ask(browser, app)
    assert "For whom do you act there?" not in page.content.decode()
    assert "code" in came_back(answered(browser, page))
    assert "code" in came_back(ask(browser, app))


def test_nobody_names_another_s_agency(app, firm) -> None:
    _chief, _handler, relation = firm
    alone = proved("alone")
    browser = signed_in(alone)
    answer = answered(browser, ask(browser, app), str(relation.pk))
    assert (answer.status_code, AppConsent.objects.count(), Token.objects.count()) == (200, 0, 0)
    assert not AuditEntry.objects.filter(action="accounts.acting.allow").exists()


def test_the_end_of_the_agency_is_the_end_of_its_tokens_at_once(app, firm) -> None:
    chief, handler, relation = firm
    tokens, own = tokens_of(handler, app, str(relation.pk)), tokens_of(handler, app)
    browser = signed_in(handler)
    page = ask(browser, app)
    under_way = came_back(answered(browser, page, str(relation.pk)))["code"]
    door, shown = AccountDoor(), Credential(CredentialKind.TOKEN, tokens["access_token"])
    assert (with_token(tokens, f"{ACTING}?scope={MATTER}").status_code, door.enter(shown) is None) == (200, False)
    agency_end(actor=himself(chief), agency_id=relation.pk)
    assert with_token(tokens, USERINFO).status_code == 401
    assert with_token(tokens, f"{ACTING}?scope={MATTER}").status_code == 401
    assert door.enter(shown) is None
    assert refreshed(app, tokens).json()["error"] == "invalid_grant"
    assert code_exchanged(app, under_way).json()["error"] == "invalid_grant"
    assert answered(browser, page, str(relation.pk)).status_code == 200  # the page again, with the reason
    # What he does for himself goes on.
    assert with_token(own, USERINFO).status_code == 200


def test_a_suspended_agency_rests_and_comes_back(app, firm) -> None:
    chief, handler, relation = firm
    tokens = tokens_of(handler, app, str(relation.pk))
    agency_suspend(actor=himself(chief), agency_id=relation.pk)
    assert with_token(tokens, USERINFO).status_code == 401
    assert refreshed(app, tokens).status_code == 400
    agency_resume(actor=himself(chief), agency_id=relation.pk)
    again = refreshed(app, tokens).json()
    assert payload(again["id_token"])["acting_for"] == payload(tokens["id_token"])["acting_for"]
    assert with_token(again, USERINFO).json()["acting_for"]["uscc"] == USCC


def test_our_api_takes_the_token_as_it_takes_the_header(app, firm) -> None:
    _chief, handler, relation = firm
    tokens, own = tokens_of(handler, app, str(relation.pk)), tokens_of(handler, app)
    told = with_token(tokens, f"{ACTING}?scope={MATTER}").json()
    by_header = signed_in(handler).get(f"{ACTING}?scope={MATTER}", headers={"X-Acting-For": str(relation.pk)}).json()
    assert told == by_header and told["agency"] == str(relation.pk)
    assert with_token(tokens, f"{ACTING}?scope=370200").json()["code"] == "agency_out_of_scope"
    assert with_token(tokens, f"{ACTING}?scope={MATTER}", **{"X-Acting-For": str(relation.pk)}).json()["code"] == (
        "acting_not_here"
    )
    # A token without the scope, one that is none, and a view that lets no app in.
    assert with_token(own, ACTING).json()["code"] == "not_permitted"
    assert with_token({"access_token": "none"}, ACTING).status_code == 401
    assert with_token(tokens, "/api/v1/me/").status_code == 401


def test_the_lane_leaves_it_to_who_asks_again(app, firm) -> None:
    _chief, handler, relation = firm
    browser = signed_in(handler)
    code = came_back(answered(browser, ask(browser, app), str(relation.pk)))["code"]
    form = f"grant_type=authorization_code&code={code}&redirect_uri={BACK}&code_verifier={VERIFIER}"
    form += f"&client_id={app.pk}&client_secret={SECRET}"
    asked = asked_of({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, form.encode())
    with pytest.raises(LeaveItError):
        exchange(asked, "https://portal.example.cn")
    assert "acting_for" in payload(code_exchanged(app, code).json()["id_token"])
