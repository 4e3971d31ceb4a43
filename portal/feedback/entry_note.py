"""How a case came, in one line for everybody, where it did not come through the portal itself."""

from datetime import datetime

from django.utils import timezone

from portal.feedback.vocabulary import Channel

_WORDS = {
    Channel.PAPER: "Nhập từ đơn giấy ngày {entered}, đơn đến ngày {came}",
    Channel.PHONE: "Ghi từ cuộc gọi điện thoại ngày {came}, nhập ngày {entered}",
    Channel.RECEPTION: "Ghi tại buổi tiếp công dân ngày {came}, nhập ngày {entered}",
    Channel.EMAIL: "Gửi bằng thư điện tử, thư đến ngày {came}, vào sổ ngày {entered}",
    Channel.SMS: "Gửi bằng tin nhắn SMS, tin đến ngày {came}, vào sổ ngày {entered}",
    Channel.ZALO: "Gửi qua Zalo, tin đến ngày {came}, vào sổ ngày {entered}",
}


def entry_note(channel: str, effective_at: datetime, received_at: datetime) -> str:
    """ "" for what was sent on the portal. Days are those of Vietnam."""
    words = _WORDS.get(Channel(channel), "")
    return words.format(came=_day(effective_at), entered=_day(received_at))


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}"
