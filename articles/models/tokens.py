"""Rows of tokens, by which scripts come in."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Token(models.Model):
    """A key for scripts that somebody made; it may do no more than that person may."""

    class Scope(models.TextChoices):
        """What it is good for; each beside the others."""

        READ = "read", "read and search"
        CORRECT = "correct", "put statements and links right"
        DELIVER = "deliver", "load batches"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=100, help_text="What it is for, in its owner’s words.")
    digest = models.CharField(max_length=64, unique=True, help_text="sha256 of the secret.")
    hint = models.CharField(max_length=8, help_text="How the secret begins.")
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"
