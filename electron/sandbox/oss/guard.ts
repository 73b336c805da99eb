import type { FaceCall } from '../face/call.ts';
import { FaceError, invalidArgument } from '../face/face-error.ts';
import { checkReferer } from './configuration/referer.ts';
import { readHost } from './hosts.ts';
import { locationOf } from './names.ts';

/**
 * What OSS looks at beside rights: a bucket answers at the host of its own region alone, and says which that is; a
 * bucket and an object have words of access under names of their own.
 */
export function guard(call: FaceCall): void {
  const { request, region } = call;
  const asked = readHost(request.host)?.region ?? region;
  if (asked !== region && request.bucket !== null) {
    throw new FaceError('AccessDenied', {
      message: 'The bucket you are attempting to access must be addressed using the specified endpoint.',
      fields: { Bucket: request.bucket, Endpoint: `${locationOf(region)}.aliyuncs.com` },
    });
  }
  const foreign = request.key === null ? 'x-oss-object-acl' : 'x-oss-acl';
  const value = request.wire.headers.get(foreign)?.[0];
  if (value !== undefined) throw invalidArgument(foreign, value, `The header ${foreign} has no place here.`);
  checkReferer(call);
}
