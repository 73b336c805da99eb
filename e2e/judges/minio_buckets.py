"""Buckets and what is set on them."""

import json
import threading
import time
from io import BytesIO

from judging import expect_refusal
from minio.commonconfig import DISABLED, ENABLED, GOVERNANCE, AndOperator, Filter, Tags
from minio.error import S3Error
from minio.lifecycleconfig import Expiration, LifecycleConfig, Transition
from minio.lifecycleconfig import Rule as LifecycleRule
from minio.notificationconfig import NotificationConfig, PrefixFilterRule, QueueConfig, SuffixFilterRule
from minio.objectlockconfig import DAYS, ObjectLockConfig
from minio.replicationconfig import DeleteMarkerReplication, Destination, ReplicationConfig
from minio.replicationconfig import Rule as ReplicationRule
from minio.sseconfig import Rule as EncryptionRule
from minio.sseconfig import SSEConfig
from minio.versioningconfig import SUSPENDED, VersioningConfig
from minio_clients import plain_client

bucket_methods = [
    "make_bucket",
    "list_buckets",
    "bucket_exists",
    "remove_bucket",
    "list_objects",
    "get_bucket_policy",
    "set_bucket_policy",
    "delete_bucket_policy",
    "get_bucket_notification",
    "set_bucket_notification",
    "delete_bucket_notification",
    "listen_bucket_notification",
    "get_bucket_encryption",
    "set_bucket_encryption",
    "delete_bucket_encryption",
    "get_bucket_versioning",
    "set_bucket_versioning",
    "delete_bucket_replication",
    "get_bucket_replication",
    "set_bucket_replication",
    "delete_bucket_lifecycle",
    "get_bucket_lifecycle",
    "set_bucket_lifecycle",
    "delete_bucket_tags",
    "get_bucket_tags",
    "set_bucket_tags",
    "delete_object_lock_config",
    "get_object_lock_config",
    "set_object_lock_config",
]


