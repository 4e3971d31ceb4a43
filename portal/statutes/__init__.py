"""Legal bases: dated clock rules, disclosure duties, the working calendar and the arithmetic of deadlines."""
