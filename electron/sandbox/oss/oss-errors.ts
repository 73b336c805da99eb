import type { Dialect, ToldErrors } from '../face/dialect.ts';
import { element } from '../face/xml-writer.ts';

/** Where OSS has other codes or statuses than S3. https://www.alibabacloud.com/help/en/oss/user-guide/error-codes-3 */
export const ossErrors: ToldErrors = {
  AccessForbidden: { message: 'CORSResponse: This CORS request is not allowed.' },
  AuthorizationHeaderMalformed: { code: 'InvalidArgument' },
  BadDigest: {
    code: 'InvalidDigest',
    message: 'The Content-MD5 you specified did not match what we received.',
  },
  BucketAlreadyOwnedByYou: {
    code: 'BucketAlreadyExists',
    message: 'The requested bucket name is not available. Please select a different name and try again.',
  },
  ExpiredToken: {
    code: 'SecurityTokenExpired',
    status: 403,
    message: 'The security token you provided has expired.',
  },
  InvalidToken: {
    code: 'InvalidSecurityToken',
    status: 403,
    message: 'The security token you provided is invalid.',
  },
  InvalidEncryptionAlgorithmError: { code: 'InvalidEncryptionAlgorithmError' },
  InvalidTargetBucketForLogging: { code: 'InvalidTargetBucketForLogging' },
  KeyTooLongError: {
    code: 'InvalidObjectName',
    message: 'The length of object name must be less than 1024.',
  },
  MissingSecurityHeader: { code: 'MissingArgument' },
  NoSuchConfiguration: { code: 'NoSuchInventory', message: 'The inventory configuration does not exist.' },
  NoSuchLifecycleConfiguration: { code: 'NoSuchLifecycle', message: 'No Row found in Lifecycle Table.' },
  ObjectLocked: {
    code: 'FileImmutable',
    status: 409,
    message: 'The object you specified is immutable.',
  },
  PolicyTooLarge: { code: 'InvalidPolicyDocument' },
  MalformedPolicy: { code: 'InvalidPolicyDocument' },
  ReplicationConfigurationNotFoundError: {
    code: 'NoSuchReplicationConfiguration',
    message: 'The bucket has no replication rules.',
  },
  ServerSideEncryptionConfigurationNotFoundError: {
    code: 'NoSuchServerSideEncryptionRule',
    message: 'The server side encryption configuration does not exist.',
  },
};

/** Numbers of the most usual refusals. https://www.alibabacloud.com/help/en/oss/user-guide/ec-error-codes */
const numbers: Readonly<Record<string, string>> = {
  AccessDenied: '0003-00000001',
  InvalidAccessKeyId: '0002-00000902',
  NoSuchBucket: '0015-00000101',
  NoSuchKey: '0026-00000001',
  RequestTimeTooSkewed: '0002-00000504',
  SignatureDoesNotMatch: '0002-00000040',
};

/** Code, message, the two ids that support asks for, and the number of the case where it has one. */
export const errorNodes: Dialect['errorNodes'] = ({ code, message, fields }, { requestId, host }) => [
  element('Code', code),
  element('Message', message),
  element('RequestId', requestId),
  element('HostId', host),
  ...Object.entries(fields).map(([name, value]) => element(name, value)),
  ...(numbers[code] === undefined ? [] : [element('EC', numbers[code])]),
];

/** The number is a header as well, and so is the whole document where an answer has no body. */
export const refusalHeaders: Dialect['refusalHeaders'] = (code, document, isHead) => ({
  ...(numbers[code] === undefined ? {} : { 'x-own-ec': numbers[code] }),
  ...(isHead ? { 'x-own-err': Buffer.from(document).toString('base64') } : {}),
});
