"""Table of contents of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from newsclaims.health import health

urlpatterns = [
    path("", include("claims.urls")),
    path("", include("articles.urls")),
    path("health/", health, name="health"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
