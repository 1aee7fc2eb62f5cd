"""Electronic delivery notes from a mailbox into your system: every hour, exactly once."""
