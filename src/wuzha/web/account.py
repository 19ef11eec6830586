"""Addresses of signing in: the pages of django-allauth that this house has, and no others.

Nobody signs up, gets a password by e-mail or ties another house's account to their own here, so
those pages of the library have no address.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import callback
from allauth.socialaccount.views import login_cancelled
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path

from wuzha.web.door import Request, page, public


@public()
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """GET /account/oidc/<provider>/login/: to the provider, which sends people back.

    A link and no form: the content policy would not let a form lead to another host. It only ever
    signs in; whose account it is, is decided in signing_in.py.
    """
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    back = get_next_redirect_url(request)
    try:
        answer: HttpResponseBase = provider.redirect(request, AuthProcess.LOGIN, next_url=back)
    except OSError:  # the library lets through what its HTTP client raises
        return render(request, "socialaccount/authentication_error.html", status=502)
    return answer


@page()
def no_password(request: Request) -> HttpResponseBase:
    """GET /account/password/set/: who comes in by single sign-on has no password to change."""
    return render(request, "account/no_password.html")


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", no_password, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/login/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/login/", sign_on, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", callback, name="openid_connect_callback"),
]
