"""Words: paragraphs, headings, quotations, notices."""

from wagtail import blocks

from cms.blocks.fields import CleanRichTextBlock


class HeadingBlock(blocks.CharBlock):
    """A section heading below the page's own h1."""

    class Meta:
        icon = "title"
        label = "Tiêu đề mục"
        template = "blocks/heading.html"


class ParagraphBlock(CleanRichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = "Đoạn văn"
        template = "blocks/paragraph.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Lời trích")
    source = blocks.CharBlock(label="Nguồn", required=False)

    class Meta:
        icon = "openquote"
        label = "Trích dẫn"
        template = "blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    """Something that a reader must not miss."""

    level = blocks.ChoiceBlock(
        choices=[("info", "Thông tin"), ("warning", "Lưu ý")], default="info", label="Mức độ"
    )
    title = blocks.CharBlock(label="Tiêu đề", required=False)
    text = blocks.TextBlock(label="Nội dung")

    class Meta:
        icon = "warning"
        label = "Thông báo nổi bật"
        template = "blocks/notice.html"
