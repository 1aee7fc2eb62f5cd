"""What an export folder holds: a small file that is written after the tables it tells of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lieferschein.export.atomic import atomic, flush
from lieferschein.store.frames import SCHEMAS

NAME = ".lieferschein-export.json"


@dataclass(slots=True)
class State:
    """`partitions`: each partition's path and mark. What a mark is worth depends on all the rest."""

    format: str
    database: str
    since: str | None = None
    suppliers: list[str] = field(default_factory=list)
    columns: str = ""
    partitions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = self.columns or _columns()

    def continues(self, earlier: State) -> bool:
        """Whether partitions with the same mark are the same files."""
        return asdict(self) | {"partitions": {}} == asdict(earlier) | {"partitions": {}}

    def save(self, folder: Path) -> None:
        """Keep it, once the files it tells of are safe: after a power cut the others are made anew."""
        flush()
        with atomic(folder / NAME) as file:
            file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def load_state(folder: Path) -> State | None:
    """What an earlier export left; None where there was none."""
    try:
        return State(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def _columns() -> str:
    text = "\n".join(f"{name}.{field.name}: {field.type}" for name, schema in SCHEMAS.items() for field in schema)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
