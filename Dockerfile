# docker build -t deploy-check . && docker run -p 3000:3000 -v deploy-check:/data --env-file .env deploy-check

FROM python:3.13-slim AS build
RUN ["pip", "install", "--no-cache-dir", "--disable-pip-version-check", "--root-user-action=ignore", "uv"]
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1
WORKDIR /src
RUN ["uv", "venv", "/opt/deploy-check"]
ENV VIRTUAL_ENV=/opt/deploy-check

# The dependencies first: this layer stays while only our own code changes.
COPY requirements.lock ./
RUN ["uv", "pip", "install", "--require-hashes", "-r", "requirements.lock"]

COPY pyproject.toml requirements-dev.lock README.md LICENSE ./
COPY bot bot
COPY migrations migrations
COPY templates templates
RUN ["uv", "build", "--wheel", "--build-constraints", "requirements-dev.lock", "--require-hashes", "-o", "/dist", "."]
RUN ["uv", "pip", "install", "--no-deps", "--no-index", "--find-links", "/dist", "deploy-check"]

FROM python:3.13-slim
# The numbers are fixed, so that whoever mounts /data can give it to them beforehand.
RUN ["groupadd", "--gid", "10001", "deploy-check"]
RUN ["useradd", "--uid", "10001", "--gid", "10001", "--home-dir", "/data", "--no-create-home", "--shell", "/usr/sbin/nologin", "deploy-check"]
RUN ["install", "--directory", "--owner=10001", "--group=10001", "/data"]
COPY --from=build /opt/deploy-check /opt/deploy-check
ENV PATH=/opt/deploy-check/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/deploy-check.db \
    HOST=0.0.0.0 \
    PORT=3000
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["deploy-check", "run"]
