"""The form of an alert: what is followed, why, and how its owner is told."""

from django import forms

from claims import search
from claims.models import Alert
from claims.querying import NotUnderstood


class AlertForm(forms.ModelForm):  # type: ignore[type-arg]
    """A query, a note and a way of being told; the instance must have its owner."""

    query = forms.CharField(
        label="Search",
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="In the language of search; what is new for it is told.",
    )
    note = forms.CharField(
        label="Why do I care?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For you alone. It stands above each mail, so that you know in a year, too.",
    )
    delivery = forms.ChoiceField(
        label="How to be told", choices=Alert.Delivery.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Alert
        fields = ("query", "note", "delivery")

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.at: tuple[int, int] | None = None  # where the query is not understood
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_query(self) -> str:
        """Refuse what is no query, in the words of the language itself."""
        query: str = self.cleaned_data["query"]
        try:
            asked = search.asked(query)
        except NotUnderstood as error:
            place = query[error.start : error.end]
            near = f" (at “{place}”)" if place.strip() else ""
            raise forms.ValidationError(f"{error}{near}") from None
        if asked.query.similar_to is not None:
            raise forms.ValidationError(
                "What is alike has no border, so an alert cannot follow it: take “similar:” out."
            )
        return query

    def clean_delivery(self) -> str:
        """Refuse mail to who has no address."""
        delivery: str = self.cleaned_data["delivery"]
        if delivery != Alert.Delivery.FEED and not self.instance.user.email:
            raise forms.ValidationError(
                "You have no mail address yet. Add one on the page of your account first, or "
                "choose the feed."
            )
        return delivery
