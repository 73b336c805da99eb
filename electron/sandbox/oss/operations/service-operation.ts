import { ownerElement } from '../../face/access/acl.ts';
import type { FaceAnswer, FaceCall } from '../../face/call.ts';
import { documentTime } from '../../face/document-time.ts';
import { FaceError, invalidArgument } from '../../face/face-error.ts';
import { numberParameterOf, parameterOf } from '../../face/face-request.ts';
import { element, rootElement } from '../../face/xml-writer.ts';
import { isBucketName, locationOf } from '../names.ts';
import { type BucketFacts, factsOf } from './bucket-facts.ts';

const usualBuckets = 100;
const mostBuckets = 1_000;

/**
 * The buckets of whoever asks, by name; all are the owner's. Names that OSS cannot have are left out.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/listbuckets
 */
export function getService(call: FaceCall): FaceAnswer {
  const { request, store, caller, dialect } = call;
  if (caller.kind === 'anonymous')
    throw new FaceError('AccessDenied', { message: 'Anonymous access is forbidden for this operation.' });
  const prefix = parameterOf(request, 'prefix') ?? '';
  const marker = parameterOf(request, 'marker') ?? '';
  const limit = numberParameterOf(request, 'max-keys', usualBuckets);
  if (limit < 1 || limit > mostBuckets) {
    throw invalidArgument('max-keys', String(limit), `max-keys must be between 1 and ${mostBuckets}.`);
  }
  const owned = caller.isOwner ? store.buckets.list() : [];
  const all = owned.filter(({ name }) => isBucketName(name) && name.startsWith(prefix) && name > marker);
  const shown = all.slice(0, limit);
  const isTruncated = all.length > shown.length;
  const facts = (bucket: string): BucketFacts => factsOf({ store, dialect, request: { ...request, bucket } });
  return {
    status: 200,
    xml: rootElement('ListAllMyBucketsResult', [
      ownerElement(dialect),
      element('Prefix', prefix),
      element('Marker', marker),
      element('MaxKeys', limit),
      element('IsTruncated', isTruncated),
      ...(isTruncated ? [element('NextMarker', shown.at(-1)?.name ?? '')] : []),
      element(
        'Buckets',
        shown.map(({ name, createdAtMs, region }) =>
          element('Bucket', [
            element('CreationDate', documentTime(createdAtMs)),
            element('ExtranetEndpoint', `${locationOf(region)}.aliyuncs.com`),
            element('IntranetEndpoint', `${locationOf(region)}-internal.aliyuncs.com`),
            element('Location', locationOf(region)),
            element('Name', name),
            element('Region', region),
            element('StorageClass', facts(name).storageClass),
          ]),
        ),
      ),
    ]),
  };
}
