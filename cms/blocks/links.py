"""Ways onward: a list of links with a line on each."""

from django.core.exceptions import ValidationError
from wagtail import blocks


def _local_or_https(value: str) -> None:
    """Accept an address of this site or a secure one; nothing that a browser would execute."""
    if not value.startswith(("/", "https://", "http://", "mailto:", "tel:")) or value.startswith("//"):
        raise ValidationError("Địa chỉ phải bắt đầu bằng /, https://, mailto: hoặc tel:.")


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Tên liên kết")
    address = blocks.CharBlock(label="Địa chỉ", validators=[_local_or_https])
    note = blocks.CharBlock(label="Mô tả ngắn", required=False)

    class Meta:
        icon = "link"
        label = "Liên kết"


class LinkListBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tiêu đề", required=False)
    links = blocks.ListBlock(LinkBlock(), label="Liên kết", min_num=1, max_num=12)

    class Meta:
        icon = "link"
        label = "Danh sách liên kết"
        template = "blocks/link_list.html"
