"""Buckets, their settings and their live channels; and the classes that a client is made of."""

import datetime

import oss2
from judging import Place, expect_refusal
from oss2 import models
from oss2_clients import endpoint, open_bucket, open_service, owner_auth, owner_auth_v4

bucket_methods = [
    "Auth",
    "AnonymousAuth",
    "StsAuth",
    "Bucket",
    "Service",
    "Session",
    "http_date",
    "http_to_unixtime",
    "iso8601_to_unixtime",
    "date_to_iso8601",
    "iso8601_to_date",
    "list_buckets",
    "create_bucket",
    "delete_bucket",
    "get_bucket_location",
    "put_bucket_acl",
    "get_bucket_acl",
    "put_bucket_cors",
    "get_bucket_cors",
    "delete_bucket_cors",
    "put_bucket_lifecycle",
    "get_bucket_lifecycle",
    "delete_bucket_lifecycle",
    "put_bucket_logging",
    "get_bucket_logging",
    "delete_bucket_logging",
    "put_bucket_referer",
    "get_bucket_referer",
    "put_bucket_website",
    "get_bucket_website",
    "delete_bucket_website",
    "create_live_channel",
    "delete_live_channel",
    "get_live_channel",
    "list_live_channel",
    "get_live_channel_stat",
    "put_live_channel_status",
    "get_live_channel_history",
    "post_vod_playlist",
]


