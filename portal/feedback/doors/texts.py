"""What a person wrote in a mail: without markup, signature and what they quote."""

import re
from html.parser import HTMLParser

from portal.core.html import clean_document
from portal.core.text import plain_text

# The cleaner takes about a second for this much.
_LONGEST_HTML = 200_000
LONGEST_TEXT = 100_000
_SILENT = re.compile(r"<(script|style|head|title|noscript)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BLOCKS = frozenset({"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "tr"})
_LINES = frozenset({"div", "section", "article", "header", "footer", "h1", "h5", "h6", "pre"})
_DIVISION = re.compile(rf"<(/?)(?:{'|'.join(sorted(_LINES))})\b[^>]*>", re.IGNORECASE)

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
# The line above a quotation, in the words of the usual programs.
_QUOTED = re.compile(
    r"^(?:"
    r"(?:On|Vào|Ngày|Trên)\b[^\n]{0,300}\n?[^\n]{0,200}(?:wrote|đã viết|viết)\s*:\s*$"
    r"|-{2,}\s*(?:Original Message|Thư gốc|Tin nhắn gốc|Forwarded message)\s*-{2,}.*$"
    r"|_{10,}\s*$"
    r"|(?:From|Từ)\s*:[^\n]+\n(?:Sent|Đã gửi|Ngày|Date)\s*:.*$"
    r")",
    re.MULTILINE | re.IGNORECASE,
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")
        if tag == "td":
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The words of an HTML mail; what the portal's gate for rich text removes is not among them."""
    spoken = _DIVISION.sub("<br>", _SILENT.sub(" ", html[:_LONGEST_HTML]))
    words = _Words()
    words.feed(str(clean_document(spoken)))
    words.close()
    lines = [line.strip() for line in "".join(words.found).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str, *, is_reply: bool) -> str:
    """The text without its signature and, in an answer, without what it quotes. All of it if nothing were left."""
    bounded = plain_text(text[:LONGEST_TEXT])
    cut = _SIGNATURE.split(bounded)[0]
    if is_reply:
        cut = _QUOTED.split(cut)[0]
        cut = "\n".join(line for line in cut.splitlines() if not line.lstrip().startswith(">"))
    return cut.strip() or bounded
