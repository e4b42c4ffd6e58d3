"""Why a login, a launch or a page inside one is refused, in words for whoever is looking at it."""

from __future__ import annotations

from lti_tool.errors import N_, ToolError
from lti_tool.reasons import Params, Wording, register

ASK_ADMIN = N_("Please show this page to the people who look after your LMS.")
ASK_OPERATORS = N_(
    "It is on the list of the people who run the tool. Please show this page to the people who look after your LMS: "
    "they can ask them to approve it."
)

# Of a login.
register(
    {
        "login_without_parameter": Wording(N_("The login that your LMS began is incomplete: it has no %(name)s.")),
        "login_unreadable": Wording(N_("The login that your LMS began has a parameter that we cannot read.")),
        "login_without_client_id": Wording(
            N_(
                "Your LMS has several registrations with us and did not say which one this is "
                "(the login has no client_id)."
            )
        ),
        "target_not_an_address": Wording(N_("The address that your LMS wants to open is not an address.")),
        "target_not_ours": Wording(N_("The address that your LMS wants to open is not one of ours (target_link_uri).")),
    }
)

# Of a launch.
register(
    {
        "launch_without_parameter": Wording(N_("This is not an LTI launch: it has no %(name)s.")),
        "launch_from_another_site": Wording(N_("This launch was completed from another site than ours.")),
        "choice_asked_from_another_site": Wording(
            N_("What was chosen in another tab was asked for from another site than ours.")
        ),
        "launch_used_before": Wording(N_("This launch was used before: each can be opened only once.")),
        "launch_among_too_many": Wording(N_("Too many people opened this for the first time at once.")),
        "state_not_ours": Wording(N_("This launch does not belong to a login that we began (state).")),
        "state_of_another_browser": Wording(
            N_("This launch began in another browser, or this browser did not keep our cookie (state).")
        ),
        "state_too_old": Wording(N_("Opening this took longer than five minutes, so the launch ran out of time.")),
        "token_too_large": Wording(N_("The launch's token is larger than a genuine one would be.")),
        "token_without_claims": Wording(N_("The launch's token is not a set of claims.")),
        "token_not_storable": Wording(N_("The launch's token holds text that we cannot store.")),
        "launch_not_valid": Wording(N_("The launch is not valid: %(error)s.")),
        "launch_of_another_login": Wording(N_("The launch's nonce is not the one that its login began with.")),
        "launch_without_issuer": Wording(N_("The launch does not say which LMS sent it (iss).")),
        "launch_of_another_issuer": Wording(N_("The launch comes from another LMS than its login (iss).")),
        "launch_without_audience": Wording(N_("The launch does not say which tool it is meant for (aud).")),
        "launch_without_azp": Wording(
            N_("The launch is meant for several tools and does not say which one is asked (azp).")
        ),
        "launch_for_another_tool": Wording(N_("The launch names a tool that it is not meant for (azp).")),
        "launch_algorithm_not_allowed": Wording(N_("The launch is signed in a way that LTI does not allow (alg).")),
        "launch_without_key_id": Wording(N_("The launch does not say which key signed it (kid).")),
        "launch_signed_by_another_key": Wording(
            N_("The launch's signature is not valid: another key made it than the one that it names (kid).")
        ),
        "launch_signature_not_valid": Wording(N_("The launch's signature or times are not valid: %(error)s.")),
        "launch_too_old": Wording(N_("The launch was signed too long ago (iat).")),
        "launch_of_another_version": Wording(N_("The launch uses another version of LTI than %(version)s.")),
        "launch_message_not_known": Wording(N_("The launch is a kind of message that this tool does not answer.")),
        "launch_without_link": Wording(N_("The launch does not say which link was opened (resource_link).")),
        "launch_without_person": Wording(N_("The launch does not say who opens it (sub).")),
        "launch_claim_missing": Wording(N_("The launch's claim “%(claim)s” is missing.")),
        "launch_claim_malformed": Wording(N_("The launch's claim “%(claim)s” is not what LTI 1.3 requires.")),
        "launch_headed_elsewhere": Wording(
            N_("The launch wants to open another address than its login said (target_link_uri).")
        ),
        "deep_linking_without_settings": Wording(
            N_("The launch asks for content but does not say where to send it (deep linking settings).")
        ),
        "deep_linking_to_no_address": Wording(
            N_("The launch asks to send content to something that is not a web address.")
        ),
        "review_of_nobody": Wording(N_("The launch does not say whose work is to be reviewed (for_user).")),
        "review_of_no_link": Wording(N_("The launch does not say which link's work is to be reviewed.")),
        "registration_waits": Wording(
            N_("This LMS is registered with us, and its registration has not been approved yet."), ASK_OPERATORS
        ),
        "registration_switched_off": Wording(N_("The registration of this LMS with us is switched off."), ASK_ADMIN),
    }
)


