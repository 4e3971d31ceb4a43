"""The composition that ordinary pages use."""

from wagtail import blocks

from cms.blocks.figures import FiguresBlock
from cms.blocks.links import LinkListBlock
from cms.blocks.media import PictureBlock
from cms.blocks.questions import QuestionsBlock
from cms.blocks.text import HeadingBlock, NoticeBlock, ParagraphBlock, QuoteBlock


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    notice = NoticeBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    figures = FiguresBlock()
    links = LinkListBlock()
    questions = QuestionsBlock()
