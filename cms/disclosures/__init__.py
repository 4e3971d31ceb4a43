"""What the law makes public: one page type per kind, the obligations they fulfil, and the public register."""
