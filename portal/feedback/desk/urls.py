"""The desk's addresses, below /quan-tri/phan-anh/."""

from django.urls import path

from portal.feedback.desk import (
    answers_export,
    bulk,
    entry,
    letters,
    photos,
    privacy,
    questions,
    relation_views,
    views,
    writing,
)

urlpatterns = [
    path("", views.desk, name="feedback_desk"),
    path("tiep-nhan/", bulk.acknowledge, name="feedback_desk_acknowledge"),
    path("thu/", letters.letter_list, name="feedback_desk_letters"),
    path("thu/<int:pk>/", letters.letter, name="feedback_desk_letter"),
    path("thu/<int:pk>/bo-sung/", letters.put_with_case, name="feedback_desk_letter_add"),
    path("thu/<int:pk>/bo/", letters.put_aside, name="feedback_desk_letter_discard"),
    path("thu/<int:pk>/tep/<int:file>/", letters.letter_file, name="feedback_desk_letter_file"),
    path("nhap-don/", entry.write_down, name="feedback_desk_entry"),
    path("cau-hoi-them/csv/", answers_export.answers_csv, name="feedback_desk_answers"),
    path("<str:code>/", views.case, name="feedback_desk_case"),
    path("<str:code>/lien-he/", views.contact, name="feedback_desk_contact"),
    path("<str:code>/tep/<int:pk>/", views.attachment, name="feedback_desk_attachment"),
    path("<str:code>/tai-lieu/<int:pk>/", views.document, name="feedback_desk_document"),
    path("<str:code>/rieng-tu/", privacy.privacy, name="feedback_desk_privacy"),
    path("<str:code>/anh/<int:pk>/", photos.photo, name="feedback_desk_photo"),
    path("<str:code>/anh/<int:pk>/cong-khai/", photos.shown, name="feedback_desk_photo_shown"),
    path("<str:code>/cau-hoi/", questions.questions, name="feedback_desk_questions"),
    path("<str:code>/giay-hen/", entry.slip, name="feedback_desk_slip"),
    path("<str:code>/thu/<int:pk>/", letters.case_letter_file, name="feedback_desk_case_letter_file"),
    path("<str:code>/gop/", relation_views.merge, name="feedback_desk_merge"),
    path("<str:code>/tach/", relation_views.split, name="feedback_desk_split"),
    path("<str:code>/dang-soan/", writing.take, name="feedback_desk_lock"),
    path("<str:code>/nhap/<slug:name>/", writing.save, name="feedback_desk_draft"),
    path("<str:code>/bo-nhap/<slug:name>/", writing.discard, name="feedback_desk_discard"),
    path("<str:code>/mau/<slug:name>/", writing.insert_template, name="feedback_desk_template"),
    path("<str:code>/<slug:name>/", views.act, name="feedback_desk_act"),
]
