"""Answering a message: at once, or in the background."""

from __future__ import annotations

from collections.abc import Sequence

from merata_portal.exchange.actions.requests import noted
from merata_portal.exchange.items import Answered, Item
from merata_portal.exchange.limits import refuse_too_often
from merata_portal.exchange.models import Client
from merata_portal.exchange.queries.answering import answered


def answer_now(*, client: Client, items: Sequence[Item], message_id: str, transaction_id: str) -> list[Answered]:
    """Each question's answer, after all were noted; raises `QuestionRefused` where the whole message is refused."""
    # Asked first too, so that a flood costs no searching.
    refuse_too_often(client, len(items))
    answers = [answered(client, one) for one in items]
    told(client=client, answers=answers, message_id=message_id, transaction_id=transaction_id)
    return answers


def told(*, client: Client, answers: Sequence[Answered], message_id: str, transaction_id: str) -> None:
    """Note answers that are about to be told; raises as `noted` does, and then they are not told."""
    noted(
        client=client, scope=answers[0].item.scope, asked=[one.asked for one in answers], message_id=message_id,
        transaction_id=transaction_id,
    )  # fmt: skip
