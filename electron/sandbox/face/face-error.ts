import { SelectError, type SelectErrorCode, selectMessages } from '../select/select-error.ts';
import { StoreError, type StoreErrorKind } from '../store/store-error.ts';
import type { Dialect } from './dialect.ts';
import { withWireNames } from './own-names.ts';
import { rootElement, xmlDocument } from './xml-writer.ts';

/**
 * The codes that faces answer with, in the words of S3: status and message as AWS gives them. A dialect says where its
 * API has other ones.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const codes = {
  AccessDenied: [403, 'Access Denied'],
  AccessForbidden: [
    403,
    'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource’s CORS spec.',
  ],
  AuthorizationHeaderMalformed: [400, 'The authorization header you provided is invalid.'],
  AuthorizationQueryParametersError: [400, 'Query-string authentication is not well formed.'],
  BadDigest: [
    400,
    'The Content-MD5 or checksum value that you specified did not match what the server received.',
  ],
  BadRequest: [400, 'Bad Request'],
  BucketAlreadyOwnedByYou: [409, 'The bucket that you tried to create already exists, and you own it.'],
  BucketNotEmpty: [409, 'The bucket you tried to delete is not empty.'],
  FileAlreadyExists: [409, 'The object that you tried to write exists and must not be replaced.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed object size.'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed object size.'],
  ExpiredToken: [400, 'The provided token has expired.'],
  IllegalLocationConstraintException: [400, 'The location constraint is incompatible with this endpoint.'],
  IncompleteBody: [
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  ],
  InternalError: [500, 'The sandbox met a problem of its own. Try again.'],
  InvalidAccessKeyId: [403, 'The access key ID that you provided does not exist in our records.'],
  InvalidArgument: [400, 'Invalid argument'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidBucketState: [409, 'The request is not valid for the current state of the bucket.'],
  InvalidDigest: [400, 'The Content-MD5 or checksum value that you specified is not valid.'],
  InvalidEncryptionAlgorithmError: [
    400,
    'The encryption request that you specified is not valid. The valid value is AES256.',
  ],
  InvalidObjectState: [
    403,
    'The operation is not valid for the object’s storage class: it has to be restored first.',
  ],
  InvalidPart: [
    400,
    'One or more of the specified parts could not be found, or its entity tag did not match.',
  ],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order.'],
  InvalidPartNumber: [416, 'The requested partnumber is not satisfiable'],
  InvalidPolicyDocument: [
    400,
    'The content of the form does not meet the conditions specified in the policy document.',
  ],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidRequest: [400, 'Invalid Request'],
  InvalidStorageClass: [400, 'The storage class you specified is not valid.'],
  InvalidTag: [400, 'The tag provided was not a valid tag.'],
  InvalidTargetType: [400, 'The symlink leads to a symlink.'],
  InvalidTargetBucketForLogging: [400, 'The target bucket for logging does not exist.'],
  InvalidToken: [400, 'The provided token is malformed or otherwise not valid.'],
  InvalidURI: [400, 'The specified URI could not be parsed.'],
  KeyTooLongError: [400, 'Your key is too long.'],
  MalformedACLError: [
    400,
    'The ACL that you provided was not well formed or did not validate against our published schema.',
  ],
  MalformedPOSTRequest: [400, 'The body of your POST request is not well-formed multipart/form-data.'],
  MalformedPolicy: [400, 'Your policy contains a principal or an element that is not valid.'],
  MalformedTrailerError: [400, 'The request contained trailing data that was not well formed.'],
  MalformedXML: [
    400,
    'The XML that you provided was not well formed or did not validate against our schema.',
  ],
  MaxPostPreDataLengthExceededError: [
    400,
    'Your POST request fields preceding the upload file were too large.',
  ],
  MaxMessageLengthExceeded: [400, 'Your request was too large.'],
  MetadataTooLarge: [400, 'Your metadata headers exceed the maximum allowed metadata size.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  MissingSecurityHeader: [400, 'Your request is missing a required header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchBucketPolicy: [404, 'The bucket policy does not exist'],
  NoSuchCORSConfiguration: [404, 'The CORS configuration does not exist'],
  NoSuchConfiguration: [404, 'The specified configuration does not exist.'],
  NoSuchEncryptionConfiguration: [404, 'The encryption configuration does not exist'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchLifecycleConfiguration: [404, 'The lifecycle configuration does not exist'],
  NoSuchObjectLockConfiguration: [404, 'The specified object does not have a ObjectLock configuration'],
  NoSuchOriginConfiguration: [404, 'The origin configuration does not exist'],
  NoSuchRefererConfiguration: [404, 'The referer configuration does not exist'],
  NoSuchPublicAccessBlockConfiguration: [404, 'The public access block configuration was not found'],
  NoSuchTagSet: [404, 'There is no tag set associated with the bucket.'],
  NoSuchUpload: [404, 'The specified multipart upload does not exist.'],
  NoSuchLiveChannel: [404, 'The specified live channel does not exist.'],
  LiveChannelDisabled: [403, 'The live channel is disabled.'],
  LiveChannelBusy: [409, 'Somebody is pushing to the live channel.'],
  NoSuchWORMConfiguration: [404, 'The WORM configuration does not exist.'],
  WORMConfigurationExists: [409, 'The bucket has a WORM configuration already.'],
  WORMConfigurationLocked: [409, 'The WORM configuration is locked.'],
  InvalidWORMConfiguration: [400, 'The WORM configuration is not valid.'],
  NoSuchVersion: [404, 'The version ID specified in the request does not match an existing version.'],
  NoSuchWebsiteConfiguration: [404, 'The specified bucket does not have a website configuration'],
  NotImplemented: [501, 'A header or query you provided implies functionality that is not implemented.'],
  ObjectLockConfigurationNotFoundError: [404, 'Object Lock configuration does not exist for this bucket'],
  NotSymlink: [400, 'The object is no symlink.'],
  ObjectLocked: [403, 'Access Denied because object protected by object lock.'],
  ObjectNotAppendable: [409, 'The object is not appendable'],
  OwnershipControlsNotFoundError: [404, 'The bucket ownership controls were not found'],
  OperationAborted: [409, 'A conflicting operation is in progress against this resource. Try again.'],
  PolicyTooLarge: [400, 'Your policy exceeds the maximum allowed document size.'],
  PositionNotEqualToLength: [409, 'Position is not equal to file length'],
  PreconditionFailed: [412, 'At least one of the preconditions that you specified did not hold.'],
  RestoreAlreadyInProgress: [409, 'Object restore is already in progress'],
  ReplicationConfigurationNotFoundError: [404, 'The replication configuration was not found'],
  ReplicationConfigurationnotFoundError: [404, 'The replication configuration was not found'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the server’s time is too large.'],
  RequestTimeout: [400, 'Your socket connection to the server was not read from within the timeout period.'],
  ServerSideEncryptionConfigurationNotFoundError: [
    404,
    'The server side encryption configuration was not found',
  ],
  SignatureDoesNotMatch: [
    403,
    'The request signature that the server calculated does not match the signature that you provided.',
  ],
  SlowDown: [503, 'Please reduce your request rate.'],
  SymlinkTargetNotExist: [404, 'The symlink leads to no object.'],
  TooManyConfigurations: [400, 'There are too many configurations.'],
  UnexpectedContent: [400, 'This request contains unsupported content.'],
  UnresolvableGrantByEmailAddress: [
    400,
    'The email address you provided does not match any account on record.',
  ],
  XAmzContentSHA256Mismatch: [
    400,
    'The provided x-own-content-sha256 header does not match what was computed.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof codes | SelectErrorCode;

/** Status and usual words of a code; those of queries are all answers of status 400. */
function usualOf(code: ErrorCode): readonly [status: number, message: string] {
  return code in selectMessages
    ? [400, selectMessages[code as SelectErrorCode]]
    : codes[code as keyof typeof codes];
}

