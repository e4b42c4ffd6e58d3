from tests.support.ledger import another_placement, gradebook, ledger

__all__ = ["another_placement", "gradebook", "ledger"]
