"""How well search finds what residents ask for: fixed queries, judged by hand, measured on any engine."""
