"""Links and forms for others, used without an SDK."""

from datetime import datetime, timedelta, timezone
from io import BytesIO

from judging import Place
from minio.datatypes import PostPolicy
from minio_clients import plain_client, plain_http

link_methods = ["presigned_get_object", "presigned_put_object", "presigned_post_policy", "get_presigned_url"]


def try_links(judge):
    client = plain_client(judge)
    http = plain_http()
    bucket = "judged-links"
    client.make_bucket(bucket)

    @judge.trial("presigned_get_object", "presigned_put_object")
    def links():
        key = "shared ü+.txt"
        put = http.request("PUT", client.presigned_put_object(bucket, key, expires=timedelta(hours=2)), body=b"sent")
        assert put.status == 200, put.data
        url = client.presigned_get_object(
            bucket, key, expires=timedelta(hours=2), response_headers={"response-content-type": "application/json"}
        )
        got = http.request("GET", url)
        assert (got.status, got.data, got.headers["Content-Type"]) == (200, b"sent", "application/json")
        assert http.request("GET", url.replace("X-Amz-Expires=7200", "X-Amz-Expires=7201")).status == 403
        yesterday = datetime.now(timezone.utc) - timedelta(days=1)
        old = client.presigned_get_object(bucket, key, expires=timedelta(hours=1), request_date=yesterday)
        answer = http.request("GET", old)
        assert answer.status == 403 and b"expired" in answer.data, answer.data

    @judge.trial("get_presigned_url")
    def any_method():
        client.put_object(bucket, "temporary", BytesIO(b"1"), 1)
        head = client.get_presigned_url("HEAD", bucket, "temporary")
        assert http.request("HEAD", head).headers["Content-Length"] == "1"
        assert http.request("GET", head).status == 403
        url = client.get_presigned_url("DELETE", bucket, "temporary", expires=timedelta(days=1))
        assert http.request("DELETE", url).status == 204

    @judge.trial("presigned_post_policy")
    def form():
        policy = PostPolicy(bucket, datetime.now(timezone.utc) + timedelta(days=10))
        policy.add_starts_with_condition("key", "my/prefix/")
        policy.add_equals_condition("Content-Type", "text/x-form")
        policy.add_content_length_range_condition(2, 10)
        fields = client.presigned_post_policy(policy)

        def post(key, content, kind="text/x-form"):
            form_fields = {**fields, "key": key, "Content-Type": kind, "file": ("name.txt", content)}
            return http.request("POST", f"http://{Place.host}:{Place.port}/{bucket}", fields=form_fields)

        sent = post("my/prefix/a", b"content")
        assert sent.status == 204, sent.data
        assert client.stat_object(bucket, "my/prefix/a").content_type == "text/x-form"
        for refused, code in (
            (post("other/a", b"content"), b"AccessDenied"),
            (post("my/prefix/b", b"content", "text/plain"), b"AccessDenied"),
            (post("my/prefix/b", b"x" * 11), b"EntityTooLarge"),
            (post("my/prefix/b", b"x"), b"EntityTooSmall"),
        ):
            assert code in refused.data, refused.data
