FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/somv

# Only what the product needs; browser and service tests run outside the image.
COPY system-packages.txt ./
RUN apt-get update \
    && awk '$2 == "demo" {print $1}' system-packages.txt | xargs apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.prod.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.prod.lock

COPY . .
# SOMV_PG=off: reading the settings must start no database. The demo switch stands in for secrets of this one command.
RUN SOMV_PG=off SOMV_DEMO=1 python manage.py collectstatic --no-input \
    && useradd --system --no-create-home somv

USER somv
EXPOSE 8000
ENTRYPOINT ["docker/run"]
CMD ["web"]
