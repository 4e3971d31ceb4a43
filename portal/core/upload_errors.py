"""The one exception that upload checks raise."""


class UnsafeUpload(Exception):
    """A file is refused; the message ends a Vietnamese sentence that starts with the file's name."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code
