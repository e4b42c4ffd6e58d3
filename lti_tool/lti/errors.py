"""Why a login, a launch or a page inside one is refused, in words for whoever is looking at it."""

from __future__ import annotations

from lti_tool.errors import N_, ToolError

ASK_ADMIN = N_("Please show this page to the people who look after your LMS.")


class LoginRefused(ToolError):
    """A login initiation we cannot follow (OIDC third-party initiated login; security framework §5.1.1)."""

    title = N_("This link could not be opened")


class UnknownRegistration(LoginRefused):
    """No registration for this issuer and client id; what is registered is the operator's to know."""

    status = 403
    message = N_("This LMS is not registered with us, or is registered under another client id.")
    advice = ASK_ADMIN


class RegistrationNotActive(LoginRefused):
    """The registration waits for the operator, or was switched off."""

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

    title = N_("Your LMS could not open this")


class DeploymentNotApproved(LaunchRefused):
    """The deployment is unknown (and now recorded as pending), still pending, or disabled."""

    status = 403
    title = N_("Almost there")
    message = N_("This installation of the tool in your LMS has not been approved yet.")
    advice = N_(
        "The people who run the tool have been told. Please show this page to the people who look after your LMS."
    )


class SessionEnded(ToolError):
    """A launch's page without its browser, or after its time; says the same whether or not the launch exists."""

    status = 403
    title = N_("Please open this from your course")
    message = N_("This page belongs to a visit that has ended, or that began in another browser.")
    advice = N_("Go back to your course in the LMS and open the link there. What you answered and earned is kept.")


class NotForYourRole(ToolError):
    """A page for instructors, asked for by somebody whom the platform does not call one."""

    status = 403
    title = N_("For instructors")
    message = N_("Only an instructor of this course can see this page.")
    advice = N_("If you teach this course, ask your LMS admin which role you have in it.")
