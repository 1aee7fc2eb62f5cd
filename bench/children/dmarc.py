"""parsedmarc's mailbox loop on its own kind of mail, offline, in one batch. Runs in the peers' environment."""

from __future__ import annotations

import json
import logging
import sys
import time


def main(host: str, port: int, user: str, password: str, folder: str, archive: str) -> None:
    """Do the whole folder."""
    from parsedmarc import get_dmarc_reports_from_mailbox
    from parsedmarc.mail import IMAPConnection

    logging.disable(logging.CRITICAL)
    started, cpu = time.perf_counter(), time.process_time()
    connection = IMAPConnection(host, user, password, port=port, ssl=False, starttls=False)
    found = get_dmarc_reports_from_mailbox(
        connection, reports_folder=folder, archive_folder=archive, offline=True, batch_size=1_000_000
    )
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mails": len(found["aggregate_reports"])}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5], sys.argv[6])
