"""Tencent's SDK holds the sandbox to every method of its API document (edition of 2019)."""

from cos_buckets import bucket_methods, try_buckets
from cos_objects import object_methods, try_objects
from cos_uploads import try_uploads, upload_methods
from judging import Judge

judge = Judge([*bucket_methods, *object_methods, *upload_methods])
try_buckets(judge)
try_objects(judge)
try_uploads(judge)
judge.finish()
