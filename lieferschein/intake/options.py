"""What a run can be told: the group of options that the run form, the command line and Python share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lieferschein.reasons import N_


class SyncOptions(BaseModel):
    """Which messages a run takes, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Literal["inbox", "error"] = Field(
        "inbox",
        title=N_("Folder"),
        description=N_("inbox: the mail in Eingang. error: take the rejected mail in Fehler once more."),
        json_schema_extra={"position": 0},
    )
    suppliers: list[str] = Field(
        default_factory=list,
        title=N_("Only these suppliers"),
        description=N_("Keys or names of suppliers; empty: all of them."),
        json_schema_extra={"position": 1},
    )
    reasons: list[str] = Field(
        default_factory=list,
        title=N_("Only these reasons"),
        description=N_("Reason codes such as unknown_sender or conflict, for the folder error; empty: all of them."),
        json_schema_extra={"position": 2},
    )
    limit: int | None = Field(
        None,
        ge=1,
        title=N_("At most"),
        description=N_("Take at most so many messages, oldest first; empty: all of them."),
        json_schema_extra={"position": 3},
    )
    dry_run: bool = Field(
        False,
        title=N_("Dry run"),
        description=N_("Show what would happen; import nothing, move nothing, write nothing."),
        json_schema_extra={"position": 4},
    )
    accept_conflicts: bool = Field(
        False,
        title=N_("Accept conflicts"),
        description=N_("A note that comes again with other content replaces the one in the store."),
        json_schema_extra={"position": 5},
    )
