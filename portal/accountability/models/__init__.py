"""What the scores leave behind: frozen periods, their rows, their differences, and where running periods stand."""

from portal.accountability.models.snapshots import RowChange, ScoreSnapshot, SnapshotRows, SnapshotScore
from portal.accountability.models.standing import KeptChain, StandingScores

__all__ = ["KeptChain", "RowChange", "ScoreSnapshot", "SnapshotRows", "SnapshotScore", "StandingScores"]
