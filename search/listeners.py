"""Following what the rooms below change."""


def connect() -> None:
    pass
