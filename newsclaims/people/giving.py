"""Gives a person a role."""

from django.contrib.auth.models import Group, User
from django.db import transaction

from articles.roles import EDITORS, Role


@transaction.atomic
def give(*, role: Role, to: User) -> None:
    """Make somebody who is stored a reader, an editor or an admin. Twice is the same as once."""
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    to.is_staff = role is Role.ADMIN
    to.is_superuser = to.is_superuser and to.is_staff
    to.save(update_fields=["is_staff", "is_superuser"])
    if role is Role.EDITOR:
        to.groups.add(editors)
    else:
        to.groups.remove(editors)
    if hasattr(to, "_role"):
        del to._role  # what `role_of` has kept
