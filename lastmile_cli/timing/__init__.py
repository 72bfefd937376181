"""The one clock: a visiting order to arrival, waiting, service and departure. It judges nothing."""
