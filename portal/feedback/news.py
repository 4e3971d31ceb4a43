"""What is told by e-mail of an act on a case: one row an act. Pure.

A new act that somebody should hear of needs a row here and nothing else; the words are public, so that no letter
tells more than the case's page. An act without a row is not told.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """`headline` follows the code in the subject. `to_followers`: whether strangers hear of it too."""

    headline: str
    text: str
    todo: str = ""
    to_sender: bool = True
    to_followers: bool = True
    to_staff: bool = False
    template: str = "petition_news"


# For whom a row says nothing else: the sender and those who follow the case.
NEWS: dict[str, News] = {
    "submit": News("đã nhận", "Hồ sơ đã được ghi nhận.", to_followers=False, template="petition_received"),
    "acknowledge": News("đã tiếp nhận", "Đơn vị đã tiếp nhận hồ sơ."),
    "accept": News("đã thụ lý", "Đơn vị đã thụ lý và đang giải quyết."),
    "refuse": News("không thụ lý", "Đơn vị không thụ lý hồ sơ; lý do ghi trên trang của hồ sơ."),
    "forward": News(
        "đã chuyển cơ quan khác",
        "Hồ sơ đã được chuyển đến cơ quan có thẩm quyền. Hạn của ông/bà không tính lại.",
    ),
    "ask": News(
        "cần bổ sung thông tin",
        "Đơn vị đề nghị ông/bà bổ sung thông tin.",
        todo="Mở trang riêng của hồ sơ để đọc câu hỏi và bổ sung.",
        to_followers=False,
    ),
    "pause": News("tạm đình chỉ", "Việc giải quyết tạm dừng; lý do ghi trên trang của hồ sơ."),
    "resume": News("tiếp tục giải quyết", "Việc giải quyết được tiếp tục."),
    "extend": News("gia hạn trả lời", "Hạn trả lời được gia hạn; lý do ghi trên trang của hồ sơ."),
    "declare_complex": News(
        "vụ việc phức tạp",
        "Vụ việc được xác định là phức tạp nên hạn trả lời dài hơn; lý do ghi trên trang của hồ sơ.",
    ),
    "state_at_hand": News("thông tin có sẵn", "Thông tin ông/bà yêu cầu có sẵn nên hạn trả lời sớm hơn."),
    "recompute": News(
        "thời hạn được tính lại",
        "Lịch làm việc thay đổi nên thời hạn được tính lại; ngày cũ và ngày mới ghi trên trang của hồ sơ.",
        to_staff=True,
    ),
    "withdraw": News("người gửi đã rút", "Người gửi đã rút hồ sơ.", to_staff=True),
    "add_information": News(
        "người gửi gửi thêm thông tin",
        "Người gửi đã gửi thêm thông tin.",
        to_sender=False,
        to_followers=False,
        to_staff=True,
    ),
    "complain_again": News(
        "đã khiếu nại lần hai",
        "Khiếu nại lần hai đã gửi tới cơ quan cấp trên và là một hồ sơ riêng có thời hạn riêng.",
        todo="Mở trang riêng của hồ sơ để đến hồ sơ lần hai.",
        to_followers=False,
        to_staff=True,
    ),
    "approve_answer": News(
        "đã có trả lời",
        "Đơn vị đã trả lời.",
        todo="Mở trang riêng của hồ sơ để đọc trả lời, đánh giá, hoặc đề nghị xem xét lại nếu không đồng ý.",
    ),
    "approve_correction": News(
        "trả lời được đính chính", "Đơn vị đã đính chính câu trả lời; bản trước vẫn đọc được."
    ),
    "ask_again": News(
        "việc đã xong chưa?",
        "Đã qua một thời gian từ khi có trả lời.",
        todo="Mở trang riêng của hồ sơ và cho biết việc đã được giải quyết chưa.",
        to_followers=False,
    ),
    "decide_dispute": News("đã xem xét lại", "Đã có quyết định về đề nghị xem xét lại."),
    "give_information": News(
        "người gửi đã bổ sung",
        "Người gửi đã bổ sung thông tin.",
        to_sender=False,
        to_followers=False,
        to_staff=True,
    ),
    "dispute": News(
        "người gửi không đồng ý",
        "Người gửi không đồng ý với câu trả lời và đề nghị xem xét lại.",
        to_sender=False,
        to_followers=False,
        to_staff=True,
    ),
    "assign_review": News(
        "giao xem xét lại",
        "Ông/bà được giao xem xét lại câu trả lời của hồ sơ này.",
        to_sender=False,
        to_followers=False,
        to_staff=True,
    ),
    "merge": News(
        "đã gộp",
        "Hồ sơ của ông/bà đã gộp vào một hồ sơ khác cùng nói một việc; câu trả lời của hồ sơ đó là chung.",
        todo="Mở trang riêng của hồ sơ để xem hồ sơ chính, hoặc nói không đồng ý nếu việc của ông/bà là việc khác.",
        to_followers=False,
    ),
    "restore": News("được xử lý riêng", "Hồ sơ của ông/bà lại được xử lý riêng.", to_followers=False),
    "object_merge": News(
        "không đồng ý việc gộp",
        "Người gửi nói việc của mình là việc khác. Người đứng đầu tách lại, hoặc giữ nguyên và nói vì sao.",
        to_sender=False,
        to_followers=False,
        to_staff=True,
    ),
    "keep_merge": News(
        "vẫn gộp",
        "Người đứng đầu giữ nguyên việc gộp; lý do ghi trên trang riêng của hồ sơ.",
        to_followers=False,
    ),
    "split": News(
        "đã tách thành nhiều phần",
        "Hồ sơ đã tách thành nhiều phần, mỗi phần do nơi có thẩm quyền trả lời. Thời hạn không tính lại.",
        todo="Trang riêng của hồ sơ mở được mọi phần.",
    ),
    "ask_assignment": News(
        "đang chờ xác định cơ quan",
        "Các đơn vị chưa thống nhất nơi giải quyết nên đã đề nghị cấp trên quyết định. Thời hạn vẫn chạy.",
    ),
    "assign": News(
        "đã xác định cơ quan", "Cấp trên đã xác định cơ quan giải quyết. Thời hạn không tính lại."
    ),
}
