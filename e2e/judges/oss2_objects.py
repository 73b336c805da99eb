"""Objects, by both versions of the signature."""

import io
import os
import tempfile

import oss2
from judging import expect_refusal
from oss2.models import PartInfo
from oss2_clients import open_bucket, owner_auth, owner_auth_v4

object_methods = [
    "put_object",
    "put_object_from_file",
    "append_object",
    "get_object",
    "get_object_to_file",
    "delete_object",
    "batch_delete_objects",
    "list_objects",
    "head_object",
    "object_exists",
    "put_object_acl",
    "get_object_acl",
    "update_object_meta",
    "get_object_meta",
    "init_multipart_upload",
    "upload_part",
    "complete_multipart_upload",
    "abort_multipart_upload",
    "list_multipart_uploads",
    "list_parts",
    "put_symlink",
    "get_symlink",
]

KiB = 1024
odd_key = "目录/ü +%25~()*'!&=.txt"


def try_objects(judge):
    buckets = []
    for version, auth in (("v1", owner_auth()), ("v4", owner_auth_v4())):
        bucket = open_bucket(judge, f"judged-objects-{version}", auth)
        bucket.create_bucket()
        buckets.append(bucket)

    def trial(*methods):
        """A trial that is run by each version of the signature."""

        def declare(run):
            def both():
                for bucket in buckets:
                    run(bucket)

            both.__name__ = run.__name__
            return judge.trial(*methods)(both)

        return declare

    @trial("put_object", "get_object", "head_object")
    def _(bucket):
        seen = []
        put = bucket.put_object(
            odd_key,
            b"hello world",
            headers={"Content-Type": "text/x-own", "x-oss-meta-uid": "1"},
            progress_callback=lambda done, total: seen.append((done, total)),
        )
        assert seen[-1] == (11, 11) and put.crc == 5981764153023615706
        head = bucket.head_object(odd_key)
        assert (head.content_length, head.object_type, head.headers["x-oss-meta-uid"]) == (11, "Normal", "1")
        assert head.etag == put.etag
        got = bucket.get_object(odd_key)
        assert got.read() == b"hello world" and got.client_crc == got.server_crc
        assert bucket.get_object(odd_key, byte_range=(6, None)).read() == b"world"
        assert bucket.get_object(odd_key, byte_range=(None, 3)).read() == b"rld"
        for kind in (oss2.exceptions.NotModified,):
            fresh = lambda: bucket.get_object(odd_key, headers={"If-None-Match": f'"{put.etag}"'})
            expect_refusal(kind, "304", fresh)
        expect_refusal(oss2.exceptions.NoSuchKey, "NoSuchKey", lambda: bucket.get_object("missing"))
        expect_refusal(oss2.exceptions.NotFound, "404", lambda: bucket.head_object("missing"))
        bucket.put_object("text", "ü in UTF-8")
        assert bucket.get_object("text").read().decode() == "ü in UTF-8"
        bucket.put_object("chunks", iter([b"hello ", b"world"]))
        bucket.put_object("file", io.BytesIO(b"of a file"))
        assert bucket.get_object("chunks").read() == b"hello world"

    @trial("put_object_from_file", "get_object_to_file")
    def _(bucket):
        with tempfile.TemporaryDirectory() as folder:
            source, target = os.path.join(folder, "source.bin"), os.path.join(folder, "target.bin")
            content = os.urandom(300 * KiB)
            with open(source, "wb") as file:
                file.write(content)
            bucket.put_object_from_file("file.bin", source)
            bucket.get_object_to_file("file.bin", target)
            with open(target, "rb") as file:
                assert file.read() == content

    @trial("append_object")
    def _(bucket):
        first = bucket.append_object("log", 0, b"hello ", init_crc=0)
        assert first.next_position == 6
        second = bucket.append_object("log", 6, b"world", init_crc=first.crc)
        assert (second.next_position, second.crc) == (11, 5981764153023615706)
        refused = expect_refusal(
            oss2.exceptions.PositionNotEqualToLength,
            "PositionNotEqualToLength",
            lambda: bucket.append_object("log", 3, b"x"),
        )
        assert refused.next_position == 11
        bucket.put_object("plain", b"x")
        refuse = lambda: bucket.append_object("plain", 1, b"x")
        expect_refusal(oss2.exceptions.ObjectNotAppendable, "ObjectNotAppendable", refuse)

    @trial("delete_object", "object_exists")
    def _(bucket):
        bucket.put_object("gone", b"x")
        assert bucket.object_exists("gone")
        assert bucket.delete_object("gone").status == 204
        assert not bucket.object_exists("gone")
        bucket.delete_object("gone")
        nowhere = open_bucket(judge, "judged-nowhere")
        expect_refusal(oss2.exceptions.NoSuchBucket, "NoSuchBucket", lambda: nowhere.object_exists("key"))

    @trial("batch_delete_objects", "list_objects")
    def _(bucket):
        keys = ["list/a/1", "list/a/2", "list/b +ü&<>", "list/c\u0007"]
        for key in keys:
            bucket.put_object(key, b"x")
        page = bucket.list_objects(prefix="list/", delimiter="/", max_keys=2)
        assert page.prefix_list == ["list/a/"] and page.is_truncated
        rest = bucket.list_objects(prefix="list/", delimiter="/", marker=page.next_marker)
        assert [one.key for one in rest.object_list] == keys[3:]
        every = bucket.list_objects(prefix="list/").object_list
        assert [(one.key, one.type, one.size) for one in every] == [(key, "Normal", 1) for key in keys]
        gone = bucket.batch_delete_objects(keys)
        assert sorted(gone.deleted_keys) == sorted(keys)
        assert bucket.list_objects(prefix="list/").object_list == []

    @trial("put_object_acl", "get_object_acl")
    def _(bucket):
        bucket.put_object("mine", b"x")
        assert bucket.get_object_acl("mine").acl == oss2.OBJECT_ACL_DEFAULT
        for word in (oss2.OBJECT_ACL_PRIVATE, oss2.OBJECT_ACL_PUBLIC_READ, oss2.OBJECT_ACL_PUBLIC_READ_WRITE):
            bucket.put_object_acl("mine", word)
            assert bucket.get_object_acl("mine").acl == word

    @trial("update_object_meta", "get_object_meta")
    def _(bucket):
        bucket.put_object(odd_key, b"content", headers={"x-oss-meta-old": "1"})
        bucket.update_object_meta(odd_key, {"x-oss-meta-new": "2", "Content-Type": "text/x-own"})
        headers = bucket.head_object(odd_key).headers
        assert (headers["x-oss-meta-new"], headers["content-type"]) == ("2", "text/x-own")
        assert "x-oss-meta-old" not in headers
        meta = bucket.get_object_meta(odd_key)
        assert meta.content_length == 7 and "x-oss-meta-new" not in meta.headers

    @trial(
        "init_multipart_upload",
        "upload_part",
        "complete_multipart_upload",
        "list_parts",
        "list_multipart_uploads",
        "abort_multipart_upload",
    )
    def _(bucket):
        content = os.urandom(250 * KiB)
        upload_id = bucket.init_multipart_upload(odd_key, headers={"x-oss-meta-a": "1"}).upload_id
        parts = []
        for number, start in enumerate(range(0, len(content), 100 * KiB), 1):
            piece = content[start : start + 100 * KiB]
            parts.append(PartInfo(number, bucket.upload_part(odd_key, upload_id, number, piece).etag))
        page = bucket.list_parts(odd_key, upload_id, max_parts=2)
        assert [one.part_number for one in page.parts] == [1, 2] and page.is_truncated
        rest = bucket.list_parts(odd_key, upload_id, marker=page.next_marker)
        assert [(one.part_number, one.size) for one in rest.parts] == [(3, 50 * KiB)]
        found = bucket.list_multipart_uploads(prefix="目录/").upload_list
        assert [(one.key, one.upload_id) for one in found] == [(odd_key, upload_id)]
        bucket.complete_multipart_upload(odd_key, upload_id, parts)
        got = bucket.get_object(odd_key)
        assert got.read() == content and got.client_crc == got.server_crc
        assert bucket.head_object(odd_key).object_type == "Multipart"
        other = bucket.init_multipart_upload("gone").upload_id
        bucket.abort_multipart_upload("gone", other)
        expect_refusal(oss2.exceptions.NoSuchUpload, "NoSuchUpload", lambda: bucket.list_parts("gone", other))

    @trial("put_symlink", "get_symlink")
    def _(bucket):
        bucket.put_object(odd_key, b"content")
        bucket.put_symlink(odd_key, "link")
        assert bucket.get_symlink("link").target_key == odd_key
        assert bucket.get_object("link").read() == b"content"
