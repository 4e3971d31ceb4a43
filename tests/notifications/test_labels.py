"""Administrators read what a letter is, never the name of a file."""

from pathlib import Path

from django.template.loader import get_template

from portal.notifications.models import TEMPLATE_LABELS, Message


def test_every_letter_has_a_name_for_people() -> None:
    folder = Path(get_template("notifications/layout.html").origin.name).parent
    found = {path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt")}
    assert found == TEMPLATE_LABELS.keys()
    assert Message(template="follow_news").template_label == "Báo tin cho người theo dõi"
