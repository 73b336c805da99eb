"""Objects, links and forms."""

import hashlib
import os
import tempfile
from datetime import datetime, timedelta, timezone
from io import BytesIO

from judging import expect_refusal
from minio import CopyConditions, PostPolicy
from minio.error import InvalidRange, NoSuchKey, PreconditionFailed
from minio_2020_clients import owner_client, plain_http

object_methods = [
    "get_object",
    "get_partial_object",
    "fget_object",
    "copy_object",
    "put_object",
    "fput_object",
    "stat_object",
    "remove_object",
    "remove_objects",
    "remove_incomplete_upload",
    "presigned_get_object",
    "presigned_put_object",
    "presigned_post_policy",
]


def try_objects(judge):
    client = owner_client(judge)
    bucket = "judged-2020-objects"
    client.make_bucket(bucket)
    large = os.urandom(11 * 1024 * 1024 + 17)

    def put(key, content, **how):
        return client.put_object(bucket, key, BytesIO(content), len(content), **how)

    @judge.trial("put_object", "get_object", "get_partial_object", "stat_object")
    def whole():
        etag = put("a/b.txt", b"hello, world", content_type="text/x-test", metadata={"x-amz-meta-colour": "blue"})
        assert etag == hashlib.md5(b"hello, world").hexdigest()
        stat = client.stat_object(bucket, "a/b.txt")
        assert (stat.size, stat.etag, stat.content_type) == (12, etag, "text/x-test")
        assert {key.lower(): value for key, value in stat.metadata.items()}["x-amz-meta-colour"] == "blue"
        assert client.get_object(bucket, "a/b.txt").data == b"hello, world"
        assert client.get_object(bucket, "a/b.txt", request_headers={"Range": "bytes=-5"}).data == b"world"
        assert client.get_partial_object(bucket, "a/b.txt", 2, 4).data == b"llo,"
        assert client.get_partial_object(bucket, "a/b.txt", 7).data == b"world"
        for key in ("a//b", "plus+%2B & ünï", "0012", "k" * 1024):
            put(key, key.encode())
            assert client.get_object(bucket, key).data == key.encode()
        assert put("large", large).endswith("-3")
        assert b"".join(client.get_object(bucket, "large").stream(32 * 1024)) == large
        expect_refusal(NoSuchKey, "", lambda: client.get_object(bucket, "nothing"))
        expect_refusal(NoSuchKey, "", lambda: client.stat_object(bucket, "nothing"))
        expect_refusal(InvalidRange, "", lambda: client.get_partial_object(bucket, "a/b.txt", 100))

    @judge.trial("fput_object", "fget_object")
    def files():
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/source", "wb") as file:
                file.write(large)
            client.fput_object(bucket, "file.csv", f"{folder}/source", content_type="application/csv")
            stat = client.fget_object(bucket, "file.csv", f"{folder}/deep/target")
            assert (stat.size, stat.content_type) == (len(large), "application/csv")
            with open(f"{folder}/deep/target", "rb") as file:
                assert file.read() == large

    @judge.trial("copy_object")
    def copy():
        etag = put("source +ü", b"copied", metadata={"x-amz-meta-colour": "blue"})
        # Its document has `metadata` too, which came with the version that took the canned policies away.
        result = client.copy_object(bucket, "target", f"/{bucket}/source +ü")
        assert result.etag.strip('"') == etag
        assert client.get_object(bucket, "target").data == b"copied"
        long_ago = datetime(2014, 4, 1, tzinfo=timezone.utc)
        for condition, value, is_met in (
            ("set_modified_since", long_ago, True),
            ("set_unmodified_since", long_ago, False),
            ("set_match_etag", etag, True),
            ("set_match_etag_except", etag, False),
        ):
            conditions = CopyConditions()
            getattr(conditions, condition)(value)

            def attempt():
                client.copy_object(bucket, "target", f"/{bucket}/source +ü", conditions)

            if is_met:
                attempt()
            else:
                expect_refusal(PreconditionFailed, "", attempt)

    @judge.trial("remove_object", "remove_objects")
    def removal():
        names = [f"gone/{number:04}" for number in range(12)]
        for name in names:
            put(name, b"")
        client.remove_object(bucket, names[0])
        client.remove_object(bucket, "gone/never-there")
        errors = client.remove_objects(bucket, names[1:])
        assert list(errors) == []
        assert list(client.list_objects(bucket, prefix="gone/", recursive=True)) == []

    @judge.trial("presigned_get_object", "presigned_put_object")
    def links():
        key = "shared ü+.txt"
        sent = plain_http.request("PUT", client.presigned_put_object(bucket, key, timedelta(days=3)), body=b"sent")
        assert sent.status == 200, sent.data
        url = client.presigned_get_object(
            bucket, key, timedelta(days=2), response_headers={"response-content-type": "application/json"}
        )
        got = plain_http.request("GET", url)
        assert (got.status, got.data, got.headers["Content-Type"]) == (200, b"sent", "application/json")
        assert plain_http.request("GET", url.replace("shared", "shapes")).status == 403

    @judge.trial("presigned_post_policy")
    def form():
        policy = PostPolicy()
        policy.set_bucket_name(bucket)
        policy.set_key_startswith("my/prefix/")
        policy.set_content_length_range(2, 10)
        policy.set_content_type("text/x-form")
        policy.set_expires(datetime.utcnow() + timedelta(days=10))
        url, fields = client.presigned_post_policy(policy)

        def post(key, content):
            return plain_http.request("POST", url, fields={**fields, "key": key, "file": ("name.txt", content)})

        sent = post("my/prefix/a", b"content")
        assert sent.status == 204, sent.data
        assert client.get_object(bucket, "my/prefix/a").data == b"content"
        assert b"AccessDenied" in post("other/a", b"content").data
        assert b"EntityTooLarge" in post("my/prefix/b", b"x" * 11).data
