"""Signing in: by name and password with a second factor, or by the house's single sign-on.

Nobody makes an account here: an administrator does, and single sign-on finds it by user name.
"""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from wuzha.centre.people.sealing import keys
from wuzha.centre.units.access import user_named
from wuzha.vocabulary.clock import SECOND, system_clock

RECENT_SECONDS = 300
"""Who signed in no longer ago is not asked for the password again before a second factor."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        if not super().is_reauthentication_required(app=app, **more):
            return False
        records = get_authentication_records(self.request, self.request.user)
        # The library stamps them with the machine's time, which is not always the house's.
        return not records or system_clock() / SECOND - records[-1]["at"] > RECENT_SECONDS

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("me")


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """The secrets of second factors are sealed like what is known of persons: who has only the
    database signs in as nobody."""

    PLACE = "mfa_authenticator.data"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys().sealed(text, self.PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """SettingError if it was not sealed here."""
        return keys().opened(base64.b64decode(encrypted_text), self.PLACE)


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The provider says who it is; the account must be there already, under the same name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        user = user_named(str(claims.get("preferred_username") or ""))
        if user is None:
            raise ImmediateHttpResponse(render(request, "account/unknown.html", status=403))
        sociallogin.connect(request, user)
