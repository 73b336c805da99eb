import type { ListedVersion } from '../store/model.ts';
import { bucketOf, type FaceCall } from './call.ts';
import { parameterOf } from './face-request.ts';
import { toWireName } from './own-names.ts';
import { writeTagHeader } from './tags.ts';
import { element, type XmlNode } from './xml-writer.ts';

/** A header's name as an element. */
const elementName = /^[A-Za-z_][\w.-]*$/;

/**
 * What a listing says of an object besides the usual when it is asked with `metadata=true`, as MinIO extends S3: user
 * metadata, content type and tags.
 * https://github.com/minio/minio/blob/master/cmd/api-response.go
 */
export function listedMetadata(call: FaceCall): (item: ListedVersion) => XmlNode[] {
  if (parameterOf(call.request, 'metadata') !== 'true') return () => [];
  const bucket = bucketOf(call);
  const { dialect, store } = call;
  return ({ key, versionId, isDeleteMarker }) => {
    if (isDeleteMarker) return [];
    const { attributes } = store.objects.find({ bucket, key, versionId });
    const metadata = Object.entries(attributes.userMetadata).map(
      ([name, value]) => [capitalized(toWireName(dialect, `x-own-meta-${name}`)), value] as const,
    );
    const contentType = attributes.headers['content-type'] ?? dialect.objects.defaultContentType;
    return [
      element(
        'UserMetadata',
        [...metadata, ['content-type', contentType] as const]
          .filter(([name]) => elementName.test(name))
          .map(([name, value]) => element(name, value)),
      ),
      ...(attributes.tags.length === 0 ? [] : [element('UserTags', writeTagHeader(attributes.tags))]),
    ];
  };
}

function capitalized(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
