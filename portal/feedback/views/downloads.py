"""Files of cases leave the portal here and nowhere else, apart from what is public.

An address is a capability: whoever may have a file is given one for that file and ten minutes. It asks for no cookie,
so an operator can answer /tai-ve/ from a host of its own.
"""

from datetime import timedelta

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.feedback.models import AnswerFile, Attachment, LetterFile

LASTS = timedelta(minutes=10)
_SALT = "feedback.download"
Held = Attachment | AnswerFile | LetterFile
_MODELS: dict[str, type[Attachment] | type[AnswerFile] | type[LetterFile]] = {
    "a": Attachment,
    "d": AnswerFile,
    "l": LetterFile,
}


def lead_to(file: Held) -> HttpResponseRedirect:
    """Send somebody who may have the file to an address of it. 404 while it waits for the virus scanner."""
    if not file.may_be_served:
        raise Http404
    kind = next(kind for kind, model in _MODELS.items() if isinstance(file, model))
    response = HttpResponseRedirect(reverse("download", args=[signing.dumps([kind, file.pk], salt=_SALT)]))
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def download(request: HttpRequest, token: str) -> FileResponse:
    """Hand out what the address was made for, as a download."""
    try:
        kind, pk = signing.loads(token, salt=_SALT, max_age=LASTS)
        file = _MODELS[kind].objects.get(pk=pk)
    except (signing.BadSignature, ObjectDoesNotExist) as error:
        raise Http404 from error
    response = file_response(file)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def file_response(file: Held, *, inline: bool = False, public: bool = False) -> FileResponse:
    """Return the file under headers that keep a browser from running anything in it.

    The public gets the rendition with covered areas, and no cache keeps it without asking again. 404 while a file
    waits for the virus scanner.
    """
    is_covered = public and isinstance(file, Attachment) and bool(file.covered)
    kept = file.covered if isinstance(file, Attachment) and is_covered else file.file
    if not file.may_be_served or not kept:
        raise Http404
    try:
        stream = kept.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=not inline, filename=file.name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-cache" if public else "no-store, private"
    if public:
        digest = file.covered_sha256 if isinstance(file, Attachment) and is_covered else file.sha256
        response["ETag"] = f'"{digest[:32]}"'
    return response
