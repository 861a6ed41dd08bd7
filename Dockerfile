# The image that docker-compose.yml builds: web, worker and beat are the same image, started apart.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY pyproject.toml requirements.lock ./
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv pip install --system --no-cache --require-hashes -r pyproject.toml -c requirements.lock

COPY manage.py ./
COPY newsclaims newsclaims
COPY articles articles
COPY claims claims
COPY templates templates
COPY static static
COPY fixtures fixtures

# A named volume takes over the owner of the folder that it covers.
RUN useradd --system newsclaims && install -d -o newsclaims /data/media /data/static /data/mail
USER newsclaims
