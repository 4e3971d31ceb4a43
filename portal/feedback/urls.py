"""Addresses under /phan-anh/."""

from django.urls import path
from django.views.generic import RedirectView

from portal.feedback.views import case, following, listing, private, submission, support

app_name = "feedback"
urlpatterns = [
    path("", listing.petition_list, name="list"),
    path("csv/", listing.petition_csv, name="csv"),
    path("gui/", submission.submit, name="submit"),
    path("tra-cuu/", case.track, name="track"),
    path("rieng/<str:token>/", private.private_page, name="private"),
    path("rieng/<str:token>/phan/<str:code>/", private.private_page, name="private-part"),
    path("rieng/<str:token>/bien-nhan.json", private.private_receipt, name="private-receipt"),
    path("rieng/<str:token>/tep/<int:pk>/", private.private_file, name="private-file"),
    path("rieng/<str:token>/tai-lieu/<int:pk>/", private.private_document, name="private-document"),
    path("theo-doi/xac-nhan/<str:token>/", following.confirm, name="follow-confirm"),
    path("theo-doi/bo/<str:token>/", following.stop, name="follow-stop"),
    path("<str:code>/", case.petition_detail, name="petition"),
    path("<str:code>/theo-doi/", following.follow, name="follow"),
    path("<str:code>/cung-y-kien/", support.support, name="support"),
    path("<str:code>/thoi-han/<slug:stage>/", case.deadline_detail, name="deadline"),
    path(
        "<str:code>/han/<slug:stage>/",
        RedirectView.as_view(pattern_name="feedback:deadline", permanent=True),
    ),
    path("<str:code>/tai-lieu/<int:pk>/", case.public_document, name="document"),
    path("<str:code>/anh/<int:pk>/", case.public_photo, name="photo"),
]
