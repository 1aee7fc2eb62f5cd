"""Programs that run beside ours on this computer: the demo mailbox, the Prefect server, the worker."""
