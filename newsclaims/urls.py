"""Table of contents of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from newsclaims.health import health
from newsclaims.people import account, demo, signing_in, tokens

urlpatterns = [
    path("", include("claims.urls")),
    path("", include("articles.urls")),
    path("health/", login_not_required(health), name="health"),
    path("login/", signing_in.SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/mail/", account.mail_address, name="mail_address"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("account/password/", account.NewPassword.as_view(), name="password"),
    path("admin/login/", signing_in.sign_in_to_admin, name="admin_sign_in"),
    path("admin/", admin.site.urls),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", demo.enter, name="demo"))