class LoginRefused(ToolError):
    """A login initiation we cannot follow (OIDC third-party initiated login; security framework §5.1.1)."""

    title = N_("This link could not be opened")


class UnknownRegistration(LoginRefused):
    """No registration for this issuer and client id; what is registered is the operator's to know."""

    code = "unknown_registration"
    status = 403
    message = N_("This LMS is not registered with us, or is registered under another client id.")
    advice = ASK_ADMIN


class RegistrationNotActive(LoginRefused):
    """The registration waits for the operator, or was switched off: its code says which."""

    code = "registration_not_active"
    status = 403
    message = N_("This LMS is registered with us, but its registration is not switched on.")
    advice = ASK_ADMIN


class LaunchRefused(ToolError):
    """A launch whose proof does not hold; nothing was stored and nobody was let in."""

    title = N_("This launch was refused")
    advice = N_(
        "Go back to your course and open the link again. If it happens again, show this page to your LMS admin."
    )


class PlatformReportedError(LaunchRefused):
    """The platform posted `error` in place of an id_token (OAuth 2.0 §4.1.2.1)."""

    code = "platform_reported_error"
    title = N_("Your LMS could not open this")
    message = N_("Your LMS reported a problem instead of opening this: “%(said)s”.")


class SwitchedOff(LaunchRefused):
    """The deployment, or its registration, was switched off by the operators."""

    code = "deployment_switched_off"
    status = 403
    message = N_("This installation of the tool in your LMS was switched off by the people who run the tool.")
    advice = ASK_ADMIN


class DeploymentNotApproved(LaunchRefused):
    """The deployment is unknown (and now recorded as pending), or still pending."""

    code = "deployment_not_approved"
    status = 403
    title = N_("Almost there")
    message = N_("This installation of the tool in your LMS has not been approved yet.")
    advice = ASK_OPERATORS


class SessionEnded(ToolError):
    """A launch's page without its browser, or after its time; says the same whether or not the launch exists."""

    code = "session_ended"
    status = 403
    title = N_("Please open this from your course")
    message = N_("This page belongs to a visit that has ended, or that began in another browser.")
    advice = N_("Go back to your course in the LMS and open the link there. What was saved before is kept.")


class NotForYourRole(ToolError):
    """A page for instructors, asked for by somebody whom the platform does not call one; `roles` are what it sent."""

    code = "not_for_your_role"
    status = 403
    title = N_("For instructors")
    message = N_("Only an instructor of this course can see this page. The roles that your LMS gave you: %(roles)s.")
    advice = N_("If you teach this course, ask your LMS admin to give you the role of an instructor in it.")

    @staticmethod
    def places(params: Params) -> Params:
        """The roles stand one after the other."""
        return {"roles": ", ".join(params["roles"]) or "–"}


register(
    {
        "no_role_in_course": Wording(
            N_(
                "Your LMS gave you no role in this course, only outside it: %(roles)s. Only an instructor of this "
                "course can see this page."
            ),
            N_(
                "Enroll yourself as an instructor of this course. Or the people who run this tool can let roles "
                "outside the course count for your LMS: lti-tool registrations add … --institution-roles."
            ),
            NotForYourRole.places,
        ),
        "assistant_and_instructor": Wording(
            N_(
                "Your LMS calls you a teaching assistant and an instructor of this course (%(roles)s). An assistant "
                "sees how learners are doing and changes nothing, and Canvas calls every assistant both."
            ),
            N_(
                "If you also teach this course: in Canvas, open “Library service training” from the course's menu, "
                "where this tool can tell. If it does not help, an LMS admin must add the custom field "
                "canvas_membership_roles=$Canvas.membership.roles to the tool, or enroll you as a teacher only."
            ),
            NotForYourRole.places,
        ),
        "assistants_change_nothing": Wording(
            N_("A teaching assistant sees how learners are doing and changes nothing. Your LMS gave you: %(roles)s."),
            N_("If you teach this course, ask your LMS admin to give you the role of an instructor in it."),
            NotForYourRole.places,
        ),
        "not_a_mentor": Wording(
            N_("This page is for mentors to whom the LMS gave learners. The roles that your LMS gave you: %(roles)s."),
            N_("If you mentor somebody in this course, ask your LMS admin to say whom."),
            NotForYourRole.places,
        ),
    }
)
