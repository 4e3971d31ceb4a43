"""Plain text files and the markup of rich-text fields."""

from tests.core.personal_data.corpus.page import TEXT_KINDS, Document, Draft


def make(number: int, *, seed: str, part: str) -> Document:
    draft = Draft.seeded(f"{seed} text {number}", part=part)
    lines = draft.decoys(draft.values.rng.randint(3, 7))
    if number % 4:
        # In turn, so that every kind is there often enough to be counted.
        for step in range(draft.values.rng.randint(1, 4)):
            lines.append(draft.plant("văn bản", kind=TEXT_KINDS[(number * 3 + step) % len(TEXT_KINDS)]))
    draft.values.rng.shuffle(lines)
    return Document(f"van-ban-{number}.txt", "text/plain", "\n".join(lines).encode(), draft.planted)
