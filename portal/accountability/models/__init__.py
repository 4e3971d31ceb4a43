"""What the scores leave behind: frozen periods, their rows, their differences."""

from portal.accountability.models.snapshots import RowChange, ScoreSnapshot, SnapshotRows, SnapshotScore

__all__ = ["RowChange", "ScoreSnapshot", "SnapshotRows", "SnapshotScore"]
