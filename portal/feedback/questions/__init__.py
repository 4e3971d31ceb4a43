"""Extra questions by category: which of them are put to a sender, and the form that puts them."""
