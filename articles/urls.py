"""Addresses of `articles`."""

from django.urls import path

from articles import views

urlpatterns = [
    # /batches/new/
    path("batches/new/", views.upload, name="upload"),
]
