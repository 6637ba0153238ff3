"""What a person can do with the open card: one key each, and on to the next card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, Self

import streamlit as st

from ecogov.domain.anomalies.triage import (
    BY_HAND,
    OPEN,
    AnomalyStatus,
    AssignmentDraft,
)
from ecogov.domain.log.kinds import RecordKind
from ecogov.domain.people import Right
from ecogov.services.anomalies import triage
from ecogov.ui.forms.refusals import attempted, refusal_at
from ecogov.ui.log.logged import Logged, say
from ecogov.ui.log.questions import today
from ecogov.ui.page import Page
from ecogov.ui.standup import reads
from ecogov.ui.standup.conversion import begin, conversion_form
from ecogov.ui.standup.place import open_card

SLOT: Final = "standup"
_DISMISSING: Final = "standup.dismissing"
_REASON_KEYS: Final = dict(zip(BY_HAND, "123", strict=True))
_SNOOZES: Final = (1, 3, 7, 14)
_ICONS: Final = {
    "dismiss": ":material/do_not_disturb_on:",
    "reopen": ":material/undo:",
    "escalate": ":material/campaign:",
    "convert": ":material/output:",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Which card is open, and which come before and after it in the list."""

    card_id: int | None
    before: int | None
    after: int | None
    place: int
    total: int

    @classmethod
    def of(cls, chosen: int | None, listed: Sequence[int]) -> Self:
        """Find the place of a card in a list; without a choice the first is open."""
        card_id = chosen if chosen is not None else (listed[0] if listed else None)
        if card_id not in listed:
            return cls(card_id, None, listed[0] if listed else None, 0, len(listed))
        at = listed.index(card_id)
        before = listed[at - 1] if at else None
        after = listed[at + 1] if at + 1 < len(listed) else None
        return cls(card_id, before, after, at + 1, len(listed))


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """The open card in a person's hand."""

    page: Page
    card: dict[str, Any]
    turn: Turn

    @property
    def seen(self) -> tuple[int, int]:
        """Id of the card, and the version that the person sees."""
        return int(self.card["id"]), int(self.card["version"])


def turning(page: Page, turn: Turn) -> None:
    """Draw the way to the card before and after; J and K do the same."""
    t = page.t
    if turn.place:
        st.caption(t("standup.place", place=turn.place, total=turn.total), width="content")
    for name, key, icon, to in (
        ("previous", "K", ":material/arrow_upward:", turn.before),
        ("next", "J", ":material/arrow_downward:", turn.after),
    ):
        st.button(
            t(f"standup.{name}"),
            key=f"standup.{name}",
            icon=icon,
            shortcut=key,
            disabled=to is None,
            on_click=open_card,
            args=(to,),
        )


def verbs(page: Page, card: dict[str, Any], turn: Turn) -> None:
    """Draw what can be done with the card, and what was refused."""
    t, status, hand = page.t, AnomalyStatus(card["status"]), Hand(page, card, turn)
    if not page.may(Right.TRIAGE, int(card["project_id"])):
        st.caption(t("standup.no_right"))
        return
    with st.container(key="standup-acts", horizontal=True, gap="small"):
        if status in OPEN:
            _acknowledge(hand)
            _button(hand, "dismiss", "D", partial(_ask_why, card))
        else:
            undo = partial(triage.reopen, page.db, hand.seen, actor=page.actor)
            _button(hand, "reopen", None, partial(done, hand, undo, "standup.reopened"))
        _button(hand, "escalate", "E", partial(begin, card, RecordKind.ESCALATION))
        _button(hand, "convert", "I", partial(begin, card, RecordKind.ISSUE))
        if status in OPEN:
            _more(hand)
    refusal_at(t, SLOT)
    if st.session_state.get(_DISMISSING) == card["id"] and status in OPEN:
        _reasons(hand)
    conversion_form(page, card, turn.after)


def _button(hand: Hand, name: str, key: str | None, act: Callable[..., None]) -> None:
    t = hand.page.t
    st.button(
        t(f"standup.{name}"),
        key=f"standup.{name}",
        icon=_ICONS[name],
        shortcut=key,
        help=t(f"standup.{name}.tip"),
        on_click=act,
    )


