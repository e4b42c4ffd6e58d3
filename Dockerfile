# docker build --tag library-service-lti .      (make image does the same with buildah)
# BASE: any Debian with Python 3.11 or newer, its venv and tzdata. Add the digest that you have looked at: …-bookworm@sha256:…
ARG BASE=docker.io/library/python:3.11.14-slim-bookworm

FROM ${BASE} AS build
RUN python3 -m venv /opt/lti-tool
COPY requirements/app.txt /src/requirements/
RUN /opt/lti-tool/bin/pip install --no-cache-dir --require-hashes -r /src/requirements/app.txt
COPY . /src
RUN /opt/lti-tool/bin/pip install --no-cache-dir --no-deps --no-build-isolation /src \
  && /opt/lti-tool/bin/pip uninstall --yes pip setuptools

FROM ${BASE}
COPY --from=build /opt/lti-tool /opt/lti-tool
ENV PATH=/opt/lti-tool/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# A number without an account: nothing in the image is its own, and it needs to write nowhere but in /tmp and /dev/shm.
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD \
  ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["lti-tool", "serve", "--bind", "0.0.0.0:8000"]
