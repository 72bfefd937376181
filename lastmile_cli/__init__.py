"""lastmile: from an address list to the evening report of a delivery day, in one tool."""

__version__ = "0.1.0"
