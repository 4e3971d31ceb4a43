"""Numbers worth reading: a few figures with their units."""

from wagtail import blocks


class FigureBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="Tên chỉ tiêu")
    value = blocks.CharBlock(label="Giá trị")
    unit = blocks.CharBlock(label="Đơn vị", required=False)

    class Meta:
        icon = "order"
        label = "Số liệu"


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tiêu đề", required=False)
    figures = blocks.ListBlock(FigureBlock(), label="Số liệu", min_num=1, max_num=12)

    class Meta:
        icon = "order"
        label = "Bảng số liệu"
        template = "blocks/figures.html"
