"""What happens, in which order: the flows that the deployments run."""

from lieferschein.local.secret_blocks import ask_prefect

ask_prefect()
