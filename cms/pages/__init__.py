"""Ordinary pages: home, standing texts, news; and the base that every page type builds on."""
