"""Objects, and the settings of a single one."""

import hashlib
import os
import tempfile
from datetime import datetime, timedelta, timezone
from io import BytesIO

from judging import expect_refusal
from minio.commonconfig import GOVERNANCE, REPLACE, ComposeSource, CopySource, Tags
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.retention import Retention
from minio.select import (
    CSVInputSerialization,
    CSVOutputSerialization,
    JSONInputSerialization,
    JSONOutputSerialization,
    SelectRequest,
)
from minio.sse import SseCustomerKey, SseS3
from minio.versioningconfig import VersioningConfig
from minio_clients import plain_client, tls_client

object_methods = [
    "get_object",
    "put_object",
    "copy_object",
    "compose_object",
    "stat_object",
    "remove_object",
    "remove_objects",
    "fput_object",
    "fget_object",
    "select_object_content",
    "delete_object_tags",
    "get_object_tags",
    "set_object_tags",
    "enable_object_legal_hold",
    "disable_object_legal_hold",
    "is_object_legal_hold_enabled",
    "get_object_retention",
    "set_object_retention",
]

MiB = 1024 * 1024


def try_objects(judge):
    client = plain_client(judge)
    secure = tls_client(judge)
    bucket = "judged-objects"
    locked = "judged-kept"
    client.make_bucket(bucket)
    client.make_bucket(locked, object_lock=True)
    large = os.urandom(11 * MiB + 17)

    def read(key, **how):
        response = client.get_object(bucket, key, **how)
        try:
            return response.read()
        finally:
            response.close()
            response.release_conn()

    @judge.trial("put_object", "stat_object", "get_object")
    def whole():
        put = client.put_object(
            bucket, "a/b.txt", BytesIO(b"hello, world"), 12, content_type="text/x-test", metadata={"colour": "sea blue"}
        )
        assert put.etag == hashlib.md5(b"hello, world").hexdigest()
        stat = client.stat_object(bucket, "a/b.txt")
        assert (stat.size, stat.content_type, stat.etag) == (12, "text/x-test", put.etag)
        assert stat.metadata["x-amz-meta-colour"] == "sea blue"
        assert read("a/b.txt") == b"hello, world"
        assert read("a/b.txt", offset=7) == b"world"
        assert read("a/b.txt", offset=1, length=4) == b"ello"
        assert read("a/b.txt", request_headers={"Range": "bytes=-5"}) == b"world"
        response = client.get_object(bucket, "a/b.txt", extra_query_params={"response-content-type": "image/png"})
        assert response.headers["Content-Type"] == "image/png"
        response.close()
        # Of unknown length, and in three parts.
        parts = client.put_object(bucket, "large", BytesIO(large), -1, part_size=5 * MiB, num_parallel_uploads=2)
        assert parts.etag.endswith("-3") and read("large") == large
        for key in ("a//b", "/lead", "plus+%2B & ünï", "0012", "k" * 1024):
            client.put_object(bucket, key, BytesIO(key.encode()), len(key.encode()))
            assert read(key) == key.encode() and client.stat_object(bucket, key).object_name == key
        expect_refusal(S3Error, "NoSuchKey", lambda: client.get_object(bucket, "nothing"))
        expect_refusal(S3Error, "NoSuchKey", lambda: client.stat_object(bucket, "nothing"))
        expect_refusal(S3Error, "InvalidRange", lambda: client.get_object(bucket, "a/b.txt", offset=100))

    @judge.trial("put_object", "stat_object", "get_object", "copy_object", "fget_object")
    def customer_key():
        key = SseCustomerKey(b"32byteslongsecretkeymustprovided")
        secure.put_object(bucket, "secret", BytesIO(b"hidden"), 6, sse=key)
        assert secure.stat_object(bucket, "secret", ssec=key).size == 6
        response = secure.get_object(bucket, "secret", ssec=key)
        assert response.read() == b"hidden"
        response.close()
        with tempfile.TemporaryDirectory() as folder:
            secure.fget_object(bucket, "secret", f"{folder}/secret", ssec=key)
            with open(f"{folder}/secret", "rb") as file:
                assert file.read() == b"hidden"
        expect_refusal(S3Error, "", lambda: secure.get_object(bucket, "secret"))
        wrong = SseCustomerKey(b"x" * 32)
        expect_refusal(S3Error, "", lambda: secure.stat_object(bucket, "secret", ssec=wrong))
        secure.copy_object(bucket, "open", CopySource(bucket, "secret", ssec=key), sse=SseS3())
        assert read("open") == b"hidden"

    @judge.trial("copy_object")
    def copy():
        client.put_object(bucket, "from +ü", BytesIO(b"copied"), 6, metadata={"colour": "blue"})
        done = client.copy_object(bucket, "to", CopySource(bucket, "from +ü"))
        assert done.etag == hashlib.md5(b"copied").hexdigest() and done.last_modified is not None
        assert client.stat_object(bucket, "to").metadata["x-amz-meta-colour"] == "blue"
        client.copy_object(
            bucket, "to", CopySource(bucket, "from +ü"), metadata={"shape": "round"}, metadata_directive=REPLACE
        )
        stat = client.stat_object(bucket, "to")
        assert stat.metadata["x-amz-meta-shape"] == "round" and "x-amz-meta-colour" not in stat.metadata
        long_ago = datetime(2014, 4, 1, tzinfo=timezone.utc)
        client.copy_object(bucket, "to", CopySource(bucket, "from +ü", modified_since=long_ago))
        for condition in ({"unmodified_since": long_ago}, {"match_etag": "0" * 32}, {"not_match_etag": done.etag}):
            source = CopySource(bucket, "from +ü", **condition)
            expect_refusal(S3Error, "PreconditionFailed", lambda: client.copy_object(bucket, "to", source))

    @judge.trial("compose_object")
    def compose():
        client.put_object(bucket, "part-1", BytesIO(large[: 6 * MiB]), 6 * MiB)
        client.put_object(bucket, "part-2", BytesIO(large), len(large))
        client.put_object(bucket, "part-3", BytesIO(b"the end"), 7)
        sources = [
            ComposeSource(bucket, "part-1"),
            ComposeSource(bucket, "part-2", offset=6 * MiB, length=5 * MiB),
            ComposeSource(bucket, "part-3"),
        ]
        client.compose_object(bucket, "whole", sources, metadata={"made": "of three"})
        assert read("whole") == large[: 11 * MiB] + b"the end"
        assert client.stat_object(bucket, "whole").metadata["x-amz-meta-made"] == "of three"

    @judge.trial("fput_object", "fget_object")
    def files():
        with tempfile.TemporaryDirectory() as folder:
            source, target = f"{folder}/source", f"{folder}/deep/target"
            with open(source, "wb") as file:
                file.write(large)
            client.fput_object(bucket, "file", source, content_type="application/csv", metadata={"from": "a file"})
            stat = client.fget_object(bucket, "file", target, tmp_file_path=f"{folder}/half")
            assert (stat.size, stat.content_type) == (len(large), "application/csv")
            with open(target, "rb") as file:
                assert file.read() == large

    @judge.trial("remove_object", "remove_objects")
    def removal():
        for number in range(5):
            client.put_object(bucket, f"gone/{number}", BytesIO(b""), 0)
        client.remove_object(bucket, "gone/0")
        client.remove_object(bucket, "gone/never-there")
        names = [DeleteObject(f"gone/{number}") for number in range(1, 5)]
        assert list(client.remove_objects(bucket, names)) == []
        assert list(client.list_objects(bucket, prefix="gone/")) == []
        client.make_bucket("judged-versions")
        client.set_bucket_versioning("judged-versions", VersioningConfig("Enabled"))
        first = client.put_object("judged-versions", "v", BytesIO(b"1"), 1).version_id
        second = client.put_object("judged-versions", "v", BytesIO(b"2"), 1).version_id
        client.remove_object("judged-versions", "v", version_id=second)
        assert client.stat_object("judged-versions", "v").version_id == first
        assert list(client.remove_objects("judged-versions", [DeleteObject("v", first)])) == []
        until = datetime.now(timezone.utc) + timedelta(days=1)
        kept = client.put_object(locked, "kept", BytesIO(b"1"), 1).version_id
        client.set_object_retention(locked, "kept", Retention(GOVERNANCE, until))
        (error,) = client.remove_objects(locked, [DeleteObject("kept", kept)])
        assert (error.code, error.name, error.version_id) == ("AccessDenied", "kept", kept)
        freed = client.remove_objects(locked, [DeleteObject("kept", kept)], bypass_governance_mode=True)
        assert list(freed) == []

    @judge.trial("select_object_content")
    def select():
        rows = b"Name,Age\nAnn,31\nBob,\"17\"\n\"Cid, the\",45\n"
        client.put_object(bucket, "rows.csv", BytesIO(rows), len(rows))
        asked = SelectRequest(
            "select s.Name from S3Object s where cast(s.Age as int) > 18",
            CSVInputSerialization(file_header_info="USE"),
            CSVOutputSerialization(),
            request_progress=True,
        )
        with client.select_object_content(bucket, "rows.csv", asked) as result:
            assert b"".join(result.stream(16)) == b'Ann\n"Cid, the"\n'
            stats = result.stats()
        assert int(stats.bytes_scanned) == len(rows) and int(stats.bytes_returned) == 15
        lines = b'{"n": 1, "in": {"x": "a"}}\n{"n": 22.5, "in": {"x": "b"}}\n'
        client.put_object(bucket, "lines.json", BytesIO(lines), len(lines))
        asked = SelectRequest(
            "select s.n, s.\"in\".x from S3Object s where s.n > 2",
            JSONInputSerialization(json_type="LINES"),
            JSONOutputSerialization(),
        )
        with client.select_object_content(bucket, "lines.json", asked) as result:
            assert b"".join(result.stream()) == b'{"n":22.5,"x":"b"}\n'

    @judge.trial("set_object_tags", "get_object_tags", "delete_object_tags")
    def tags():
        given = Tags.new_object_tags()
        given.update({"Project": "Project One", "User": "jsmith: söhne"})
        client.put_object(bucket, "tagged", BytesIO(b""), 0, tags=given)
        assert dict(client.get_object_tags(bucket, "tagged")) == dict(given)
        given["more"] = ""
        client.set_object_tags(bucket, "tagged", given)
        assert dict(client.get_object_tags(bucket, "tagged")) == dict(given)
        client.delete_object_tags(bucket, "tagged")
        assert client.get_object_tags(bucket, "tagged") is None

    @judge.trial("enable_object_legal_hold", "disable_object_legal_hold", "is_object_legal_hold_enabled")
    def hold():
        version = client.put_object(locked, "held", BytesIO(b"1"), 1).version_id
        assert client.is_object_legal_hold_enabled(locked, "held") is False
        client.enable_object_legal_hold(locked, "held", version_id=version)
        assert client.is_object_legal_hold_enabled(locked, "held") is True
        expect_refusal(S3Error, "AccessDenied", lambda: client.remove_object(locked, "held", version_id=version))
        client.disable_object_legal_hold(locked, "held")
        assert client.is_object_legal_hold_enabled(locked, "held", version_id=version) is False
        client.remove_object(locked, "held", version_id=version)
        expect_refusal(S3Error, "", lambda: client.enable_object_legal_hold(bucket, "tagged"))

    @judge.trial("set_object_retention", "get_object_retention")
    def retention():
        client.put_object(locked, "retained", BytesIO(b"1"), 1)
        assert client.get_object_retention(locked, "retained") is None
        until = (datetime.now(timezone.utc) + timedelta(days=10)).replace(microsecond=0)
        client.set_object_retention(locked, "retained", Retention(GOVERNANCE, until))
        kept = client.get_object_retention(locked, "retained")
        assert (kept.mode, kept.retain_until_date) == (GOVERNANCE, until)
