"""Objects whole, and links to them."""

import hashlib
import os
import tempfile

from cos_clients import ask, bucket_name, cos_client, second_client
from judging import Place, expect_refusal
from qcloud_cos.cos_exception import CosServiceError

object_methods = [
    "put_object",
    "get_object",
    "get_presigned_download_url",
    "delete_object",
    "delete_objects",
    "head_object",
    "put_object_acl",
    "get_object_acl",
    "copy_object",
    "restore_object",
    "get_auth",
    "get_presigned_url",
]

_hard_keys = ["a b+c%20", "%", "007", "d//e", "x/./y", "腾讯云/图.png", "q'(!)*~", "?a=b#c&d"]


def _read(client, bucket, key, **kwargs):
    return client.get_object(Bucket=bucket, Key=key, **kwargs)["Body"].get_raw_stream().read()


def try_objects(judge):
    client = cos_client(judge)
    bucket = bucket_name("judged-objects")
    client.create_bucket(Bucket=bucket)

    @judge.trial("put_object", "get_object", "head_object")
    def content():
        body = os.urandom(70_000)
        stored = client.put_object(
            Bucket=bucket,
            Key="a/b",
            Body=body,
            EnableMD5=True,
            ContentType="image/x-test",
            CacheControl="max-age=5",
            ContentDisposition="attachment",
            StorageClass="STANDARD_IA",
            Metadata={"x-cos-meta-colour": "blue"},
        )
        assert stored["ETag"] == f'"{hashlib.md5(body).hexdigest()}"', stored
        head = client.head_object(Bucket=bucket, Key="a/b")
        assert head["Content-Length"] == "70000" and head["Content-Type"] == "image/x-test", head
        assert head["x-cos-storage-class"] == "STANDARD_IA" and head["x-cos-meta-colour"] == "blue", head
        assert _read(client, bucket, "a/b") == body
        assert _read(client, bucket, "a/b", Range="bytes=10-19") == body[10:20]
        answer = client.get_object(Bucket=bucket, Key="a/b", ResponseContentType="text/x-asked")
        assert answer["Content-Type"] == "text/x-asked", answer
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "got")
            answer["Body"].get_stream_to_file(path)
            with open(path, "rb") as file:
                assert file.read() == body
            with open(path, "rb") as file:
                client.put_object(Bucket=bucket, Key="from-file", Body=file)
        assert _read(client, bucket, "from-file") == body
        error = expect_refusal(
            CosServiceError, "NoSuchKey", lambda: client.get_object(Bucket=bucket, Key="none")
        )
        assert error.get_error_code() == "NoSuchKey" and error.get_resource_location(), error
        wrong = lambda: client.put_object(Bucket=bucket, Key="x", Body=b"x", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")
        expect_refusal(CosServiceError, "BadDigest", wrong)

    @judge.trial("delete_object", "delete_objects")
    def names():
        for key in _hard_keys:
            client.put_object(Bucket=bucket, Key=key, Body=key.encode())
        for key in _hard_keys:
            assert _read(client, bucket, key) == key.encode(), key
        client.delete_object(Bucket=bucket, Key=_hard_keys[0])
        rest = [{"Key": key} for key in _hard_keys[1:]]
        done = client.delete_objects(Bucket=bucket, Delete={"Object": rest, "Quiet": "false"})
        assert sorted(item["Key"] for item in done["Deleted"]) == sorted(_hard_keys[1:]), done
        for key in _hard_keys:
            expect_refusal(CosServiceError, "NoSuchKey", lambda: client.get_object(Bucket=bucket, Key=key))

    @judge.trial("put_object_acl", "get_object_acl")
    def acl():
        client.put_object(Bucket=bucket, Key="shared", Body=b"content")
        other = second_client(judge)
        expect_refusal(CosServiceError, "AccessDenied", lambda: other.get_object(Bucket=bucket, Key="shared"))
        client.put_object_acl(Bucket=bucket, Key="shared", ACL="public-read")
        assert _read(other, bucket, "shared") == b"content"
        told = client.get_object_acl(Bucket=bucket, Key="shared")
        assert "READ" in [grant["Permission"] for grant in told["AccessControlList"]["Grant"]], told
        client.put_object_acl(Bucket=bucket, Key="shared", ACL="private")
        expect_refusal(CosServiceError, "AccessDenied", lambda: other.get_object(Bucket=bucket, Key="shared"))

    @judge.trial("copy_object")
    def copy():
        client.put_object(Bucket=bucket, Key="from ü", Body=b"content", Metadata={"x-cos-meta-a": "1"})
        source = {"Bucket": bucket, "Key": "from ü", "Region": Place.region}
        client.copy_object(Bucket=bucket, Key="to", CopySource=source)
        assert client.head_object(Bucket=bucket, Key="to")["x-cos-meta-a"] == "1"
        client.copy_object(
            Bucket=bucket, Key="to", CopySource=source, CopyStatus="Replaced", Metadata={"x-cos-meta-b": "2"}
        )
        head = client.head_object(Bucket=bucket, Key="to")
        assert "x-cos-meta-a" not in head and head["x-cos-meta-b"] == "2", head
        assert _read(client, bucket, "to") == b"content"

    @judge.trial("restore_object")
    def restore():
        client.put_object(Bucket=bucket, Key="cold", Body=b"content", StorageClass="ARCHIVE")
        expect_refusal(
            CosServiceError, "InvalidObjectState", lambda: client.get_object(Bucket=bucket, Key="cold")
        )
        request = {"Days": 2, "CASJobParameters": {"Tier": "Expedited"}}
        client.restore_object(Bucket=bucket, Key="cold", RestoreRequest=request)
        head = client.head_object(Bucket=bucket, Key="cold")
        assert head["x-cos-restore"] == 'ongoing-request="true"', head
        again = lambda: client.restore_object(Bucket=bucket, Key="cold", RestoreRequest=request)
        expect_refusal(CosServiceError, "RestoreAlreadyInProgress", again)

    @judge.trial("get_presigned_download_url", "get_presigned_url", "get_auth")
    def links():
        client.put_object(Bucket=bucket, Key="linked ü", Body=b"content")
        params = {"response-content-type": "text/x-asked"}
        url = client.get_presigned_download_url(Bucket=bucket, Key="linked ü", Expired=60, Params=params)
        answer = ask("GET", url)
        assert (answer.status_code, answer.content) == (200, b"content"), answer.text
        assert answer.headers["Content-Type"] == "text/x-asked", answer.headers
        assert ask("GET", url.replace("x-asked", "x-other")).status_code == 403
        put = client.get_presigned_url(Bucket=bucket, Key="sent", Method="PUT", Expired=60)
        assert ask("PUT", put, data=b"sent").status_code == 200
        assert _read(client, bucket, "sent") == b"sent"
        assert ask("GET", put).status_code == 403
        plain = put.split("?")[0]
        auth = client.get_auth(Method="GET", Bucket=bucket, Key="sent", Expired=60)
        assert ask("GET", plain, headers={"Authorization": auth}).content == b"sent"
        assert ask("DELETE", plain, headers={"Authorization": auth}).status_code == 403
