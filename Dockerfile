FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements-postgres.lock ./
RUN python -m venv /drom/venv \
    && /drom/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-postgres.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin drom \
    && install -d -o drom -g drom -m 700 /data
COPY --from=build /drom/venv /drom/venv
COPY bot /drom/bot
COPY flows /drom/flows
COPY storage /drom/storage
COPY locales /drom/locales
WORKDIR /drom
# The user of Drom may not write beside it: without this, every start would compile all of it for half a second.
RUN /drom/venv/bin/python -m compileall -q bot flows storage
USER drom
ENV DROM_DATA_DIR=/data DROM_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 PATH=/drom/venv/bin:$PATH
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; \
u.urlopen('http://127.0.0.1:' + (os.environ.get('DROM_PORT') or '8000') + '/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
