"""A sample key and two sample tips, so that the sealed channel can be tried. Everybody has this key: it protects nothing."""

import base64
import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.confidential import services
from portal.confidential.models import TipKey
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft, record_many
from portal.statutes.terms import ZONE

_KEY = Path(__file__).parents[1] / "data" / "tip_key_sample.json"
# The codes of the sample tips; the second has been accepted and answered.
WAITING, ANSWERED = "ba cha ha la ma na tha tra va sa", "ban chan han lan man nan than tran van san"
_TEXTS = (
    "Nội dung:\nTIN MẪU: một cán bộ được bịa ra nhận tiền để làm nhanh thủ tục.",
    "Nội dung:\nTIN MẪU: vật tư của một công trình được bịa ra bị khai khống.",
)
_REPLY = "TIN MẪU: Thanh tra đã thụ lý. Anh, chị còn giữ ảnh hoá đơn nào không?"


def create(bodies: Bodies, people: dict[tuple[str, str], User], today: date, salt: Callable[[], str]) -> None:
    """Store the key as entered and confirmed by the sample staff, then two tips."""
    inspectorate = bodies.organisations["HY-TTT"]
    inspector, administrator = people["HY-TTT", Role.INSPECTOR], people["HY-VP", Role.ADMINISTRATOR]
    at = datetime.combine(today, time(8), tzinfo=ZONE)
    key = TipKey.objects.create(
        organisation=inspectorate,
        public=base64.b64decode(json.loads(_KEY.read_text())["public"]),
        entered_by=administrator,
        entered_on=today,
        confirmed_by=inspector,
        confirmed_on=today,
        is_sample_data=True,
    )
    confirmed = EventDraft(
        kind=EventKind.TIP_KEY_CONFIRMED,
        organisation=inspectorate,
        subject=f"tip-key:{key.fingerprint.replace(' ', '')}",
        actor_role=ActorRole.INSPECTOR,
        at=at,
        payload={"fingerprint": key.fingerprint},
    )
    record_many([confirmed], salt=salt)
    for code, text in zip((WAITING, ANSWERED), _TEXTS, strict=True):
        services.submit(code=code, text=text, at=at, is_sample_data=True)
    answered = services.find(ANSWERED)
    assert answered is not None
    services.act("accept", tip=answered, by=inspector, at=at, text=_REPLY)
