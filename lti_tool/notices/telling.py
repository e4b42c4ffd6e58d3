"""Telling operators by mail what waits for them: each thing once, several in one mail, in the background only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.db import insert_if_absent
from lti_tool.notices.mailing import MailNotSent, send_mail, write_mail
from lti_tool.notices.models import OperatorNotice
from lti_tool.settings import Settings

WAITS = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))
MOST_TRIES = len(WAITS) + 1
PAUSE = timedelta(minutes=10)  # between two mails
QUIET = timedelta(days=1)  # before the same thing, once over, is told anew
MOST_LISTED = 20

logger = logging.getLogger(__name__)
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that waits: its code, the row that it is about, and what a mail says of it, which names no person."""

    matter: str
    about_id: int
    words: str

    @property
    def key(self) -> Key:
        """What tells it from any other."""
        return self.matter, self.about_id


def tell_operators(
    sessions: Callable[[], Session],
    find: Callable[[Session, datetime], Iterable[Notice]],
    settings: Settings,
    now: datetime,
) -> None:
    """Send one mail with what is new, if anything is; a mail server that takes none is tried MOST_TRIES times.

    What was given up goes along with the next mail. Commits; no transaction is open while a mail is sent.
    """
    with sessions() as session:
        waiting = {each.key: each for each in find(session, now)}
        _note(session, waiting.keys(), now)
        claimed = _claim(session, now)
        session.commit()
    news = [waiting[key] for key in claimed if key in waiting]
    if not news:
        return
    try:
        refused = send_mail(settings, write_mail(settings, _subject(settings, news), _body(settings, news), now))
    except MailNotSent as problem:
        logger.error("operators were not told by mail of what waits: %s", problem.message)
        return
    if refused:
        logger.warning(
            "the mail server refused %d of %d recipients of LTI_TOOL_MAIL_TO", refused, len(settings.mail_to)
        )
    with sessions() as session:
        _mark_told(session, claimed, now)
        session.commit()


def find_told(session: Session) -> dict[Key, str]:
    """What became of each notice, in a few words."""
    return {(each.matter, each.about_id): _became(each) for each in session.scalars(select(OperatorNotice))}


def _became(notice: OperatorNotice) -> str:
    if notice.told_at:
        return f"sent {notice.told_at:%Y-%m-%d %H:%M} UTC"
    if notice.tries >= MOST_TRIES:
        return "given up"
    return f"tries so far: {notice.tries}"


def _note(session: Session, waiting: Iterable[Key], now: datetime) -> None:
    """Bring the notices up to what waits.

    What is over before anybody was told is forgotten at once; what was told, QUIET after that. Whatever comes back
    before is not told again, unless it still waits then.
    """
    present, known = set(waiting), {}
    for each in session.scalars(select(OperatorNotice)):
        known[each.matter, each.about_id] = each
        is_quiet = each.told_at is not None and each.told_at > now - QUIET
        if (each.matter, each.about_id) not in present:
            each.over_at = each.over_at or now
            if not is_quiet:
                session.delete(each)
        elif each.over_at and not is_quiet:
            each.over_at, each.told_at, each.tries, each.next_try_at = None, None, 0, now
    session.flush()
    rows = [{"matter": matter, "about_id": id_, "next_try_at": now} for matter, id_ in sorted(present - known.keys())]
    insert_if_absent(session, OperatorNotice, rows)


def _claim(session: Session, now: datetime) -> list[Key]:
    """What is to be told now; of several workers only one gets it, and has counted its try already."""
    table = OperatorNotice
    is_due = (table.told_at.is_(None), table.next_try_at <= now)
    last_told = session.scalar(select(func.max(table.told_at)))
    if last_told and now - PAUSE < last_told <= now:
        return []
    fewest = session.scalar(select(func.min(table.tries)).where(*is_due))
    if fewest is None or fewest >= MOST_TRIES:
        return []
    claimed = session.execute(
        update(table)
        .where(*is_due)
        .values(tries=table.tries + 1, next_try_at=now + WAITS[min(fewest, len(WAITS) - 1)])
        .returning(table.matter, table.about_id)
        .execution_options(synchronize_session=False)
    )
    return sorted((matter, about_id) for matter, about_id in claimed)


def _mark_told(session: Session, claimed: Sequence[Key], now: datetime) -> None:
    for matter, about_id in claimed:
        of_it = (OperatorNotice.matter == matter, OperatorNotice.about_id == about_id)
        session.execute(update(OperatorNotice).where(*of_it).values(told_at=now))


def _subject(settings: Settings, news: Sequence[Notice]) -> str:
    what = "1 thing waits" if len(news) == 1 else f"{len(news)} things wait"
    return f"{settings.host}: {what} for you"


def _body(settings: Settings, news: Sequence[Notice]) -> str:
    told = [each.words for each in news[:MOST_LISTED]]
    if len(news) > MOST_LISTED:
        told.append(f"And {len(news) - MOST_LISTED} more.")
    return "\n\n".join([*told, _FOOT.format(base_url=settings.base_url)]) + "\n"


_FOOT = """All that waits: lti-tool mail waiting

-- 
The library service training tool at {base_url} sends this to its operators, as LTI_TOOL_MAIL_TO says.
Each thing is told once. Mails name nobody: the commands above show more."""
