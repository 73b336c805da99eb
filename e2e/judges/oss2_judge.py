"""Alibaba's SDK for Python holds the sandbox to every method of its API document."""

from judging import Judge
from oss2_buckets import bucket_methods, try_buckets
from oss2_objects import object_methods, try_objects

judge = Judge([*bucket_methods, *object_methods])
try_buckets(judge)
try_objects(judge)
judge.finish()
