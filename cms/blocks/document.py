"""The composition of a document that is read on the web: words, tables and figures, nothing to decorate."""

from wagtail import blocks

from cms.blocks.figures import FiguresBlock
from cms.blocks.links import LinkListBlock
from cms.blocks.questions import QuestionsBlock
from cms.blocks.table import TableBlock
from cms.blocks.text import HeadingBlock, NoticeBlock, ParagraphBlock


class DocumentBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    table = TableBlock()
    notice = NoticeBlock()
    figures = FiguresBlock()
    links = LinkListBlock()
    questions = QuestionsBlock()
