"""Headers that every answer carries and that Django has no setting for."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
HEADERS = {
    # What no page of ours asks for, no page may be made to ask for.
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    # Nobody else's page may take in ours, by whatever tag.
    "Cross-Origin-Resource-Policy": "same-origin",
}

Answering = Callable[[HttpRequest], HttpResponseBase]


def headers(get_response: Answering) -> Answering:
    """Add them, unless a view has set its own."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer
