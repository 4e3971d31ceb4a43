"""Questions and answers that open one by one, without a script."""

from wagtail import blocks

from cms.blocks.fields import CleanRichTextBlock


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Câu hỏi")
    answer = CleanRichTextBlock(label="Trả lời")

    class Meta:
        icon = "help"
        label = "Câu hỏi"


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Tiêu đề", required=False)
    questions = blocks.ListBlock(QuestionBlock(), label="Câu hỏi", min_num=1)

    class Meta:
        icon = "help"
        label = "Hỏi và đáp"
        template = "blocks/questions.html"
