"""Clients of Alibaba's SDK for the judged sandbox."""

import oss2
from judging import Place

endpoint = f"http://oss.localhost:{Place.port}"


def owner_auth():
    """Keys of the owner, signing as version 1 of OSS does."""
    return oss2.Auth(Place.access_key, Place.secret_key)


def owner_auth_v4():
    """The same, signing as version 4 does."""
    return oss2.AuthV4(Place.access_key, Place.secret_key)


def open_bucket(judge, name, auth=None, **how):
    """A bucket of that name, which is not made by this; the owner signs as version 4 does."""
    auth = auth or owner_auth_v4()
    return judge.watch(oss2.Bucket(auth, endpoint, name, region=Place.region, **how))


def open_service(judge):
    """The service of all buckets."""
    return judge.watch(oss2.Service(owner_auth_v4(), endpoint, region=Place.region))
