from tests.ledger.helpers import _guards_put_back, transactional_ledger

__all__ = ["_guards_put_back", "transactional_ledger"]
