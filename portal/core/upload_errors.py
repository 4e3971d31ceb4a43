"""The one exception that upload checks raise."""


class UnsafeUpload(Exception):
    """A file must be refused; the message is the Vietnamese end of a sentence that starts with the file's name."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code
