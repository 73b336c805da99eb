"""MinIO's SDK of today holds the sandbox to every method of its API document (edition of 2025)."""

from minio_buckets import bucket_methods, try_buckets
from minio_links import link_methods, try_links
from minio_objects import object_methods, try_objects
from judging import Judge

judge = Judge([*bucket_methods, *object_methods, *link_methods])
try_buckets(judge)
try_objects(judge)
try_links(judge)
judge.finish()
