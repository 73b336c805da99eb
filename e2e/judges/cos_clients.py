"""Clients of Tencent's SDK for the judged sandbox."""

import requests
from judging import Place
from qcloud_cos import CosConfig, CosS3Client

_app_id = "1250000000"
# The sandbox is a proxy for the hosts of Tencent, so that the SDK builds and signs them as it always does.
_proxies = {"http": f"http://{Place.host}:{Place.port}"}


def bucket_name(name):
    """The name of a bucket with the sandbox's account."""
    return f"{name}-{_app_id}"


def cos_client(judge, access_key=Place.access_key, secret_key=Place.secret_key):
    """The owner, or who has these keys. A refusal comes at once and not after attempts."""
    config = CosConfig(
        Region=Place.region,
        SecretId=access_key,
        SecretKey=secret_key,
        Scheme="http",
        Proxies=_proxies,
    )
    return judge.watch(CosS3Client(config, retry=0))


def second_client(judge):
    """The second user."""
    return cos_client(judge, Place.second_access_key, Place.second_secret_key)


def ask(method, url, **kwargs):
    """HTTP without an SDK, for links."""
    return requests.request(method, url, proxies=_proxies, timeout=30, **kwargs)
