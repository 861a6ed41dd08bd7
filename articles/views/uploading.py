"""The page on which admins upload a batch."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.forms import UploadForm
from articles.roles import for_admins, user_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a batch; the workers read it in while its page shows how far they are."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        try:
            return redirect(receive(**form.delivery(), by=user_of(request)))
        except Unreadable as error:
            form.add_error(None, f"What was sent {error}.")
    context = {
        "form": form,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "max_files": f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES:,}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "articles/upload.html", context, status=status)
