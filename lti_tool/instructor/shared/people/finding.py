"""Finding some of a course's people: by a name or an address, by their branch. Every list of people asks here."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lti_tool import row_id
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.lti.models import User
from lti_tool.paging import LAST_PAGE
from lti_tool.text.folding import fold
from lti_tool.text.plain_text import clean_line

NO_BRANCH = -1


def read_words(text: str) -> str:
    """What is looked for, as a line."""
    return clean_line(text)[:100]


def read_branch(text: str) -> int:
    """A branch's id from an address, or NO_BRANCH; 0 asks for none."""
    return NO_BRANCH if text == str(NO_BRANCH) else read_number(text, row_id.MAXIMUM)


def read_page(text: str) -> int:
    """The page that an address asks for, from 1."""
    return max(1, read_number(text, LAST_PAGE))


def read_number(text: str, most: int) -> int:
    """A whole number from an address, `most` at most; 0 for anything else."""
    fits = text.isascii() and text.isdigit() and len(text) <= 10
    return min(int(text), most) if fits else 0


def says(words: str) -> ColumnElement[bool]:
    """Name or address with the words, whatever their accents and cases."""
    is_name = User.name_folded.contains(fold(words), autoescape=True)
    return is_name | func.lower(User.email).contains(words.lower(), autoescape=True)


def is_in(branch: int) -> ColumnElement[bool]:
    """In the branch of that id or, for NO_BRANCH, in none; BranchMember is joined from outside."""
    at = BranchMember.branch_id
    return at.is_(None) if branch == NO_BRANCH else at == branch


def branches_of(session: Session, context_id: int) -> list[Branch]:
    """The branches of a course, by name."""
    return list(
        session.scalars(select(Branch).where(Branch.context_id == context_id).order_by(Branch.name_folded, Branch.id))
    )
