"""Clients of MinIO's SDK for the judged sandbox."""

import urllib3
from minio import Minio
from judging import Place

# A refusal must come at once and not after five attempts.
_no_retry = urllib3.Retry(total=0)


def plain_client(judge):
    """The owner over plain HTTP."""
    return judge.watch(
        Minio(
            f"{Place.host}:{Place.port}",
            access_key=Place.access_key,
            secret_key=Place.secret_key,
            secure=False,
            region=Place.region,
            http_client=urllib3.PoolManager(retries=_no_retry),
        )
    )


def tls_client(judge):
    """The owner over TLS, which the SDK insists on for encryption keys of the user; the region is asked for."""
    return judge.watch(
        Minio(
            f"localhost:{Place.tls_port}",
            access_key=Place.access_key,
            secret_key=Place.secret_key,
            http_client=urllib3.PoolManager(ca_certs=Place.ca_file, retries=_no_retry),
        )
    )


def plain_http():
    """HTTP without an SDK, for links."""
    return urllib3.PoolManager(retries=_no_retry)
