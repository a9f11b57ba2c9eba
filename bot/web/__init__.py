"""HTTP: what Slack posts when there is no Socket Mode, and what probes ask."""
