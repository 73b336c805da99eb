import type { Dialect, ToldErrors } from '../face/dialect.ts';
import { element } from '../face/xml-writer.ts';

/** Where COS has other codes or statuses than S3. https://www.tencentcloud.com/document/product/436/7730 */
export const cosErrors: ToldErrors = {
  ExpiredToken: { code: 'ExpiredToken', status: 403 },
  InvalidToken: { status: 403 },
  InvalidBucketName: {
    message: 'The specified bucket is not valid: its name must end in the account number.',
  },
  KeyTooLongError: { code: 'KeyTooLong' },
  NoSuchTagSet: { message: 'The TagSet does not exist' },
  InvalidTargetBucketForLogging: { code: 'InvalidTargetBucketForLogging' },
  MissingContentLength: { status: 411 },
  ObjectLocked: { code: 'AccessDenied' },
  RequestTimeTooSkewed: { status: 403 },
};

/** Code, message, address, and the two ids that support asks for. */
export const errorNodes: Dialect['errorNodes'] = ({ code, message, fields }, place) => [
  element('Code', code),
  element('Message', message),
  element('Resource', `${place.host}${place.resource}`),
  element('RequestId', place.requestId),
  element('TraceId', place.hostId),
  ...Object.entries(fields).map(([name, value]) => element(name, value)),
];
