"""Files that hold personal data never touch a disk as they come.

Django writes what is larger than a few megabytes into a temporary file. At the pages that settings name
(``PORTAL_PRIVATE_UPLOADS``, names of routes) they are kept in the memory of the process instead, and no more of them
than ``PORTAL_PRIVATE_UPLOAD_BYTES``; the form is told the size that was sent.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.urls import NoReverseMatch, reverse


class PrivateUploadHandler(FileUploadHandler):
    """Keeps files in memory that has no name, at the pages that settings name; elsewhere it does nothing."""

    _memory: Any = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._memory = os.fdopen(os.memfd_create("upload"), "w+b") if self._is_private() else None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a block, or leave it to the next handler."""
        if self._memory is None:
            return raw_data
        if start < settings.PORTAL_PRIVATE_UPLOAD_BYTES:
            self._memory.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return the file, with the size that was sent."""
        if self._memory is None:
            return None
        self._memory.seek(0)
        return UploadedFile(
            file=self._memory,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Let go of what was kept."""
        if self._memory is not None:
            self._memory.close()

    def _is_private(self) -> bool:
        request = self.request
        return request is not None and request.path in _paths()


def _paths() -> set[str]:
    found = set()
    for name in settings.PORTAL_PRIVATE_UPLOADS:
        try:
            found.add(reverse(name))
        except NoReverseMatch:
            continue
    return found
