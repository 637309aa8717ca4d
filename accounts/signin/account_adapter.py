"""Accounts as allauth sees them: phone numbers on our encrypted columns, residents made with users, codes by SMS."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.agents.consents import require_own_account
from accounts.identifiers import IdentifierType
from accounts.models import Identifier, User
from accounts.phones import normalise
from accounts.selectors import holder_of, proves_by_code, standing_for
from accounts.services import phone_claim, phone_prove, resident_register
from accounts.services.password_set import password_set
from accounts.signin import city_door
from accounts.signin.asking import methods_for, require_shown
from accounts.signin.forms import PhoneNumberField
from accounts.signin.guarded import GuardedAdapter
from accounts.signin.noticing import note_new_device
from accounts.signin.presence import note_sign_up
from accounts.sms import send_sms
from services_portal.kernel import clock
from services_portal.kernel.text import current_language

MISMATCH = gettext_lazy(
    "What you typed to sign in and/or the password are not correct. If you come with an account of a city's old site,"
    " choose that city too; a window helps where that does not."
)
OUR_STAGES = {
    f"allauth.account.stages.{name}": f"accounts.signin.stages.{name}"
    for name in ("EmailVerificationStage", "PhoneVerificationStage")
}


class AccountAdapter(GuardedAdapter):
    """Setting ACCOUNT_ADAPTER."""

    # The same for every name, and for names that stand in several cities.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        **dict.fromkeys(("username_password_mismatch", "email_password_mismatch", "phone_password_mismatch"), MISMATCH),
    }

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: forms.Form, commit: bool = True
    ) -> AbstractBaseUser:
        """Write the user, the claim to a phone number and the resident together."""
        with transaction.atomic():
            saved = super().save_user(request, user, form, commit)
            name = form.cleaned_data.get("display_name") or ""
            resident_register(user=saved, display_name=name, language=current_language())
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign letters with the portal's name, not with the host that a request happened to ask for."""
        site = SimpleNamespace(name=_("Services Portal"), domain=_("Services Portal"))
        own = {"request": self.request, "email": email, "current_site": site}
        self.render_mail(template_prefix, email, {**own, **context}).send()

    def get_login_stages(self) -> list[str]:
        """Return allauth's stages with our rules for those who have no e-mail address, or come by an old account."""
        return [OUR_STAGES.get(path, path) for path in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Let in who may use the account, by whatever means he comes.

        Raises DomainError ``guardian_consent_needed`` for a child under 14 to whose account no guardian consents.
        """
        if isinstance(user, User):
            require_own_account(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, *, signup: bool, **kwargs: Any) -> HttpResponse:
        """Note that who has just opened the account is there, for he has shown all that it has; tell of new devices."""
        if not city_door.entered(request, user):
            return HttpResponseRedirect(reverse("account_login"))
        if signup and isinstance(user, User):
            note_sign_up(request.session, user)
        elif isinstance(user, User):
            note_new_device(request, user)
        return super().post_login(request, user, signup=signup, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask by our own rule, the same for every app: raises ReauthenticationRequired for who has not shown it.

        What allauth would go on to ask lets everybody pass who has neither password nor second factor, and takes a
        password alone where there is a second factor too.
        """
        require_shown(context.request)
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the pages on which it can be shown, what to try first at the head."""
        return methods_for(user) if user.is_authenticated else []

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        """Return the field that takes numbers as people write them."""
        return PhoneNumberField(**kwargs)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a password that the person has changed, set or reset."""
        password_set(user=user, password=password)  # type: ignore[arg-type]

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Keep a number, claimed or proved."""
        (phone_prove if verified else phone_claim)(user=user, phone=phone)  # type: ignore[arg-type]

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Keep a number whose code was entered."""
        phone_prove(user=user, phone=phone)  # type: ignore[arg-type]

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """Return the number and whether it is proved, or None."""
        assert isinstance(user, User)  # noqa: S101 - allauth types its seam by the base class
        held = Identifier.objects.live().filter(user=user, type=IdentifierType.PHONE).first()
        return (held.value, held.is_proved) if held else None

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return the active account that a code to this number opens, or None.

        To a person who is signed in a number belongs to nobody: when he proves it, it is his, and whoever had it
        before is told (:func:`~accounts.services.identifier_prove`).
        """
        user = getattr(self.request, "user", None)
        if user is not None and user.is_authenticated:
            return None
        held = self._holder(phone)
        # For a number that nobody has the same is asked about nobody, so that the time of the answer says no more.
        person = standing_for(held.user if held is not None else User())
        opens = held is not None and proves_by_code(held, clock.now())
        return person if opens and person.is_active else None

    def _holder(self, phone: str) -> Identifier | None:
        try:
            return holder_of(IdentifierType.PHONE, normalise(phone))
        except ValidationError:
            return None

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """Send the code, in the language of the request."""
        text = _("[Services Portal] Your code is %(code)s, good for 5 minutes. Never tell it to anybody.")
        if isinstance(user, User) and user.refuses_sms and self._signs_in(phone, user):
            text = _(
                "[Services Portal] Somebody asked to sign in by a code. Your account takes none: sign in with your"
                " password, passkey or e-mail."
            )
            code = ""
        send_sms(phone=phone, text=text % {"code": code} if code else text)

    def _signs_in(self, phone: str, user: User) -> bool:
        """Whether a code to ``phone`` would sign ``user`` in: he is not, and has proved it already."""
        held = self._holder(phone)
        return not self.request.user.is_authenticated and held is not None and standing_for(held.user).pk == user.pk

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Tell the holder, and only him, that no code opens an account: the caller's answer is the same either way."""
        text = _("[Services Portal] Somebody asked to sign in, but this number has no account yet.")
        held = self._holder(phone)
        if held is not None and held.user.is_active:
            text = _(
                "[Services Portal] This number has long not been used here. If it is still yours, sign in with your"
                " password, passkey or e-mail; if it is new to you, open an account with it."
            )
        send_sms(phone=phone, text=text)

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell the holder, and only him, that he has an account."""
        send_sms(phone=phone, text=_("[Services Portal] This number already has an account: sign in with a code."))
