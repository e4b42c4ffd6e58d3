"""The protocol: LTI 1.3 and its Advantage services. Nothing else in the tool speaks it."""
