"""What happens, in which order: the flows that the deployments run."""
