"""The page types of the ordinary site."""

from cms.pages.models.base import BasePage
from cms.pages.models.home import HomePage
from cms.pages.models.news import NewsIndexPage, NewsPage
from cms.pages.models.standard import StandardPage

__all__ = ["BasePage", "HomePage", "NewsIndexPage", "NewsPage", "StandardPage"]
