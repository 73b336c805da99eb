import type { Lacks } from '../client/lacking.ts';

/** What Alibaba OSS has not, or has in another form. */
export const ossLacks: Lacks = {
  retention: 'Alibaba OSS locks whole buckets by a retention policy, not objects one by one.',
  'legal-hold': 'Alibaba OSS has no legal hold.',
  'bucket-grants': 'Alibaba OSS gives access to a bucket by a word; use a policy to name people.',
  'access-documents': 'Alibaba OSS gives access by a word; use a policy to name people.',
  'bucket-ownership': 'On Alibaba OSS a bucket’s objects always belong to its account.',
  'forced-bucket-deletion': 'Alibaba OSS deletes empty buckets only.',
};
