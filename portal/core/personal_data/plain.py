"""Text of a web page's field: what it says without its tags, and what its links reveal."""

from html.parser import HTMLParser

_TAGS = "p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote table caption tr div"
_BLOCKS = frozenset(_TAGS.split())
_CELLS = frozenset({"td", "th"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append("\t")
        for name, value in attrs:
            if value and (name in ("title", "alt") or value.lower().startswith(("mailto:", "tel:", "sms:"))):
                self.parts.append(f" {value.partition(':')[2] if name == 'href' else value} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"\n{data}\n")


def text_of_html(html: str) -> str:
    """Return the text of markup: inline tags leave no gap, so that none can break a number."""
    if "<" not in html and "&" not in html:
        return html
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)
