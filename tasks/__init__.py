"""One Prefect task per step: a name, a retry policy, a state and a call; what they do is in lieferschein.intake."""

from lieferschein.intake import Steps
from tasks.importing import observed_import
from tasks.mailbox import observed_connect, observed_fetch, observed_list, observed_move
from tasks.parsing import observed_parse
from tasks.reporting import observed_report

OBSERVED = Steps(
    connect=observed_connect,
    list_inbox=observed_list,
    fetch=observed_fetch,
    parse=observed_parse,
    import_=observed_import,
    move=observed_move,
    report=observed_report,
)

__all__ = ["OBSERVED"]
