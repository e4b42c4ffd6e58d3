"""Open edX's own LTI platform (lti-consumer-xblock) standing up by itself: a Django site with two placed links.

It runs in a virtual environment of its own, on its own (`python openedx_lms.py PORT`): the package is AGPL and
brings Django with it, so no other test imports it. Its Django app does all that is LTI; here stand the few
things that it asks of the learning management system around it, and pages that a test opens as a person would.
/begin forgets all that was and places the links anew, for a tool.
"""

# mypy: ignore-errors

from __future__ import annotations

import sys
from types import SimpleNamespace

import django
from django.conf import settings

PORT = int(sys.argv[1])
URL = f"http://127.0.0.1:{PORT}"
COURSE = "course-v1:library+reference+2026"
PEOPLE = {"noor": ("Noor Haddad", "student", 11), "tomas": ("Tomás Reyes", "instructor", 12)}
LINKS = {"declared": {"module": "culture-of-yes"}, "made": {"module": "culture-of-yes"}, "picked": {}}

settings.configure(
    SECRET_KEY="for tests alone",
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LMS_ROOT_URL=URL,
    LTI_API_BASE=URL,
    LTI_BASE=URL,
    LTI_NRPS_DISALLOW_PII=False,
    LEARNING_MICROFRONTEND_URL=URL,
    PLATFORM_NAME="Open edX",
    FEATURES={},
    USAGE_ID_PATTERN=r"(?P<usage_id>[^/]+)",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:openedx?mode=memory&cache=shared"}},
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "config_models",
        "rest_framework",
        "waffle",
        "lti_consumer.apps.LTIConsumerApp",
    ],
    MIDDLEWARE=[
        "edx_django_utils.cache.middleware.RequestCacheMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up first
from django.core.servers.basehttp import run  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.urls import include, path  # noqa: E402
from lti_consumer import api, models  # noqa: E402
from lti_consumer.data import Lti1p3LaunchData  # noqa: E402
from lti_consumer.plugin import compat  # noqa: E402
from opaque_keys.edx.keys import UsageKey  # noqa: E402

GRADES: dict[str, dict[str, object]] = {}
CONFIGURATIONS: dict[str, int] = {}


def place_of(link: str) -> UsageKey:
    return UsageKey.from_string(f"block-v1:library+reference+2026+type@lti_consumer+block@{link}")


class Block(SimpleNamespace):
    """What the package asks of a placed block; a final score ends here, as it would in Open edX's gradebook."""

    has_score, accept_grades_past_due, weight, display_name = True, True, 50, "Yes, and!"
    lti_1p3_passport_id, context_id = None, COURSE

    def is_past_due(self) -> bool:
        return False

    def max_score(self) -> int:
        return self.weight

    def set_user_module_score(self, user: str, score: float, max_score: int, comment: str) -> None:
        GRADES.setdefault(self.location.block_id, {})[user] = {"score": score, "of": max_score, "comment": comment}


def members(_course: object) -> dict[int, dict[str, object]]:
    return {
        number: {"id": number, "username": who, "email": f"{who}@library.example", "name": name, "roles": [role]}
        for who, (name, role, number) in PEOPLE.items()
    }


def external_ids(_users: object) -> dict[int, SimpleNamespace]:
    return {number: SimpleNamespace(external_user_id=who) for who, (_name, _role, number) in PEOPLE.items()}


def surround() -> None:
    """Give the package the system around it, where it reaches for Open edX's."""

    def block_at(place: UsageKey) -> Block:
        return Block(location=place, scope_ids=SimpleNamespace(usage_id=place))

    compat.load_enough_xblock = compat.load_block_as_user = block_at
    compat.get_user_from_external_user_id = lambda external_id: external_id
    compat.user_has_studio_write_access = compat.user_has_access = lambda *_: True
    compat.get_course_members = members
    compat.merge_course_forum_roles = lambda _course, found: found
    compat.batch_get_or_create_externalids = external_ids


def place(link: str, mode: str, tool_url: str) -> None:
    """Place a link with its own client id and keys, as each block has them in Open edX."""
    configuration = models.LtiConfiguration.objects.create(
        version=models.LtiConfiguration.LTI_1P3,
        config_store=models.LtiConfiguration.CONFIG_ON_DB,
        location=place_of(link),
        lti_1p3_oidc_url=f"{tool_url}/lti/login",
        lti_1p3_launch_url=f"{tool_url}/lti/launch",
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{tool_url}/lti/launch",
        lti_advantage_enable_nrps=True,
        lti_advantage_ags_mode=mode,
    )
    configuration.refresh_from_db()
    passport = configuration.lti_1p3_passport
    passport.lti_1p3_tool_keyset_url = f"{tool_url}/lti/jwks.json"
    passport.save()
    CONFIGURATIONS[link] = configuration.id


def configuration_of(link: str) -> models.LtiConfiguration:
    return models.LtiConfiguration.objects.get(id=CONFIGURATIONS[link])


def launch(request, person, course, link, add=False):
    """Begin a launch as Open edX's block does: a resource link, a placed content item, or deep linking."""
    name, role, number = PEOPLE[person]
    configuration = configuration_of(link)
    item = configuration.ltidlcontentitem_set.first() if link == "picked" and not add else None
    data = Lti1p3LaunchData(
        user_id=number,
        external_user_id=person,
        user_role=role,
        config_id=str(configuration.config_id),
        resource_link_id=str(configuration.location),
        name=name,
        context_id=COURSE,
        context_type=["course_offering"],
        context_title="At the reference desk",
        custom_parameters=dict(LINKS[link]),
    )
    return redirect(api.get_lti_1p3_launch_start_url(data, deep_link_launch=add, dl_content_id=item and item.id))


def begin(request):
    """Forget whatever was, and place the links for a tool; what an administrator copies from each block into it."""
    GRADES.clear()
    models.LtiConfiguration.objects.all().delete()
    for link in LINKS:
        mode = "DECLARATIVE" if link == "declared" else "PROGRAMMATIC"
        place(link, getattr(models.LtiConfiguration, f"LTI_ADVANTAGE_AGS_{mode}"), request.GET["tool_url"])
    return JsonResponse(
        {
            link: {
                "issuer": URL,
                "client_id": configuration_of(link).lti_1p3_client_id,
                "auth_login_url": f"{URL}/api/lti_consumer/v1/launch/",
                "token_url": f"{URL}/api/lti_consumer/v1/token/{configuration_of(link).passport_id}",
                "jwks_url": f"{URL}/api/lti_consumer/v1/public_keysets/{configuration_of(link).passport_id}",
            }
            for link in LINKS
        }
    )


def gradebook(_request):
    """What arrived: grades, scores, columns, content items."""
    return JsonResponse(
        {
            "grades": GRADES,
            "scores": list(models.LtiAgsScore.objects.values()),
            "columns": [
                {**row, "resource_link_id": str(row["resource_link_id"])}
                for row in models.LtiAgsLineItem.objects.values(
                    "id", "resource_link_id", "label", "score_maximum", "tag"
                )
            ],
            "items": [item.attributes for item in models.LtiDlContentItem.objects.all()],
        }
    )


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls")),
    path("as/<person>/courses/<course>/links/<link>/launch", launch),
    path("as/<person>/courses/<course>/links/<link>/add", launch, {"add": True}),
    path("begin", begin),
    path("gradebook.json", gradebook),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    surround()
    print("ready", flush=True)
    run("127.0.0.1", PORT, get_wsgi_application(), threading=True)
