"""Buckets, their canned policies for prefixes, and their notifications."""

import threading
from io import BytesIO

from judging import expect_refusal
from minio.error import AccessDenied, BucketAlreadyOwnedByYou, InvalidArgumentError, NoSuchBucket
from minio.policy import Policy
from minio_2020_clients import anonymous_client, owner_client

bucket_methods = [
    "make_bucket",
    "list_buckets",
    "bucket_exists",
    "remove_bucket",
    "list_objects",
    "list_objects_v2",
    "list_incomplete_uploads",
    "get_bucket_policy",
    "set_bucket_policy",
    "get_bucket_notification",
    "set_bucket_notification",
    "remove_all_bucket_notification",
    "listen_bucket_notification",
]


def try_buckets(judge):
    client = owner_client(judge)
    bucket = "judged-2020"

    def put(key, content=b"x"):
        client.put_object(bucket, key, BytesIO(content), len(content))

    @judge.trial("make_bucket", "list_buckets", "bucket_exists", "remove_bucket")
    def life():
        client.make_bucket(bucket, location="us-east-1")
        client.make_bucket("judged-2020-short")
        assert {bucket, "judged-2020-short"} <= {b.name for b in client.list_buckets()}
        assert client.bucket_exists("judged-2020-short") and not client.bucket_exists("judged-2020-nowhere")
        client.remove_bucket("judged-2020-short")
        assert not client.bucket_exists("judged-2020-short")
        expect_refusal(NoSuchBucket, "", lambda: client.remove_bucket("judged-2020-short"))
        expect_refusal(BucketAlreadyOwnedByYou, "", lambda: client.make_bucket(bucket))

    @judge.trial("list_objects", "list_objects_v2")
    def listing():
        keys = ["list/1", "list/2 +ü", "list/deep/3", "日本"]
        for key in keys:
            put(key)
        for objects in (client.list_objects, client.list_objects_v2):
            assert [o.object_name for o in objects(bucket, recursive=True)] == keys
            seen = {o.object_name: o.is_dir for o in objects(bucket, prefix="list/")}
            assert seen == {"list/1": False, "list/2 +ü": False, "list/deep/": True}
            (one,) = objects(bucket, prefix="list/1")
            assert (one.bucket_name, one.size, one.etag) == (bucket, 1, "9dd4e461268c8034f5c8564e155c67a6")
            assert one.last_modified is not None

    @judge.trial("list_incomplete_uploads", "remove_incomplete_upload")
    def incomplete():
        class Broken:
            def read(self, size):
                raise OSError("the disk is gone")

        # A source that breaks leaves an upload behind; the SDK reads all of it before it sends the first part.
        for key in ("half/a", "half/deep/b"):
            expect_refusal(OSError, "gone", lambda: client.put_object(bucket, key, Broken(), 15 * 1024 * 1024))
        for upload in client.list_incomplete_uploads(bucket, "half/", recursive=True):
            client._do_put_object(bucket, upload.object_name, b"x" * 1000, 1000, upload.upload_id, 1)
        found = list(client.list_incomplete_uploads(bucket, "half/", recursive=True))
        assert [(upload.object_name, upload.size) for upload in found] == [("half/a", 1000), ("half/deep/b", 1000)]
        folded = list(client.list_incomplete_uploads(bucket, "half/"))
        assert [upload.object_name for upload in folded] == ["half/a"], folded
        client.remove_incomplete_upload(bucket, "half/a")
        (left,) = client.list_incomplete_uploads(bucket, "half/", recursive=True)
        assert left.object_name == "half/deep/b"
        client.remove_incomplete_upload(bucket, "half/deep/b")
        client.remove_incomplete_upload(bucket, "half/never")

    @judge.trial("set_bucket_policy", "get_bucket_policy")
    def canned_policies():
        anybody = anonymous_client()
        put("open/in", b"readable")
        put("closed/in")
        assert client.get_bucket_policy(bucket, "open/") == Policy.NONE

        def may_read(key):
            try:
                return anybody.get_object(bucket, key).data == b"readable"
            except AccessDenied:
                return False

        def may_write(key):
            try:
                anybody.put_object(bucket, key, BytesIO(b"from anybody"), 12)
                return True
            except AccessDenied:
                return False

        for policy, reads, writes in (
            (Policy.READ_ONLY, True, False),
            (Policy.WRITE_ONLY, False, True),
            (Policy.READ_WRITE, True, True),
            (Policy.NONE, False, False),
        ):
            client.set_bucket_policy(bucket, "open/", policy)
            assert client.get_bucket_policy(bucket, "open/") == policy
            assert client.get_bucket_policy(bucket, "closed/") == Policy.NONE
            assert (may_read("open/in"), may_write("open/new")) == (reads, writes), policy
            assert not may_read("closed/in") and not may_write("closed/new")
        client.set_bucket_policy(bucket, "", Policy.READ_ONLY)
        assert client.get_bucket_policy(bucket, "") == Policy.READ_ONLY
        assert "open/in" in [o.object_name for o in anybody.list_objects(bucket, recursive=True)]
        client.set_bucket_policy(bucket, "", Policy.NONE)
        expect_refusal(AccessDenied, "", lambda: list(anybody.list_objects(bucket)))

    @judge.trial("set_bucket_notification", "get_bucket_notification", "remove_all_bucket_notification")
    def notification():
        assert client.get_bucket_notification(bucket) == {}

        def target(arn, name, value, events):
            rules = {"Key": {"FilterRules": [{"Name": name, "Value": value}]}}
            return [{"Id": arn[-1], "Arn": arn, "Events": events, "Filter": rules}]

        wanted = {
            "QueueConfigurations": target("arn:aws:sqs:us-east-1:1:a", "prefix", "abc", ["s3:ObjectCreated:*"]),
            "TopicConfigurations": target("arn:aws:sns:us-east-1:1:b", "suffix", ".jpg", ["s3:ObjectCreated:Put"]),
            "CloudFunctionConfigurations": target(
                "arn:aws:lambda:us-east-1:1:function:c", "suffix", ".png", ["s3:ObjectRemoved:*"]
            ),
        }
        client.set_bucket_notification(bucket, wanted)
        # This version never sends a filter, although it asks for it to be right.
        kept = {
            kind: [{name: value for name, value in entry.items() if name != "Filter"} for entry in entries]
            for kind, entries in wanted.items()
        }
        assert client.get_bucket_notification(bucket) == kept
        expect_refusal(InvalidArgumentError, "", lambda: client.set_bucket_notification(bucket, {}))
        client.remove_all_bucket_notification(bucket)
        assert client.get_bucket_notification(bucket) == {}

    @judge.trial("listen_bucket_notification")
    def listen():
        stop = threading.Event()

        def change():
            other = owner_client(judge)
            while not stop.wait(0.05):
                for key in ("seen/a.txt", "unseen.txt", "seen/c.jpg"):
                    other.put_object(bucket, key, BytesIO(b"x"), 1)

        changing = threading.Thread(target=change)
        changing.start()
        try:
            event = next(iter(client.listen_bucket_notification(bucket, "seen/", ".txt", ["s3:ObjectCreated:*"])))
        finally:
            stop.set()
            changing.join()
        (record,) = event["Records"]
        assert record["eventName"] == "s3:ObjectCreated:Put"
        assert record["s3"]["object"]["key"] == "seen/a.txt"
        assert record["s3"]["bucket"]["name"] == bucket
