"""The score written a second time, slowly, straight from the words of the rule: whole history per question.

Shares no code with portal.accountability except the weights. Works on the steps of stories.py.
"""

from datetime import date
from math import sqrt

from portal.accountability.formula import load
from tests.accountability.stories import Step

Z = 1.959964
ARRIVALS = ("petition_received", "forward_received", "split_from")


class Stay:
    """One stay of a petition with one organisation: its steps in that organisation's order."""

    def __init__(self, organisation: str, subject: str, steps: list[Step]) -> None:
        self.organisation, self.subject, self.steps = organisation, subject, steps

    def days(self, *kinds: str) -> list[str]:
        return [day for _, day, kind, _, _ in self.steps if kind in kinds]

    def first(self, *kinds: str) -> str:
        return next(iter(self.days(*kinds)), "")

    def due(self, stage: str) -> tuple[str, str]:
        start = due = ""
        for _, day, kind, _, payload in self.steps:
            clock = (payload.get("clocks") or {}).get(stage) or {}
            if kind in ARRIVALS:
                start, due = clock.get("start") or "", clock.get("due") or ""
            elif kind == "accepted" and stage == "answer" and clock.get("due"):
                if not due:
                    start, due = clock["start"], clock["due"]
                elif day <= due:
                    due = clock["due"]
            elif due and payload.get("due") and payload.get("stage", "answer") == stage:
                passed = stage == "answer" and kind != "due_recomputed" and day > due
                if not passed and kind in ("extended", "paused", "due_recomputed"):
                    due = payload["due"]
        return start, due

    def left_on(self) -> str:
        """The day on which it went to another body, or was split into parts that are held instead of it."""
        for organisation, day, kind, _, payload in self.steps:
            if kind in ("forwarded", "split") or (kind == "assigned" and payload["to"] != organisation):
                return day
        return ""

    def left_by(self) -> str:
        """How it went."""
        for organisation, _, kind, _, payload in self.steps:
            if kind in ("forwarded", "split") or (kind == "assigned" and payload["to"] != organisation):
                return kind
        return ""

    def held_at_end_of(self, day: str) -> bool:
        gone = self.left_on()
        return self.steps[0][1] <= day and not (gone and gone <= day)


def stays(steps: list[Step]) -> list[Stay]:
    found = []
    for organisation in sorted({step[0] for step in steps}):
        mine = [step for step in steps if step[0] == organisation]
        for subject in dict.fromkeys(step[3] for step in mine if step[3].startswith("p")):
            current: list[Step] = []
            for one in (step for step in mine if step[3] == subject):
                if one[2] in ARRIVALS:
                    current = [one]
                    found.append(Stay(organisation, subject, current))
                elif current:
                    current.append(one)
    return found


def is_excluded(subject: str, steps: list[Step]) -> bool:
    marks = [(s[1], s[2]) for s in steps if s[3] == subject and s[2] in ("excluded", "restored")]
    return bool(marks) and sorted(marks, key=lambda mark: mark[0])[-1][1] == "excluded"


def observations(
    steps: list[Step], start: str, end: str, version: str = "1"
) -> dict[str, dict[str, list[float]]]:
    steps = [step for step in steps if step[1] <= end]
    seen: dict[str, dict[str, list[float]]] = {}

    def see(organisation: str, key: str, value: float) -> None:
        seen.setdefault(organisation, {}).setdefault(key, []).append(value)

    for stay in stays(steps):
        if not is_excluded(stay.subject, steps):
            (_answers if version == "1" else _standing_answers)(stay, start, end, see)
            _acknowledgements(stay, start, end, see)
            _afterwards(stay, start, see, settled=version == "1")
    _duties(steps, start, end, see)
    for organisation, day, kind, _, payload in steps:
        if kind == "posting_ended" and day >= start:
            see(organisation, "posting_kept", float(payload["kept"]))
    _meetings(steps, start, end, see)
    return seen


def _meetings(steps, start, end, see) -> None:
    for organisation, subject in dict.fromkeys((s[0], s[3]) for s in steps if s[3].startswith("meeting")):
        mine = [s for s in steps if s[0] == organisation and s[3] == subject]
        dues = [s[4]["due"] for s in mine if s[2].endswith("_due")]
        done = [s[1] for s in mine if not s[2].endswith("_due")]
        if dues and start <= dues[-1] <= end:
            see(organisation, "participation", float(bool(done) and done[0] <= dues[-1]))


def _answers(stay, start, end, see) -> None:
    began, due = stay.due("answer")
    answered, refused = stay.first("answered"), stay.first("refused")
    in_time = bool(answered) and answered <= due
    if not start <= due <= end or not (in_time or stay.held_at_end_of(due)):
        return
    if not in_time and refused and refused <= due:
        return
    see(stay.organisation, "answer_on_time", float(in_time))
    used = (date.fromisoformat(answered or end) - date.fromisoformat(began)).days
    allowed = (date.fromisoformat(due) - date.fromisoformat(began)).days
    see(stay.organisation, "speed", max(used, 0) / max(allowed, 1))


