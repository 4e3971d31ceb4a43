"""The only ways in which a case changes."""

from portal.feedback.services.acting import Conflict, staff_role
from portal.feedback.services.acts import (
    accept,
    acknowledge,
    approve_answer,
    ask,
    close,
    decide_dispute,
    dispute,
    draft_answer,
    extend,
    forward,
    give_information,
    hide,
    open_contact,
    pause,
    rate,
    refuse,
    restore,
    resume,
    return_answer,
)
from portal.feedback.services.bulk import CaseScript, import_cases
from portal.feedback.services.submission import Submission, private_link_token, submit
from portal.feedback.workflow import TransitionNotAllowed

__all__ = [
    "CaseScript",
    "Conflict",
    "Submission",
    "TransitionNotAllowed",
    "accept",
    "acknowledge",
    "approve_answer",
    "ask",
    "close",
    "decide_dispute",
    "dispute",
    "draft_answer",
    "extend",
    "forward",
    "give_information",
    "hide",
    "import_cases",
    "open_contact",
    "pause",
    "private_link_token",
    "rate",
    "refuse",
    "restore",
    "resume",
    "return_answer",
    "staff_role",
    "submit",
]
