"""The page on which staff upload a batch."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.forms import UploadForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a batch; the workers read it in while its page shows how far they are."""
    user = cast(User, request.user)
    if not user.is_staff:
        raise PermissionDenied("Only staff may add articles.")
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        try:
            return redirect(receive(**form.delivery(), by=user))
        except Unreadable as error:
            form.add_error(None, f"What was sent {error}.")
    context = {
        "form": form,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "max_files": f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES:,}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "articles/upload.html", context, status=status)