def _standing_answers(stay, start, end, see) -> None:
    """The second version: what stands at the end, a half for late, and nothing for who kept it and passed it on."""
    began, due = stay.due("answer")
    if not start <= due <= end:
        return
    allowed = max((date.fromisoformat(due) - date.fromisoformat(began)).days, 1)

    def share(day: str) -> float:
        return max((date.fromisoformat(day) - date.fromisoformat(began)).days, 0) / allowed

    answered, refused = stay.first("answered"), stay.first("refused")
    in_time = bool(answered) and answered <= due
    holds = in_time or (stay.held_at_end_of(due) and not (refused and refused <= due))
    forwarded = stay.left_on() if stay.left_by() == "forwarded" else ""
    if not holds:
        if forwarded and not refused and share(forwarded) > 0.5:
            see(stay.organisation, "answer_on_time", 0.0)
            see(stay.organisation, "speed", 0.0)
        return
    stands = ""
    for _, day, kind, _, payload in stay.steps:
        if kind == "answered":
            stands = stands or day
        elif kind == "dispute_decided" and payload["upheld"]:
            stands = ""
    see(stay.organisation, "answer_on_time", 0.0 if not stands else 1.0 if stands <= due else 0.5)
    see(stay.organisation, "speed", min(1.0, max(0.0, 1.5 - share(stands))) if stands else 0.0)
    see(stay.organisation, "settled", float(bool(stands)))
    if not stands:
        see(stay.organisation, "satisfaction", 0.0)


def _acknowledgements(stay, start, end, see) -> None:
    due = stay.due("acknowledge")[1]
    done = stay.first("acknowledged", "accepted", "refused", "answered")
    in_time = bool(done) and done <= due
    if start <= due <= end and (in_time or stay.held_at_end_of(due)):
        see(stay.organisation, "acknowledge_on_time", float(in_time))


def _afterwards(stay, start, see, *, settled) -> None:
    """Walk from answer to answer: what was said about each before the next one."""
    answers: list[list[Step]] = []
    for one in stay.steps:
        if one[2] == "answered":
            answers.append([one])
        elif answers:
            answers[-1].append(one)
    for number, after in enumerate(answers):
        if settled and after[0][1] >= start:
            upheld = any(s[2] == "dispute_decided" and s[4]["upheld"] for s in after)
            see(stay.organisation, "settled", float(not upheld))
        ratings = [s[4]["rating"] for s in after if s[2] == "rated" and s[1] >= start]
        if ratings:
            see(stay.organisation, "satisfaction", (ratings[-1] - 1) / 4)
        assert number < len(answers)


def _duties(steps, start, end, see) -> None:
    for organisation, subject in dict.fromkeys((s[0], s[3]) for s in steps if s[3].startswith("duty")):
        mine = [s for s in steps if s[0] == organisation and s[3] == subject]
        dues = [s[4]["due"] for s in mine if s[2] == "duty_due"]
        public, applies = "", True
        for _, day, kind, _, payload in mine:
            if kind in ("disclosed", "corrected"):
                public = public or day
            elif kind == "withdrawn" and payload["reason"] != "expired":
                public = ""
            elif kind.startswith("duty_exempt"):
                applies = kind != "duty_exempted"
        if applies and dues and start <= dues[-1] <= end:
            value = 0.0 if not public else 1.0 if public <= dues[-1] else 0.5
            see(organisation, "disclosed_on_time", value)


def value_of(key: str, seen: list[float], version: str = "1") -> float:
    if key != "speed" or version != "1":
        return sum(seen) / len(seen)
    ordered = sorted(seen)
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return 1.0 if middle <= 0.5 else 0.0 if middle >= 1.5 else 1.5 - middle


def scores(
    steps: list[Step], codes: list[str], start: str, end: str, version: str = "1"
) -> dict[str, float | None]:
    seen = observations(steps, start, end, version)
    weights = {definition.key: definition.weight for definition in load(version).definitions}
    result: dict[str, float | None] = {}
    for code in codes:
        points = total = 0.0
        for key, weight in weights.items():
            mine = seen.get(code, {}).get(key, [])
            if mine:
                everybody = [
                    (len(o[key]), value_of(key, o[key], version))
                    for c in codes
                    if key in (o := seen.get(c, {}))
                ]
                mean = sum(n * value for n, value in everybody) / sum(n for n, _ in everybody)
                n = len(mine)
                points += weight * (n * value_of(key, mine, version) + 10 * mean) / (n + 10)
                total += weight
        result[code] = 100 * points / total if total else None
    return result


def wilson(share: float, n: float) -> tuple[float, float]:
    """The two roots of (share - p)² = z²·p·(1 - p)/n."""
    a, b, c = 1 + Z**2 / n, -(2 * share + Z**2 / n), share**2
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)
