"""Pictures. Each says in words what it shows."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Ảnh")
    alternative = blocks.CharBlock(
        label="Ảnh này cho thấy gì", help_text="Đọc thay cho ảnh khi người xem không nhìn thấy ảnh."
    )
    caption = blocks.CharBlock(label="Chú thích", required=False)

    class Meta:
        icon = "image"
        label = "Ảnh"
        template = "blocks/picture.html"
