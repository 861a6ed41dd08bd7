"""Addresses of `articles`."""

from django.urls import path

from articles import views

urlpatterns = [
    # /batches/new/
    path("batches/new/", views.upload, name="upload"),
    # /subscriptions/
    path("subscriptions/", views.subscriptions, name="subscriptions"),
    path("subscriptions/new/", views.new_subscription, name="new-subscription"),
    path("subscriptions/<int:pk>/", views.subscription, name="subscription"),
    path("subscriptions/<int:pk>/steer/", views.steer_subscription, name="steer-subscription"),
]
