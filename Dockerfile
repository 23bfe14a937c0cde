# One image for every role: `docflow serve`, `docflow worker`, `docflow migrate`.
#
#   docker build -t docflow .
#   docker build -t docflow:gpu --build-arg TORCH_BUILD=cuda .
#
# TORCH_BUILD=cpu installs torch from the index of CPU builds, which is 2 GB smaller; cuda takes the
# build of the Python package index, which carries CUDA's libraries.

FROM python:3.11-slim-bookworm AS wheels
ARG TORCH_BUILD=cpu
ARG TORCH_CPU_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/docflow
ENV PATH=/opt/docflow/bin:$PATH
COPY constraints.txt ./
# Its own layer: torch changes rarely and is most of the image.
RUN version=$(sed -n 's/^torch==//p' constraints.txt) \
    && if [ "$TORCH_BUILD" = cpu ]; then pip install "torch==$version" --index-url "$TORCH_CPU_INDEX"; \
       else pip install "torch==$version"; fi
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY docflow docflow
COPY workers workers
COPY model model
COPY kernels kernels
COPY schemas schemas
# A wheel, not an editable install: what runs does not depend on this folder.
RUN pip wheel --no-deps --wheel-dir /wheels . \
    && pip install "$(ls /wheels/docflow-*.whl)[parquet,heic]" -c constraints.txt

FROM python:3.11-slim-bookworm AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-ita tesseract-ocr-nld \
        tesseract-ocr-spa libgomp1 libglib2.0-0 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data docflow \
    && install -d -o docflow -g docflow /data /empty
COPY --from=wheels /opt/docflow /opt/docflow
ENV PATH=/opt/docflow/bin:$PATH \
    DOCFLOW_HOME=/data \
    DOCFLOW_LOG_FORMAT=json \
    PYTHONUNBUFFERED=1 \
    OMP_THREAD_LIMIT=1
# Empty: Python puts the folder it starts in first on its path.
WORKDIR /empty
USER docflow
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["tini", "--", "docflow"]
CMD ["serve", "--host", "0.0.0.0"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
