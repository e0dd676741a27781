# A worker: trains, measures, writes frames. torch's default Linux build brings its own CUDA.
FROM python:3.12-slim
WORKDIR /src
COPY constraints.txt ./
RUN pip install --no-cache-dir "$(grep -E '^torch==' constraints.txt)"
COPY pyproject.toml README.md LICENSE ./
COPY core core
COPY backend backend
COPY worker worker
RUN pip install --no-cache-dir --constraint constraints.txt '.[worker,postgres]' \
 && useradd --system --create-home --home-dir /var/lib/fanscope fanscope
USER fanscope
CMD ["python", "-m", "fanscope_worker"]
