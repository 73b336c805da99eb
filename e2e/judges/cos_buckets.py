"""Buckets and what is set on them."""

from urllib.parse import unquote

from cos_clients import bucket_name, cos_client, second_client
from judging import Place, expect_refusal
from qcloud_cos import get_date
from qcloud_cos.cos_exception import CosServiceError

bucket_methods = [
    "create_bucket",
    "delete_bucket",
    "head_bucket",
    "get_bucket_location",
    "list_objects",
    "list_multipart_uploads",
    "put_bucket_acl",
    "get_bucket_acl",
    "put_bucket_cors",
    "get_bucket_cors",
    "delete_bucket_cors",
    "put_bucket_lifecycle",
    "get_bucket_lifecycle",
    "delete_bucket_lifecycle",
    "put_bucket_versioning",
    "get_bucket_versioning",
    "put_bucket_replication",
    "get_bucket_replication",
    "delete_bucket_replication",
]

_owner = "qcs::cam::uin/100000000001:uin/100000000001"
_second = "qcs::cam::uin/100000000002:uin/100000000002"


def try_buckets(judge):
    client = cos_client(judge)
    bucket = bucket_name("judged-settings")

    @judge.trial("create_bucket", "delete_bucket", "head_bucket", "get_bucket_location")
    def life():
        client.create_bucket(Bucket=bucket)
        error = expect_refusal(
            CosServiceError, "BucketAlreadyOwnedByYou", lambda: client.create_bucket(Bucket=bucket)
        )
        assert error.get_status_code() == 409, error.get_status_code()
        assert error.get_request_id() and error.get_trace_id() and error.get_error_msg()
        client.head_bucket(Bucket=bucket)
        assert client.get_bucket_location(Bucket=bucket) == {"LocationConstraint": Place.region}
        short = bucket_name("short-lived")
        client.create_bucket(Bucket=short, ACL="public-read")
        client.delete_bucket(Bucket=short)
        error = expect_refusal(CosServiceError, "NoSuchResource", lambda: client.head_bucket(Bucket=short))
        assert error.get_status_code() == 404, error.get_status_code()

    @judge.trial("list_objects")
    def listing():
        for key in ["a/1", "a/2 ü", "b", "c"]:
            client.put_object(Bucket=bucket, Key=key, Body=key.encode())
        page = client.list_objects(Bucket=bucket, Delimiter="/", MaxKeys=2)
        assert page["IsTruncated"] == "true", page
        assert [item["Prefix"] for item in page["CommonPrefixes"]] == ["a/"], page
        assert [item["Key"] for item in page["Contents"]] == ["b"], page
        rest = client.list_objects(Bucket=bucket, Delimiter="/", Marker=page["NextMarker"])
        assert [item["Key"] for item in rest["Contents"]] == ["c"], rest
        encoded = client.list_objects(Bucket=bucket, Prefix="a/", EncodingType="url")
        assert [unquote(item["Key"]) for item in encoded["Contents"]] == ["a/1", "a/2 ü"], encoded
        assert "%20" in encoded["Contents"][1]["Key"], encoded
        assert encoded["Contents"][0]["Size"] == "3", encoded

    @judge.trial("list_multipart_uploads")
    def uploads():
        begun = [client.create_multipart_upload(Bucket=bucket, Key=key) for key in ["up/1", "up/2"]]
        page = client.list_multipart_uploads(Bucket=bucket, Prefix="up/", MaxUploads=1)
        assert page["IsTruncated"] == "true", page
        assert page["Upload"][0]["UploadId"] == begun[0]["UploadId"], page
        rest = client.list_multipart_uploads(
            Bucket=bucket,
            Prefix="up/",
            KeyMarker=page["NextKeyMarker"],
            UploadIdMarker=page["NextUploadIdMarker"],
        )
        assert [item["Key"] for item in rest["Upload"]] == ["up/2"], rest
        for upload in begun:
            client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])

    @judge.trial("put_bucket_acl", "get_bucket_acl")
    def acl():
        other = second_client(judge)
        expect_refusal(CosServiceError, "AccessDenied", lambda: other.list_objects(Bucket=bucket))
        client.put_bucket_acl(Bucket=bucket, GrantRead=f'id="{_second}"')
        other.list_objects(Bucket=bucket)
        grant = {"Grantee": {"Type": "CanonicalUser", "ID": _second, "DisplayName": "x"}, "Permission": "WRITE"}
        client.put_bucket_acl(
            Bucket=bucket,
            AccessControlPolicy={
                "AccessControlList": {"Grant": [grant]},
                "Owner": {"ID": _owner, "DisplayName": "x"},
            },
        )
        told = client.get_bucket_acl(Bucket=bucket)
        assert told["Owner"]["ID"] == _owner, told
        [grant_told] = told["AccessControlList"]["Grant"]
        assert grant_told["Permission"] == "WRITE" and grant_told["Grantee"]["ID"] == _second, told
        expect_refusal(CosServiceError, "AccessDenied", lambda: other.list_objects(Bucket=bucket))
        client.put_bucket_acl(Bucket=bucket, ACL="private")

    @judge.trial("put_bucket_cors", "get_bucket_cors", "delete_bucket_cors")
    def cors():
        rule = {
            "ID": "rule",
            "MaxAgeSeconds": "100",
            "AllowedOrigin": ["https://a.example", "https://b.example"],
            "AllowedMethod": ["GET", "PUT"],
            "AllowedHeader": ["x-cos-*"],
            "ExposeHeader": ["ETag"],
        }
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRule": [rule]})
        told = client.get_bucket_cors(Bucket=bucket)["CORSRule"]
        assert told == [rule], told
        client.delete_bucket_cors(Bucket=bucket)
        expect_refusal(CosServiceError, "NoSuchCORSConfiguration", lambda: client.get_bucket_cors(Bucket=bucket))

    @judge.trial("put_bucket_lifecycle", "get_bucket_lifecycle", "delete_bucket_lifecycle")
    def lifecycle():
        rule = {
            "ID": "rule",
            "Filter": {"Prefix": "old/"},
            "Status": "Enabled",
            "Transition": [{"Date": get_date(2038, 4, 20), "StorageClass": "ARCHIVE"}],
            "NoncurrentVersionExpiration": {"NoncurrentDays": "100"},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": "7"},
        }
        client.put_bucket_lifecycle(Bucket=bucket, LifecycleConfiguration={"Rule": [rule]})
        told = client.get_bucket_lifecycle(Bucket=bucket)["Rule"][0]
        assert told["Filter"] == {"Prefix": "old/"} and told["ID"] == "rule", told
        assert told["AbortIncompleteMultipartUpload"] == rule["AbortIncompleteMultipartUpload"], told
        client.delete_bucket_lifecycle(Bucket=bucket)
        expect_refusal(
            CosServiceError, "NoSuchLifecycleConfiguration", lambda: client.get_bucket_lifecycle(Bucket=bucket)
        )

    @judge.trial("put_bucket_versioning", "get_bucket_versioning")
    def versioning():
        kept = bucket_name("judged-versions")
        client.create_bucket(Bucket=kept)
        assert "Status" not in client.get_bucket_versioning(Bucket=kept)
        client.put_bucket_versioning(Bucket=kept, Status="Enabled")
        assert client.get_bucket_versioning(Bucket=kept)["Status"] == "Enabled"
        first = client.put_object(Bucket=kept, Key="a", Body=b"one")
        client.put_object(Bucket=kept, Key="a", Body=b"two")
        old = client.get_object(Bucket=kept, Key="a", VersionId=first["x-cos-version-id"])
        assert old["Body"].get_raw_stream().read() == b"one"
        client.put_bucket_versioning(Bucket=kept, Status="Suspended")
        assert client.get_bucket_versioning(Bucket=kept)["Status"] == "Suspended"

    @judge.trial("put_bucket_replication", "get_bucket_replication", "delete_bucket_replication")
    def replication():
        source, target = bucket_name("judged-source"), bucket_name("judged-target")
        rule = {
            "ID": "rule",
            "Status": "Enabled",
            "Prefix": "a/",
            "Destination": {"Bucket": f"qcs::cos:{Place.region}::{target}", "StorageClass": "STANDARD"},
        }
        for name in [source, target]:
            client.create_bucket(Bucket=name)
        put = lambda: client.put_bucket_replication(
            Bucket=source, ReplicationConfiguration={"Role": _owner, "Rule": [rule]}
        )
        expect_refusal(CosServiceError, "InvalidBucketState", put)
        for name in [source, target]:
            client.put_bucket_versioning(Bucket=name, Status="Enabled")
        put()
        told = client.get_bucket_replication(Bucket=source)
        assert told["Role"] == _owner and told["Rule"] == [rule], told
        client.delete_bucket_replication(Bucket=source)
        expect_refusal(
            CosServiceError,
            "ReplicationConfigurationnotFoundError",
            lambda: client.get_bucket_replication(Bucket=source),
        )
