"""People in Django's admin: who there is, which role each has, and who may still sign in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.roles import Role, given_role
from newsclaims.people.giving import give

ROLES = [
    (Role.READER, "reader: looks"),
    (Role.EDITOR, "editor: puts right what the program made of articles"),
    (Role.ADMIN, "admin: adds articles and looks after people, too"),
]


class PersonForm(UserChangeForm):  # type: ignore[type-arg]
    """A person with a role in place of flags, groups and permissions."""

    role = forms.ChoiceField(choices=ROLES, widget=forms.RadioSelect)
    by: User  # who fills it in

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = given_role(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse that admins take their own rights away, so that one always remains."""
        found = super().clean() or self.cleaned_data
        is_still_admin = found.get("role") == Role.ADMIN and found.get("is_active")
        if self.instance == self.by and not is_still_admin:
            raise ValidationError("Another admin has to take this away from you.")
        return found


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new person."""

    role = forms.ChoiceField(choices=ROLES, initial=Role.EDITOR, widget=forms.RadioSelect)


admin.site.site_header = admin.site.site_title = "newsclaims"
admin.site.index_title = "People, batches and what was read"
admin.site.unregister(Group)  # a role says all
admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People. They are switched off, never deleted: the history keeps their names."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ["username", "role", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "role", "is_active"]}),
        ("Known of them", {"fields": ["first_name", "last_name", "email", *readonly_fields]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2", "role"]}),
    ]

    @admin.display(description="role")
    def role(self, person: User) -> str:
        """Return the role in a word."""
        return given_role(person)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Have the groups with them, which say the roles."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Let the form know who fills it in."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save a person, and the role with it."""
        super().save_model(request, obj, form, change)
        give(role=Role(form.cleaned_data["role"]), to=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse it."""
        return False