def try_buckets(judge):
    sdk = judge.watch(oss2)
    service = open_service(judge)
    made = {"count": 0}

    def fresh():
        made["count"] += 1
        bucket = open_bucket(judge, f"judged-settings-{made['count']}")
        bucket.create_bucket()
        return bucket

    @judge.trial("Auth", "Bucket", "Service", "Session")
    def _():
        session = sdk.Session()
        auth = sdk.Auth(Place.access_key, Place.secret_key)
        bucket = sdk.Bucket(auth, endpoint, "judged-classes", session=session, connect_timeout=10, app_name="judge")
        assert bucket.create_bucket().status == 200
        names = [one.name for one in sdk.Service(auth, endpoint, session=session).list_buckets().buckets]
        assert "judged-classes" in names
        bucket.delete_bucket()
        wrong = sdk.Bucket(sdk.Auth(Place.access_key, "another"), endpoint, "judged-classes")
        expect_refusal(oss2.exceptions.SignatureDoesNotMatch, "SignatureDoesNotMatch", wrong.get_bucket_acl)
        domain = f"http://judged-domain.domain.localhost:{Place.port}"
        fitting = sdk.Bucket(auth, domain, "judged-domain", is_cname=True)
        fitting.create_bucket()
        fitting.put_object("key", b"by domain")
        assert fitting.get_object("key").read() == b"by domain"

    @judge.trial("AnonymousAuth")
    def _():
        bucket = fresh()
        bucket.put_object("key", b"for all", headers={"x-oss-object-acl": "public-read"})
        bucket.put_object("own", b"for me")
        stranger = oss2.Bucket(sdk.AnonymousAuth(), endpoint, bucket._subject.bucket_name)
        assert stranger.get_object("key").read() == b"for all"
        expect_refusal(oss2.exceptions.AccessDenied, "AccessDenied", lambda: stranger.get_object("own"))
        expect_refusal(oss2.exceptions.AccessDenied, "AccessDenied", lambda: stranger.list_objects())

    @judge.trial("StsAuth")
    def _():
        # No session is open here: what is judged is that a token is looked at, and not that one is accepted.
        auth = sdk.StsAuth(Place.access_key, Place.secret_key, "token-of-nobody")
        bucket = oss2.Bucket(auth, endpoint, "judged-token")
        expect_refusal(oss2.exceptions.ServerError, "InvalidSecurityToken", bucket.get_bucket_acl)

    @judge.trial("http_date", "http_to_unixtime", "iso8601_to_unixtime", "date_to_iso8601", "iso8601_to_date")
    def _():
        bucket = fresh()
        result = bucket.put_object("dated", b"x")
        told = bucket.head_object("dated").headers["last-modified"]
        seconds = sdk.http_to_unixtime(told)
        assert sdk.http_date(seconds) == told
        listed = [one for one in service.list_buckets(prefix=bucket._subject.bucket_name).buckets]
        assert abs(listed[0].creation_date - seconds) < 60 and result.status == 200
        day = sdk.iso8601_to_date("2030-01-02T00:00:00.000Z")
        assert sdk.date_to_iso8601(day) == "2030-01-02T00:00:00.000Z"
        assert sdk.iso8601_to_unixtime("1970-01-02T00:00:00.000Z") == 86_400

    @judge.trial("create_bucket", "delete_bucket", "get_bucket_location", "list_buckets")
    def _():
        for auth in (owner_auth(), owner_auth_v4()):
            bucket = open_bucket(judge, "judged-life", auth)
            bucket.create_bucket(oss2.BUCKET_ACL_PUBLIC_READ, models.BucketCreateConfig(oss2.BUCKET_STORAGE_CLASS_IA))
            assert bucket.get_bucket_location().location == f"oss-{Place.region}"
            assert bucket.get_bucket_acl().acl == "public-read"
            found = service.list_buckets(prefix="judged-life").buckets
            assert [(one.name, one.storage_class) for one in found] == [("judged-life", "IA")]
            page = service.list_buckets(max_keys=1)
            assert page.is_truncated and page.next_marker == page.buckets[0].name
            bucket.put_object("key", b"x")
            expect_refusal(oss2.exceptions.BucketNotEmpty, "BucketNotEmpty", bucket.delete_bucket)
            bucket.delete_object("key")
            bucket.delete_bucket()
            expect_refusal(oss2.exceptions.NoSuchBucket, "NoSuchBucket", bucket.get_bucket_acl)

    @judge.trial("put_bucket_acl", "get_bucket_acl")
    def _():
        bucket = fresh()
        assert bucket.get_bucket_acl().acl == "private"
        bucket.put_bucket_acl(oss2.BUCKET_ACL_PUBLIC_READ_WRITE)
        assert bucket.get_bucket_acl().acl == "public-read-write"
        stranger = oss2.Bucket(oss2.AnonymousAuth(), endpoint, bucket._subject.bucket_name)
        stranger.put_object("from nobody", b"x")

    @judge.trial("put_bucket_cors", "get_bucket_cors", "delete_bucket_cors")
    def _():
        bucket = fresh()
        expect_refusal(oss2.exceptions.NoSuchCors, "NoSuchCORSConfiguration", bucket.get_bucket_cors)
        rule = models.CorsRule(["*"], ["GET", "PUT"], ["*"], ["x-oss-test"], 60)
        bucket.put_bucket_cors(models.BucketCors([rule]))
        found = bucket.get_bucket_cors().rules
        assert (found[0].allowed_methods, found[0].max_age_seconds) == (["GET", "PUT"], 60)
        bucket.delete_bucket_cors()
        expect_refusal(oss2.exceptions.NoSuchCors, "NoSuchCORSConfiguration", bucket.get_bucket_cors)

    @judge.trial("put_bucket_lifecycle", "get_bucket_lifecycle", "delete_bucket_lifecycle")
    def _():
        bucket = fresh()
        expect_refusal(oss2.exceptions.NoSuchLifecycle, "NoSuchLifecycle", bucket.get_bucket_lifecycle)
        by_days = models.LifecycleRule("one", "logs/", models.LifecycleRule.ENABLED, models.LifecycleExpiration(days=3))
        day = datetime.date(2030, 1, 2)
        by_date = models.LifecycleRule(
            "two",
            "tmp/",
            models.LifecycleRule.DISABLED,
            models.LifecycleExpiration(created_before_date=day),
            abort_multipart_upload=models.AbortMultipartUpload(days=1),
            storage_transitions=[models.StorageTransition(days=2, storage_class="IA")],
        )
        bucket.put_bucket_lifecycle(models.BucketLifecycle([by_days, by_date]))
        first, second = bucket.get_bucket_lifecycle().rules
        assert (first.id, first.expiration.days) == ("one", 3)
        assert second.expiration.created_before_date == day
        assert second.storage_transitions[0].storage_class == "IA"
        bucket.delete_bucket_lifecycle()
        expect_refusal(oss2.exceptions.NoSuchLifecycle, "NoSuchLifecycle", bucket.get_bucket_lifecycle)

    @judge.trial("put_bucket_logging", "get_bucket_logging", "delete_bucket_logging")
    def _():
        bucket = fresh()
        name = bucket._subject.bucket_name
        bucket.put_bucket_logging(models.BucketLogging(name, "log-"))
        found = bucket.get_bucket_logging()
        assert (found.target_bucket, found.target_prefix) == (name, "log-")
        bucket.delete_bucket_logging()
        assert bucket.get_bucket_logging().target_bucket == ""

    @judge.trial("put_bucket_referer", "get_bucket_referer")
    def _():
        bucket = fresh()
        bucket.put_bucket_referer(models.BucketReferer(False, ["http://a.test", "http://*.b.test"]))
        found = bucket.get_bucket_referer()
        assert (found.allow_empty_referer, found.referers) == (False, ["http://a.test", "http://*.b.test"])
        bucket.put_object("key", b"x", headers={"x-oss-object-acl": "public-read"})
        stranger = oss2.Bucket(oss2.AnonymousAuth(), endpoint, bucket._subject.bucket_name)
        expect_refusal(oss2.exceptions.AccessDenied, "AccessDenied", lambda: stranger.get_object("key"))
        assert stranger.get_object("key", headers={"Referer": "http://a.test/page"}).read() == b"x"

    @judge.trial("put_bucket_website", "get_bucket_website", "delete_bucket_website")
    def _():
        bucket = fresh()
        expect_refusal(oss2.exceptions.NoSuchWebsite, "NoSuchWebsite", bucket.get_bucket_website)
        bucket.put_bucket_website(models.BucketWebsite("index.html", "404.html"))
        found = bucket.get_bucket_website()
        assert (found.index_file, found.error_file) == ("index.html", "404.html")
        bucket.delete_bucket_website()
        expect_refusal(oss2.exceptions.NoSuchWebsite, "NoSuchWebsite", bucket.get_bucket_website)

    @judge.trial("create_live_channel", "get_live_channel", "list_live_channel", "delete_live_channel")
    def _():
        bucket = fresh()
        target = models.LiveChannelInfoTarget(frag_duration=5, frag_count=3, playlist_name="list.m3u8")
        told = bucket.create_live_channel("studio", models.LiveChannelInfo("enabled", "about", target))
        assert told.publish_url.startswith("rtmp://") and told.play_url.endswith("/studio/list.m3u8")
        found = bucket.get_live_channel("studio")
        assert (found.description, int(found.target.frag_duration)) == ("about", 5)
        bucket.create_live_channel("studio-2", models.LiveChannelInfo("enabled", "other", target))
        page = bucket.list_live_channel(prefix="studio", max_keys=1)
        assert page.is_truncated and [one.name for one in page.channels] == ["studio"]
        rest = bucket.list_live_channel(prefix="studio", marker=page.next_marker)
        assert [one.name for one in rest.channels] == ["studio-2"]
        bucket.delete_live_channel("studio")
        expect_refusal(oss2.exceptions.NoSuchLiveChannel, "NoSuchLiveChannel", lambda: bucket.get_live_channel("studio"))

    @judge.trial("get_live_channel_stat", "put_live_channel_status", "get_live_channel_history", "post_vod_playlist")
    def _():
        bucket = fresh()
        target = models.LiveChannelInfoTarget(playlist_name="list.m3u8")
        bucket.create_live_channel("studio", models.LiveChannelInfo("enabled", "about", target))
        assert bucket.get_live_channel_stat("studio").status == "Idle"
        bucket.put_live_channel_status("studio", "disabled")
        assert bucket.get_live_channel_stat("studio").status == "Disabled"
        assert bucket.get_live_channel_history("studio").records == []
        # Nothing can be pushed to the sandbox, and of nothing there is no playlist.
        post = lambda: bucket.post_vod_playlist("studio", "vod.m3u8", 1_700_000_000, 1_700_003_600)
        expect_refusal(oss2.exceptions.NoSuchKey, "NoSuchKey", post)
