"""What a run can be told: the group of options that the run form, the command line and Python share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class SyncOptions(BaseModel):
    """Which messages a run takes, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Literal["inbox", "error"] = Field(
        "inbox",
        title="Folder",
        description="inbox: the mail in Eingang. error: take the rejected mail in Fehler once more.",
        json_schema_extra={"position": 0},
    )
    suppliers: list[str] = Field(
        default_factory=list,
        title="Only these suppliers",
        description="Keys or names of suppliers; empty: all of them.",
        json_schema_extra={"position": 1},
    )
    reasons: list[str] = Field(
        default_factory=list,
        title="Only these reasons",
        description="Reason codes such as unknown_sender or conflict, for the folder error; empty: all of them.",
        json_schema_extra={"position": 2},
    )
    limit: int | None = Field(
        None,
        ge=1,
        title="At most",
        description="Take at most so many messages, oldest first; empty: all of them.",
        json_schema_extra={"position": 3},
    )
    dry_run: bool = Field(
        False,
        title="Dry run",
        description="Show what would happen; import nothing, move nothing, write nothing.",
        json_schema_extra={"position": 4},
    )
    accept_conflicts: bool = Field(
        False,
        title="Accept conflicts",
        description="A note that comes again with other content replaces the one in the store.",
        json_schema_extra={"position": 5},
    )
