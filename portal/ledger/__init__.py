"""The append-only, hash-chained record of every act on a case or a disclosure."""
