"""Paper: driver manifests and the fleet summary as PDF, black-and-white safe, A4."""
