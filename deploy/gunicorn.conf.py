"""How gunicorn serves Kho, under `make run` and under systemd alike. Every value can be set by the environment."""

import os

wsgi_app = "cms.config.wsgi:application"
# `make run` hands over a socket that already listens; otherwise HOST and PORT say where.
bind = os.environ.get("KHO_WEB_BIND") or f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("KHO_WEB_WORKERS", "2"))
threads = int(os.environ.get("KHO_WEB_THREADS", "8"))
timeout = 60  # seconds without a sign of life before a worker is replaced; a long download does not count
graceful_timeout = 15
keepalive = 5
# One import of Django for all workers: half the memory and half the start-up work. Nothing connects at import.
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
limit_request_line = 4094
limit_request_field_size = 8190
control_socket_disable = True
accesslog = os.environ.get("KHO_ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("KHO_WEB_LOG_LEVEL", "warning")
proc_name = "kho-web"
