"""What the scores leave behind: frozen periods, their rows, their differences, and where running periods stand."""

from portal.accountability.models.snapshots import RowChange, ScoreSnapshot, SnapshotRows, SnapshotScore
from portal.accountability.models.standing import StandingScores

__all__ = ["RowChange", "ScoreSnapshot", "SnapshotRows", "SnapshotScore", "StandingScores"]
