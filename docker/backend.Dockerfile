# The API and the page. No torch here: the image stays small and starts in a second.
FROM node:24-slim AS page
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.12-slim
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY core core
COPY backend backend
COPY worker worker
COPY --from=page /src/backend/fanscope_backend/static backend/fanscope_backend/static
RUN pip install --no-cache-dir --constraint constraints.txt '.[server,postgres]' \
 && useradd --system --create-home --home-dir /var/lib/fanscope fanscope
USER fanscope
EXPOSE 8000
CMD ["python", "-m", "fanscope_backend", "serve"]
