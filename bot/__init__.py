"""The running process: commands, wiring, poller, edge, clock, delivery."""