/** A refusal. `fields` become elements of the error document, `headers` go on the answer. */
export class FaceError extends Error {
  readonly code: ErrorCode;
  readonly fields: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** What is told instead of the usual text of the code; null for that. */
  readonly ownMessage: string | null;

  constructor(
    code: ErrorCode,
    options: {
      message?: string;
      fields?: Readonly<Record<string, string>>;
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(options.message ?? usualOf(code)[1]);
    this.name = 'FaceError';
    this.code = code;
    this.ownMessage = options.message ?? null;
    this.fields = options.fields ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The answer to a value of a header or parameter that is not allowed. */
export function invalidArgument(name: string, value: string, message: string): FaceError {
  return new FaceError('InvalidArgument', { message, fields: { ArgumentName: name, ArgumentValue: value } });
}

/** The answer to anything a face does not offer. */
export function notImplemented(what: string): FaceError {
  return new FaceError('NotImplemented', { message: `The sandbox does not implement ${what}.` });
}

const storeCodes: Record<StoreErrorKind, ErrorCode> = {
  'no-such-bucket': 'NoSuchBucket',
  'no-such-key': 'NoSuchKey',
  'no-such-version': 'NoSuchVersion',
  'no-such-upload': 'NoSuchUpload',
  'bucket-exists': 'BucketAlreadyOwnedByYou',
  'bucket-not-empty': 'BucketNotEmpty',
  'invalid-part': 'InvalidPart',
  'invalid-part-order': 'InvalidPartOrder',
  'part-too-small': 'EntityTooSmall',
  'too-large': 'EntityTooLarge',
  locked: 'ObjectLocked',
  'symlink-target-missing': 'SymlinkTargetNotExist',
  'not-appendable': 'ObjectNotAppendable',
  'position-mismatch': 'PositionNotEqualToLength',
  'not-symlink': 'NotSymlink',
  'symlink-to-symlink': 'InvalidTargetType',
  'no-such-worm': 'NoSuchWORMConfiguration',
  'worm-exists': 'WORMConfigurationExists',
  'worm-locked': 'WORMConfigurationLocked',
  'invalid-worm': 'InvalidWORMConfiguration',
  'no-such-live-channel': 'NoSuchLiveChannel',
  'live-channel-disabled': 'LiveChannelDisabled',
  'live-channel-busy': 'LiveChannelBusy',
};

/** Anything thrown, as a refusal. What nobody foresaw is an InternalError without its text. */
export function toFaceError(thrown: unknown): FaceError {
  if (thrown instanceof FaceError) return thrown;
  if (thrown instanceof SelectError) return new FaceError(thrown.code, { message: thrown.message });
  if (thrown instanceof StoreError) {
    return new FaceError(storeCodes[thrown.kind], {
      fields: fieldsOf(thrown),
      headers:
        thrown.kind === 'position-mismatch'
          ? { 'x-own-next-append-position': thrown.details.sizeBytes ?? '' }
          : {},
    });
  }
  if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')) {
    return new FaceError('InternalError', { message: 'The disk that holds the sandbox is full.' });
  }
  return new FaceError('InternalError');
}

/** A refusal in the words of one API. */
export interface ToldError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What an error document says of the request. */
export interface ErrorPlace {
  readonly bucket: string | null;
  readonly key: string | null;
  /** The path, decoded. */
  readonly resource: string;
  readonly host: string;
  readonly requestId: string;
  readonly hostId: string;
  readonly nowMs: number;
}

/** The refusal as the client of that API is told it. */
export function tellError(dialect: Pick<Dialect, 'errors' | 'headers'>, error: FaceError): ToldError {
  const [status, message] = usualOf(error.code);
  const told = dialect.errors[error.code] ?? {};
  const translate = (text: string) => withWireNames(dialect, text);
  return {
    code: told.code ?? error.code,
    status: told.status ?? status,
    message: translate(error.ownMessage ?? told.message ?? message),
    fields: Object.fromEntries(Object.entries(error.fields).map(([name, value]) => [name, translate(value)])),
  };
}

/** The error document. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTErrorResponses.html */
export function errorDocument(dialect: Dialect, error: ToldError, place: ErrorPlace): string {
  return xmlDocument(dialect, rootElement('Error', [...dialect.errorNodes(error, place)], true));
}

function fieldsOf({ kind, details }: StoreError): Record<string, string> {
  if (kind === 'part-too-small') {
    return {
      ProposedSize: details.sizeBytes ?? '',
      MinSizeAllowed: details.leastBytes ?? '',
      PartNumber: details.number ?? '',
      ETag: details.etag ?? '',
    };
  }
  if (kind === 'invalid-part') return { PartNumber: details.number ?? '', ETag: details.etag ?? '' };
  return {};
}
