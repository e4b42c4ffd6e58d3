"""What was found of a shared link, and why a login, launch or registration was refused, are codes with facts

Columns are only added: the version before goes on reading and writing its own, `link_state`, `problem` and `message`.
The sentences that it stored are read once; one that is not understood is kept as it is ("said_then"). They are that
version's, and stay so.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

import lti_tool.db

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

AT_ONCE = 1000
Read = tuple[str, dict[str, Any]]

LINKS = {
    'ok': 'link_works',
    'This is not a public web address, so it was not opened.': 'link_not_public',
    'The site took too long to answer.': 'link_too_slow',
    "The site's security certificate was not accepted.": 'link_not_trusted',
    'The site could not be reached.': 'link_unreachable',
    'The address leads on to another one. Open it to see whether that is right.': 'link_leads_on',
    'The site has no page at this address.': 'link_not_found',
    'The site answers, but does not let us in. Open the link to see for yourself.': 'link_not_for_us',
    'The site has a fault of its own just now.': 'link_site_broken',
}
REFUSALS = {
    'This LMS is not registered with us, or is registered under another client id.': 'unknown_registration',
    'This LMS is registered with us, but its registration is not switched on.': 'registration_not_active',
    'This installation of the tool in your LMS has not been approved yet.': 'deployment_not_approved',
    'The registration of this LMS with us is switched off.': 'registration_switched_off',
    'This page belongs to a visit that has ended, or that began in another browser.': 'session_ended',
    'Only an instructor of this course can see this page.': 'not_for_your_role',
    'Your LMS reported a problem instead of opening this: “%(said)s”.': 'platform_reported_error',
    'The login that your LMS began is incomplete: it has no %(name)s.': 'login_without_parameter',
    'The login that your LMS began has a parameter that we cannot read.': 'login_unreadable',
    'Your LMS has several registrations with us and did not say which one this is (the login has no client_id).': (
        'login_without_client_id'
    ),
    'The address that your LMS wants to open is not an address.': 'target_not_an_address',
    'The address that your LMS wants to open is not one of ours (target_link_uri).': 'target_not_ours',
    'This is not an LTI launch: it has no %(name)s.': 'launch_without_parameter',
    'This launch was completed from another site than ours.': 'launch_from_another_site',
    'This launch was used before: each opens once.': 'launch_used_before',
    'Too many people opened this for the first time at once.': 'launch_among_too_many',
    'This launch does not belong to a login that we began (state).': 'state_not_ours',
    'This launch began in another browser, or this browser did not keep our cookie (state).': (
        'state_of_another_browser'
    ),
    'Opening this took longer than five minutes, so the launch ran out of time.': 'state_too_old',
    "The launch's token is larger than any honest one.": 'token_too_large',
    "The launch's token is not a set of claims.": 'token_without_claims',
    "The launch's token holds text that we cannot store.": 'token_not_storable',
    'The launch is not valid: %(error)s.': 'launch_not_valid',
    "The launch's nonce is not the one that its login began with.": 'launch_of_another_login',
    'The launch does not say which LMS sent it (iss).': 'launch_without_issuer',
    'The launch comes from another LMS than its login (iss).': 'launch_of_another_issuer',
    'The launch does not say which tool it is meant for (aud).': 'launch_without_audience',
    'The launch is meant for several tools and does not say which one is asked (azp).': 'launch_without_azp',
    'The launch names a tool that it is not meant for (azp).': 'launch_for_another_tool',
    'The launch is signed in a way that LTI does not allow (alg).': 'launch_algorithm_not_allowed',
    'The launch does not say which key signed it (kid).': 'launch_without_key_id',
    "The launch's signature or times do not hold: %(error)s.": 'launch_signature_not_valid',
    'The launch was signed too long ago (iat).': 'launch_too_old',
    'The launch speaks another version of LTI than %(version)s.': 'launch_of_another_version',
    'The launch is a kind of message that this tool does not answer.': 'launch_message_not_known',
    'The launch does not say which link was opened (resource_link).': 'launch_without_link',
    'The launch does not say who opens it (sub).': 'launch_without_person',
    'The launch\'s claim “%(claim)s” is missing.': 'launch_claim_missing',
    'The launch\'s claim “%(claim)s” is not as LTI 1.3 says.': 'launch_claim_malformed',
    'The launch is headed elsewhere than its login said (target_link_uri).': 'launch_headed_elsewhere',
    'The launch asks for content but does not say where to send it (deep linking settings).': (
        'deep_linking_without_settings'
    ),
    'The launch asks to send content to something that is not a web address.': 'deep_linking_to_no_address',
    'The launch does not say whose work is to be reviewed (for_user).': 'review_of_nobody',
    "The launch does not say which link's work is to be reviewed.": 'review_of_no_link',
    'The learning platform signed this launch with a key that it does not publish.': 'platform_key_unknown',
    "The learning platform's keys could not be fetched. Try again in a few minutes.": 'platform_keys_not_fetched',
    "The learning platform's key set address did not answer with keys that we can use.": 'platform_keys_unusable',
    "We are still waiting for the learning platform's keys.": 'platform_keys_awaited',
    'This is not a registration link that we made, or a part of it is missing.': 'invitation_unknown',
    'This registration link was used before: each works once.': 'invitation_used_before',
    'This registration link has run out.': 'invitation_run_out',
    'This page was open for more than an hour, or its form did not come from us.': 'offer_not_ours',
    'This form was sent from another site.': 'offer_from_another_site',
    "The address of your LMS's configuration is not a web address.": 'configuration_not_an_address',
    "The address of your LMS's configuration leads elsewhere; we do not follow.": 'configuration_leads_elsewhere',
    'Your LMS refused to tell us its configuration (HTTP %(status)s).': 'configuration_not_told',
    'What your LMS gave us as its configuration is not a JSON object.': 'configuration_not_an_object',
    "Your LMS's configuration has no usable “%(field)s”.": 'configuration_without_field',
    'The configuration at %(host)s speaks for another site, %(issuer)s.': 'configuration_of_another_site',
    'The registration token that your LMS sent is not one we can send back.': 'registration_token_unusable',
    'Your LMS did not accept the registration (HTTP %(http_status)s).': 'registration_not_accepted',
    'Your LMS did not accept the registration (HTTP %(http_status)s: %(detail)s).': 'registration_not_accepted',
    'Your LMS says that this registration was used before. Start again from its list of tools.': (
        'registration_token_used'
    ),
    'Your LMS began this registration without a token. Start again from its list.': 'registration_token_missing',
    'Your LMS gave this registration an hour, and that is over. Start again from its list of tools.': (
        'registration_token_expired'
    ),
    'Your LMS answered the registration with something that is not JSON.': 'registration_answer_not_json',
    'Your LMS answered the registration without a client id.': 'registration_without_client_id',
    'The learning platform could not be reached.': 'platform_unreachable',
    'The learning platform took too long to answer.': 'platform_timed_out',
    "The learning platform's security certificate was not accepted.": 'platform_not_trusted',
    "The learning platform's answer was larger than one megabyte.": 'answer_too_large',
    "The learning platform's address is not a public http or https address.": 'address_not_allowed',
}
NUMBERS = ('status', 'http_status')
PLACE = re.compile(r'%\((\w+)\)s')
CONTRIBUTIONS = sa.table(
    'contributions',
    sa.column('link_state', sa.Text),
    sa.column('link_code', sa.String),
    sa.column('link_params', lti_tool.db.JSONType),
)
SETUP_REFUSALS = sa.table(
    'setup_refusals',
    sa.column('reference', sa.String),
    sa.column('message', sa.Text),
    sa.column('reason_code', sa.String),
    sa.column('reason_params', lti_tool.db.JSONType),
)


def _pattern(sentence: str) -> re.Pattern[str]:
    """The whole sentence, with whatever stands in its places; a status has digits alone."""
    parts = PLACE.split(sentence)
    for index in range(1, len(parts), 2):
        parts[index] = f'(?P<{parts[index]}>{r"[0-9]+" if parts[index] in NUMBERS else ".+"})'
    parts[::2] = [re.escape(each) for each in parts[::2]]
    return re.compile(''.join(parts), re.DOTALL)


PATTERNS = [(_pattern(sentence), code) for sentence, code in REFUSALS.items() if '%(' in sentence]


def read_refusal(said: str) -> Read:
    """The code and the facts of a refusal that the version before stored."""
    if code := REFUSALS.get(said):
        return code, {}
    for pattern, code in PATTERNS:
        if found := pattern.fullmatch(said):
            facts = {name: int(each) if name in NUMBERS else each for name, each in found.groupdict().items()}
            return code, {'detail': '', **facts} if 'http_status' in facts else facts
    return 'said_then', {'text': said}


def read_link(said: str) -> Read:
    """The code of what the version before stored of a link."""
    return (LINKS[said], {}) if said in LINKS else ('said_then', {'text': said})


def upgrade() -> None:
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        _add_reason(batch_op, 'link_code', 'link_params')
    with op.batch_alter_table('setup_refusals', schema=None) as batch_op:
        _add_reason(batch_op, 'reason_code', 'reason_params')
    _read_links(op.get_bind())
    _read_refusals(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table('setup_refusals', schema=None) as batch_op:
        batch_op.drop_column('reason_params')
        batch_op.drop_column('reason_code')
    with op.batch_alter_table('contributions', schema=None) as batch_op:
        batch_op.drop_column('link_params')
        batch_op.drop_column('link_code')


def _add_reason(batch_op: Any, code: str, params: str) -> None:
    batch_op.add_column(sa.Column(code, sa.String(length=64), server_default='', nullable=False))
    batch_op.add_column(sa.Column(params, lti_tool.db.JSONType, server_default=sa.text("'{}'"), nullable=False))


def _read_links(connection: sa.Connection) -> None:
    """All that say the same at once: there are nine texts, and no more."""
    said = CONTRIBUTIONS.c.link_state
    for text in connection.scalars(sa.select(said).where(said != '').distinct()).all():
        code, params = read_link(text)
        connection.execute(CONTRIBUTIONS.update().where(said == text).values(link_code=code, link_params=params))


def _read_refusals(connection: sa.Connection) -> None:
    """A thousand at a time; they are of thirty days."""
    row = SETUP_REFUSALS.c
    wanted = sa.select(row.reference, row.message).where(row.message != '').order_by(row.reference).limit(AT_ONCE)
    write = SETUP_REFUSALS.update().where(row.reference == sa.bindparam('at'))
    write = write.values(reason_code=sa.bindparam('code'), reason_params=sa.bindparam('params'))
    rows = connection.execute(wanted).all()
    while rows:
        read = [(each.reference, *read_refusal(each.message)) for each in rows]
        connection.execute(write, [{'at': at, 'code': code, 'params': params} for at, code, params in read])
        rows = connection.execute(wanted.where(row.reference > rows[-1].reference)).all()
