"""A person sees the merges of his accounts, calls them off and takes them apart; strangers see none."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Merge, MergeBasis, MergeState
from accounts.services.merge_ask import merge_ask
from tests.accounts.merging.acts import add_passkey, by_means_of, try_to_prove
from tests.accounts.merging.people import himself, merged, person, traces
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
MERGES = "/api/v1/me/merges/"


def listed(client: Client) -> list[tuple[str, str, str]]:
    return [(each["id"], each["state"], each["basis"]) for each in client.get(MERGES).json()]


def test_either_sees_what_was_asked_for_and_may_call_it_off() -> None:
    one, two, stranger = person("one"), person("two"), person("stranger")
    asked = merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.OWNER)
    for user in (one, two):
        assert listed(signed_in(user)) == [(str(asked.pk), "asked", "owner")]
    assert listed(signed_in(stranger)) == []
    before = traces()
    assert signed_in(stranger).post(f"{MERGES}{asked.pk}/cancel/").status_code == 404
    assert show(signed_in(two), two).post(f"{MERGES}{asked.pk}/undo/").status_code == 404
    refused = show(signed_in(one), one).post(f"{MERGES}{asked.pk}/undo/")
    assert (refused.status_code, refused.json()["code"]) == (409, "merge_settled")
    assert traces() == before
    answer = signed_in(two).post(f"{MERGES}{asked.pk}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert listed(signed_in(one)) == []


def test_accounts_that_have_become_one_are_taken_apart_by_their_person(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merge = merged(one, two)
    browser = signed_in(one)
    assert listed(browser) == [(str(merge.pk), "done", "owner")]
    refused = browser.post(f"{MERGES}{merge.pk}/cancel/")
    assert (refused.status_code, refused.json()["code"]) == (409, "merge_settled")
    refused = browser.post(f"{MERGES}{merge.pk}/undo/")
    assert (refused.status_code, refused.json()["code"]) == (401, "reauthentication_required")
    assert refused.json()["params"]["flows"] == [{"id": "mfa_reauthenticate", "types": ["webauthn"]}]
    undone = show(browser, one).post(f"{MERGES}{merge.pk}/undo/").json()
    assert (undone["state"], undone["since"]) == ("undone", [])
    assert Merge.objects.get().state == MergeState.UNDONE
    assert signed_in(None).get(MERGES).status_code in (401, 403)


def test_both_are_told_what_went_to_whom_and_a_stranger_is_not(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two, stranger = person("one"), person("two"), person("stranger")
    merge = merged(one, two)
    with by_means_of(two):
        add_passkey(one, "two")
    with by_means_of():
        try_to_prove(one)
        try_to_prove(one)
    undone = show(signed_in(one), one).post(f"{MERGES}{merge.pk}/undo/").json()
    assert [(each["what"], each["outcome"], each["rows"]) for each in undone["since"]] == [
        ("Changes to how your account is opened", "given", 1),
        ("Passkeys and second factors", "given", 1),
        ("Attempts to prove who you are", "untold", 2),
    ]
    for user, told in ((one, [undone]), (two, [undone]), (stranger, [])):
        user.refresh_from_db()
        assert signed_in(user).get(f"{MERGES}parted/").json() == told
        assert ("已拆分的账号" in signed_in(user).get("/me/").content.decode()) is bool(told)