def try_buckets(judge):
    client = plain_client(judge)
    bucket = "judged-settings"

    @judge.trial("make_bucket", "list_buckets", "bucket_exists", "remove_bucket")
    def life():
        client.make_bucket("judged-short", location="us-east-1")
        client.make_bucket(bucket)
        client.make_bucket("judged-locked", object_lock=True)
        assert {"judged-locked", bucket, "judged-short"} <= {b.name for b in client.list_buckets()}
        assert all(b.creation_date.tzinfo is not None for b in client.list_buckets())
        assert client.bucket_exists("judged-short") and not client.bucket_exists("judged-nowhere")
        client.remove_bucket("judged-short")
        assert not client.bucket_exists("judged-short")
        expect_refusal(S3Error, "NoSuchBucket", lambda: client.remove_bucket("judged-short"))
        expect_refusal(S3Error, "BucketAlreadyOwnedByYou", lambda: client.make_bucket(bucket))

    @judge.trial("list_objects")
    def listing():
        name = "judged-listing"
        client.make_bucket(name)
        keys = ["a/1", "a/2", "a/b/3", "c", "d e+f", "日本/äö.txt", "x\n\ty"]
        for key in keys:
            client.put_object(name, key, BytesIO(key.encode()), len(key.encode()), metadata={"colour": "blue"})

        def names(**how):
            return [entry.object_name for entry in client.list_objects(name, **how)]

        by_bytes = sorted(keys, key=lambda key: key.encode())
        assert names(recursive=True) == by_bytes
        assert names(recursive=True, use_api_v1=True) == by_bytes
        assert sorted(names()) == sorted(["a/", "c", "d e+f", "日本/", "x\n\ty"])
        assert sorted(names(prefix="a/")) == ["a/1", "a/2", "a/b/"]
        assert names(recursive=True, start_after="a/2") == by_bytes[2:]
        assert names(prefix="a", recursive=True, use_url_encoding_type=False) == ["a/1", "a/2", "a/b/3"]
        entry = next(iter(client.list_objects(name, prefix="c")))
        assert (entry.size, entry.is_dir, entry.bucket_name) == (1, False, name)
        assert entry.etag == "4a8a08f09d37b73795649038408b5f33" and entry.last_modified.tzinfo is not None
        told = next(iter(client.list_objects(name, prefix="c", include_user_meta=True)))
        assert {key.lower(): value for key, value in told.metadata.items()}["x-amz-meta-colour"] == "blue"
        client.set_bucket_versioning(name, VersioningConfig(ENABLED))
        client.put_object(name, "c", BytesIO(b"new"), 3)
        client.remove_object(name, "c")
        versions = list(client.list_objects(name, prefix="c", include_version=True))
        # The SDK gives delete markers after the versions.
        assert [(v.is_delete_marker, v.is_latest == "true") for v in versions] == [
            (False, False),
            (False, False),
            (True, True),
        ]
        assert versions[1].version_id == "null"

    @judge.trial("set_bucket_policy", "get_bucket_policy", "delete_bucket_policy")
    def policy():
        expect_refusal(S3Error, "NoSuchBucketPolicy", lambda: client.get_bucket_policy(bucket))
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["s3:GetBucketLocation", "s3:ListBucket"],
            "Resource": f"arn:aws:s3:::{bucket}",
        }
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        client.set_bucket_policy(bucket, text)
        assert json.loads(client.get_bucket_policy(bucket)) == json.loads(text)
        expect_refusal(S3Error, "MalformedPolicy", lambda: client.set_bucket_policy(bucket, '{"Version": 1}'))
        client.delete_bucket_policy(bucket)
        expect_refusal(S3Error, "NoSuchBucketPolicy", lambda: client.get_bucket_policy(bucket))

    @judge.trial("set_bucket_notification", "get_bucket_notification", "delete_bucket_notification")
    def notification():
        assert not client.get_bucket_notification(bucket).queue_config_list
        target = QueueConfig(
            ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"],
            queue="arn:minio:sqs::1:webhook",
            config_id="1",
            prefix_filter_rule=PrefixFilterRule("abc"),
            suffix_filter_rule=SuffixFilterRule(".txt"),
        )
        client.set_bucket_notification(bucket, NotificationConfig(queue_config_list=[target]))
        (kept,) = client.get_bucket_notification(bucket).queue_config_list
        assert (kept.config_id, kept.queue, kept.events) == (target.config_id, target.queue, target.events)
        assert kept.prefix_filter_rule.value == "abc" and kept.suffix_filter_rule.value == ".txt"
        client.delete_bucket_notification(bucket)
        assert not client.get_bucket_notification(bucket).queue_config_list

    @judge.trial("listen_bucket_notification")
    def listen():
        stop = threading.Event()

        def change():
            while not stop.wait(0.05):
                for key in ("seen/a b.txt", "unseen.txt", "seen/c.jpg"):
                    client.put_object(bucket, key, BytesIO(b"x"), 1)

        changing = threading.Thread(target=change)
        with client.listen_bucket_notification(
            bucket, prefix="seen/", suffix=".txt", events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
        ) as events:
            changing.start()
            try:
                event = next(iter(events))
            finally:
                stop.set()
                changing.join()
        (record,) = event["Records"]
        assert record["eventName"] == "s3:ObjectCreated:Put", record["eventName"]
        assert record["s3"]["bucket"]["name"] == bucket
        assert record["s3"]["object"]["key"] == "seen/a b.txt"

    @judge.trial("set_bucket_encryption", "get_bucket_encryption", "delete_bucket_encryption")
    def encryption():
        missing = "ServerSideEncryptionConfigurationNotFoundError"
        client.set_bucket_encryption(bucket, SSEConfig(EncryptionRule.new_sse_s3_rule()))
        assert client.get_bucket_encryption(bucket).rule.sse_algorithm == "AES256"
        client.set_bucket_encryption(bucket, SSEConfig(EncryptionRule.new_sse_kms_rule("a-key")))
        rule = client.get_bucket_encryption(bucket).rule
        assert (rule.sse_algorithm, rule.kms_master_key_id) == ("aws:kms", "a-key")
        client.delete_bucket_encryption(bucket)
        # The SDK answers None for what is not set, and so does its document.
        try:
            assert client.get_bucket_encryption(bucket) is None
        except S3Error as error:
            assert error.code == missing, error.code

    @judge.trial("set_bucket_versioning", "get_bucket_versioning")
    def versioning():
        assert client.get_bucket_versioning(bucket).status is None
        client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
        assert client.get_bucket_versioning(bucket).status == ENABLED
        client.set_bucket_versioning(bucket, VersioningConfig(SUSPENDED))
        assert client.get_bucket_versioning(bucket).status == SUSPENDED
        expect_refusal(
            S3Error,
            "InvalidBucketState",
            lambda: client.set_bucket_versioning("judged-locked", VersioningConfig(SUSPENDED)),
        )

    @judge.trial("set_bucket_replication", "get_bucket_replication", "delete_bucket_replication")
    def replication():
        source = "judged-replicated"
        tags = Tags.new_object_tags()
        tags.update({"key1": "value1", "key2": "value2"})
        rule = ReplicationRule(
            ENABLED,
            destination=Destination("arn:aws:s3:::judged-locked"),
            delete_marker_replication=DeleteMarkerReplication(DISABLED),
            rule_filter=Filter(AndOperator("TaxDocs", tags)),
            rule_id="rule1",
            priority=1,
        )
        config = ReplicationConfig("arn:aws:iam::000000000001:role/copies", [rule])
        client.make_bucket(source)
        expect_refusal(S3Error, "InvalidRequest", lambda: client.set_bucket_replication(source, config))
        client.set_bucket_versioning(source, VersioningConfig(ENABLED))
        client.set_bucket_replication(source, config)
        kept = client.get_bucket_replication(source)
        assert kept.role == config.role and len(kept.rules) == 1
        (kept_rule,) = kept.rules
        assert (kept_rule.rule_id, kept_rule.priority, kept_rule.status) == ("rule1", 1, ENABLED)
        assert kept_rule.destination.bucket_arn == "arn:aws:s3:::judged-locked"
        assert kept_rule.rule_filter.and_operator.prefix == "TaxDocs"
        assert dict(kept_rule.rule_filter.and_operator.tags) == dict(tags)
        client.delete_bucket_replication(source)
        assert client.get_bucket_replication(source) is None

    @judge.trial("set_bucket_lifecycle", "get_bucket_lifecycle", "delete_bucket_lifecycle")
    def lifecycle():
        assert client.get_bucket_lifecycle(bucket) is None
        rules = [
            LifecycleRule(
                ENABLED,
                rule_filter=Filter(prefix="documents/"),
                rule_id="rule1",
                transition=Transition(days=30, storage_class="GLACIER"),
            ),
            LifecycleRule(
                ENABLED, rule_filter=Filter(prefix="logs/"), rule_id="rule2", expiration=Expiration(days=365)
            ),
        ]
        client.set_bucket_lifecycle(bucket, LifecycleConfig(rules))
        kept = client.get_bucket_lifecycle(bucket).rules
        assert [rule.rule_id for rule in kept] == ["rule1", "rule2"]
        assert (kept[0].transition.days, kept[0].transition.storage_class) == (30, "GLACIER")
        assert (kept[1].expiration.days, kept[1].rule_filter.prefix) == (365, "logs/")
        client.delete_bucket_lifecycle(bucket)
        assert client.get_bucket_lifecycle(bucket) is None

    @judge.trial("set_bucket_tags", "get_bucket_tags", "delete_bucket_tags")
    def tags():
        assert client.get_bucket_tags(bucket) is None
        given = Tags.new_bucket_tags()
        given.update({"Project": "Project One", "User": "jsmith: söhne"})
        client.set_bucket_tags(bucket, given)
        assert dict(client.get_bucket_tags(bucket)) == dict(given)
        client.delete_bucket_tags(bucket)
        assert client.get_bucket_tags(bucket) is None

    @judge.trial("set_object_lock_config", "get_object_lock_config", "delete_object_lock_config")
    def lock():
        locked = "judged-locked"
        client.set_object_lock_config(locked, ObjectLockConfig(GOVERNANCE, 15, DAYS))
        kept = client.get_object_lock_config(locked)
        assert (kept.mode, kept.duration, kept.duration_unit) == (GOVERNANCE, 15, DAYS)
        client.delete_object_lock_config(locked)
        assert client.get_object_lock_config(locked).mode is None
        expect_refusal(
            S3Error, "ObjectLockConfigurationNotFoundError", lambda: client.get_object_lock_config(bucket)
        )
