"""What has been: replays and their checkpoints, logs, reports and figures out of the journal."""
