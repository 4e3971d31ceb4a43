"""What senders answered beside their letters, as a table: of the cases in the list, one line for each answer."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.core.exports import streamed_csv
from portal.feedback.desk import access
from portal.feedback.desk.query import DeskQuery
from portal.feedback.models import QuestionAnswer

_HEADING = ["Mã", "Nhận lúc", "Đơn vị", "Lĩnh vực", "Câu hỏi", "Trả lời", "Công khai"]


@require_GET
def answers_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The answers of the cases that the user reads and the list's filters leave. 404 for those who read none."""
    user = access.staff(request)
    if not access.has_desk(user):
        raise Http404
    listed = DeskQuery.from_parameters(request.GET).listed(access.readable(user), on=timezone.localdate())
    answers = (
        QuestionAnswer.objects.filter(petition__in=listed.order_by().values("pk"))
        .select_related("petition__organisation")
        .order_by("petition__received_at", "petition_id", "position")
    )
    response = streamed_csv("cau-hoi-them", _HEADING, _rows(answers))
    response["Cache-Control"] = "no-store"
    return response


def _rows(answers: QuerySet[QuestionAnswer]) -> Iterator[list[object]]:
    for answer in answers.iterator(chunk_size=500):
        case = answer.petition
        received = timezone.localtime(case.received_at)
        yield [
            case.code,
            f"{received:%d/%m/%Y %H:%M}",
            case.organisation.name,
            case.get_category_display(),
            answer.label,
            answer.text,
            "Có" if answer.is_public else "Không",
        ]
