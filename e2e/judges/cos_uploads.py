"""Objects in parts."""

import os
import tempfile

from cos_clients import bucket_name, cos_client
from judging import Place, expect_refusal
from qcloud_cos.cos_exception import CosServiceError

upload_methods = [
    "create_multipart_upload",
    "abort_multipart_upload",
    "upload_part",
    "list_parts",
    "complete_multipart_upload",
    "upload_part_copy",
    "upload_file",
]

_mebibyte = 1024 * 1024


def try_uploads(judge):
    client = cos_client(judge)
    bucket = bucket_name("judged-parts")
    client.create_bucket(Bucket=bucket)
    body = os.urandom(3 * _mebibyte + 5)

    def read(key):
        return client.get_object(Bucket=bucket, Key=key)["Body"].get_raw_stream().read()

    @judge.trial("create_multipart_upload", "upload_part", "list_parts", "complete_multipart_upload")
    def whole():
        place = {"Bucket": bucket, "Key": "whole ü"}
        upload_id = client.create_multipart_upload(**place, ContentType="image/x-test")["UploadId"]
        parts = []
        for number, piece in enumerate([body[:_mebibyte], body[_mebibyte:]], 1):
            sent = client.upload_part(**place, Body=piece, PartNumber=number, UploadId=upload_id, EnableMD5=True)
            parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        page = client.list_parts(**place, UploadId=upload_id, MaxParts=1)
        assert page["IsTruncated"] == "true" and page["Part"][0]["Size"] == str(_mebibyte), page
        rest = client.list_parts(**place, UploadId=upload_id, PartNumberMarker=1)
        assert [part["PartNumber"] for part in rest["Part"]] == ["2"], rest
        done = client.complete_multipart_upload(**place, UploadId=upload_id, MultipartUpload={"Part": parts})
        assert done["ETag"].endswith('-2"'), done
        assert read("whole ü") == body
        assert client.head_object(**place)["Content-Type"] == "image/x-test"

    @judge.trial("abort_multipart_upload")
    def abort():
        place = {"Bucket": bucket, "Key": "gone"}
        upload_id = client.create_multipart_upload(**place)["UploadId"]
        client.upload_part(**place, Body=b"x", PartNumber=1, UploadId=upload_id)
        client.abort_multipart_upload(**place, UploadId=upload_id)
        expect_refusal(CosServiceError, "NoSuchUpload", lambda: client.list_parts(**place, UploadId=upload_id))

    @judge.trial("upload_part_copy")
    def compose():
        client.put_object(Bucket=bucket, Key="source", Body=body)
        source = {"Bucket": bucket, "Key": "source", "Region": Place.region}
        place = {"Bucket": bucket, "Key": "composed"}
        upload_id = client.create_multipart_upload(**place)["UploadId"]
        copied = client.upload_part_copy(
            **place, PartNumber=1, UploadId=upload_id, CopySource=source, CopySourceRange="bytes=0-9"
        )
        parts = {"Part": [{"PartNumber": 1, "ETag": copied["ETag"]}]}
        client.complete_multipart_upload(**place, UploadId=upload_id, MultipartUpload=parts)
        assert read("composed") == body[:10]

    @judge.trial("upload_file")
    def file():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "file.bin")
            with open(path, "wb") as target:
                target.write(body)
            done = client.upload_file(Bucket=bucket, Key="file", LocalFilePath=path, PartSize=1, MAXThread=3)
        assert done["ETag"].endswith('-4"'), done
        assert read("file") == body
        uploads = client.list_multipart_uploads(Bucket=bucket)
        assert "Upload" not in uploads, uploads
