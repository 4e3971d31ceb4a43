"""What the scores leave behind: frozen periods, their rows and differences, where running periods stand, appeals."""

from portal.accountability.models.appeals import AppealState, RowAppeal, ScoreExplanation
from portal.accountability.models.snapshots import RowChange, ScoreSnapshot, SnapshotRows, SnapshotScore
from portal.accountability.models.standing import KeptChain, StandingScores

__all__ = [
    "AppealState",
    "KeptChain",
    "RowAppeal",
    "RowChange",
    "ScoreExplanation",
    "ScoreSnapshot",
    "SnapshotRows",
    "SnapshotScore",
    "StandingScores",
]
