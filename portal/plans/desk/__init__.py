"""The staff's pages of plans and reports: a unit writes and sends, the province looks and decides."""
