"""What can go wrong with an export."""

from __future__ import annotations

from lieferschein.reasons import N_, Reason

_FORMAT = N_("{folder} holds an export as {found}. Give another folder for {wanted}.")
_NOT_WRITABLE = N_("{folder} cannot be written: {detail}.")
_NO_EXPORT = N_("{folder} holds no export.")


class ExportError(Exception):
    """The export cannot be written or read; `reason` says why and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence())
        self.reason = reason

    @classmethod
    def other_format(cls, folder: object, found: str, wanted: str) -> ExportError:
        """A folder holds one format: otherwise nobody would know which file is the current one."""
        return cls(Reason("export_format", _FORMAT, {"folder": str(folder), "found": found, "wanted": wanted}))

    @classmethod
    def not_writable(cls, folder: object, error: OSError) -> ExportError:
        """A full disk, a missing share, no rights."""
        detail = error.strerror or type(error).__name__
        return cls(Reason("export_not_writable", _NOT_WRITABLE, {"folder": str(folder), "detail": detail}))

    @classmethod
    def missing(cls, folder: object) -> ExportError:
        """There is nothing to read."""
        return cls(Reason("export_missing", _NO_EXPORT, {"folder": str(folder)}))
