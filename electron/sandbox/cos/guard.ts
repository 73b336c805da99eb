import type { FaceCall } from '../face/call.ts';
import { FaceError } from '../face/face-error.ts';
import { checkReferer } from './configuration/referer.ts';
import { readHost } from './hosts.ts';

/** What COS looks at beside rights: a bucket is known in its region alone, and pages may be kept out. */
export function guard(call: FaceCall): void {
  const region = readHost(call.request.host)?.region ?? call.region;
  if (region !== call.region && call.request.bucket !== null) throw new FaceError('NoSuchBucket');
  checkReferer(call);
}