def _acknowledge(hand: Hand) -> None:
    t, page = hand.page.t, hand.page
    act = partial(triage.acknowledge, page.db, hand.seen, actor=page.actor)
    st.button(
        t("standup.acknowledge"),
        key="standup.acknowledge",
        icon=":material/visibility:",
        type="primary",
        shortcut="A",
        disabled=hand.card["status"] == AnomalyStatus.ACKNOWLEDGED,
        help=t("standup.acknowledge.tip"),
        on_click=done,
        args=(hand, act, "standup.acknowledged"),
    )


def _ask_why(card: dict[str, Any]) -> None:
    asked = st.session_state.get(_DISMISSING) == card["id"]
    st.session_state[_DISMISSING] = None if asked else card["id"]


def _reasons(hand: Hand) -> None:
    t, page = hand.page.t, hand.page
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(t("standup.why"), width="content")
        for reason in BY_HAND:
            act = partial(triage.dismiss, page.db, hand.seen, reason, actor=page.actor)
            st.button(
                t(f"anomaly.reason.{reason.value}"),
                key=f"standup.dismiss.{reason.value}",
                shortcut=_REASON_KEYS[reason],
                help=t(f"standup.dismiss.{reason.value}.tip"),
                on_click=done,
                args=(hand, act, "standup.dismissed"),
            )


def _more(hand: Hand) -> None:
    t, page = hand.page.t, hand.page
    with st.popover(t("standup.more"), icon=":material/more_horiz:"):
        key = f"standup.owner.{hand.card['id']}"
        st.selectbox(
            t("standup.assign"),
            list(reads.people(page.db, int(hand.card["project_id"]))),
            index=None,
            key=key,
            accept_new_options=True,
            placeholder=t("standup.assign_hint"),
            on_change=_assign,
            args=(hand, key),
        )
        st.caption(t("standup.snooze"))
        with st.container(horizontal=True, gap="small"):
            for days in _SNOOZES:
                _snooze(hand, days)
        for name, verb in (("planned", triage.mark_planned), ("close", triage.close)):
            act = partial(verb, page.db, hand.seen, actor=page.actor)
            st.button(
                t(f"standup.{name}"),
                key=f"standup.{name}",
                help=t(f"standup.{name}.tip"),
                on_click=done,
                args=(hand, act, f"standup.{name}_done"),
            )


def _snooze(hand: Hand, days: int) -> None:
    page, day = hand.page, today(hand.page)
    until = day + timedelta(days=days)
    act = partial(triage.snooze, page.db, hand.seen, until, actor=page.actor, today=day)
    st.button(
        page.t("standup.snooze_days", count=days),
        key=f"standup.snooze.{days}",
        on_click=done,
        args=(hand, act, "standup.snoozed"),
    )


def _assign(hand: Hand, key: str) -> None:
    owner = str(st.session_state.get(key) or "")
    if owner:
        done(hand, partial(_assigned, hand, owner), "standup.assigned", owner=owner)
        st.session_state.pop(key, None)


def _assigned(hand: Hand, owner: str) -> None:
    page = hand.page
    triage.assign(page.db, hand.seen, AssignmentDraft(owner=owner), actor=page.actor)


def done(hand: Hand, act: Callable[[], object], key: str, **values: str) -> None:
    """Do something with a card inside a callback, say it with the way back, and turn the card."""
    if not attempted(SLOT, act):
        return
    st.session_state.pop(_DISMISSING, None)
    page, card = hand.page, hand.card
    undo = partial(
        triage.take_back, page.db, (hand.seen[0], hand.seen[1] + 1), card, actor=page.actor
    )
    ref = page.t("anomaly.ref", number=card["number"])
    say(Logged(key, {"ref": ref, **values}, undo=partial(_undone, undo, hand.seen[0])))
    open_card(hand.turn.after)


def _undone(undo: Callable[[], object], card_id: int) -> None:
    undo()
    open_card(card_id)
