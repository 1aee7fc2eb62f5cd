"""The store as files for other programs: Parquet, CSV, Excel workbooks; by month and supplier, only what changed.

export(store, "export", "parquet")        # as often as wanted; the second time only changed partitions are written
read_export("export", "lines")            # equal to store.lines()
"""

from lieferschein.export.errors import ExportError
from lieferschein.export.reading import read_export
from lieferschein.export.run import FORMATS, Exported, export

__all__ = ["FORMATS", "ExportError", "Exported", "export", "read_export"]
