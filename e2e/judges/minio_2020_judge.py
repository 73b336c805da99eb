"""MinIO's SDK of those years holds the sandbox to every method of its API document (edition of 2020)."""

import collections
import collections.abc

# Python 3.10 took away the name under which this SDK finds it.
collections.MutableMapping = collections.abc.MutableMapping

from judging import Judge  # noqa: E402
from minio_2020_buckets import bucket_methods, try_buckets  # noqa: E402
from minio_2020_objects import object_methods, try_objects  # noqa: E402

judge = Judge([*bucket_methods, *object_methods])
try_buckets(judge)
try_objects(judge)
judge.finish()
