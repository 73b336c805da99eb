import type { ListedVersion } from '../store/model.ts';
import type { AclWords } from './access/acl-words.ts';
import type { Deed } from './access/authorize.ts';
import type { User } from './access/users.ts';
import type { FaceCall } from './call.ts';
import type { SandboxCredential, VerifiedRequest, VerifierOptions } from './caller.ts';
import type { LifecycleRule } from './configuration/lifecycle.ts';
import type { ErrorCode, ErrorPlace, ToldError } from './face-error.ts';
import type { WireRequest } from './face-request.ts';
import type { Route } from './route.ts';
import type { XmlNode } from './xml-writer.ts';

/** Where a host leads. */
export interface HostAddress {
  /** null for the service, and for a bucket that the path names. */
  readonly bucket: string | null;
  /** The path begins with the bucket. */
  readonly isPathStyle: boolean;
  /** The region that the host names, null for none. */
  readonly region: string | null;
}

/** What a policy says of a deed: an explicit refusal, a permission, or nothing. */
export type PolicyVerdict = 'denied' | 'allowed' | 'silent';

/** Codes, statuses and messages of an API that differ from those of S3. */
export type ToldErrors = Readonly<
  Partial<Record<ErrorCode, { readonly code?: string; readonly status?: number; readonly message?: string }>>
>;

/**
 * All that makes a face the face of one API. The shared operations read their differences from here and know no vendor;
 * what one vendor alone has is an operation in its own folder and a row in its own route table.
 */
export interface Dialect {
  readonly face: 's3' | 'cos' | 'oss';
  /**
   * Put before the names under which documents and policies are kept with a bucket: they belong to the face that they
   * came through. Objects, versions, tags, access control lists and versioning belong to all.
   */
  readonly settingPrefix: string;
  readonly headers: {
    /** Of the face's own headers: `x-amz-`. The shared code writes `x-own-` for it. */
    readonly prefix: string;
    /** Headers that differ by more than the prefix, by the name in the shared code. */
    readonly names: Readonly<Record<string, string>>;
    /** Other prefixes of headers that ask for something; one that no route takes is refused. */
    readonly featurePrefixes: readonly string[];
    /** Headers, by their name in the shared code, that every operation takes: signing, and what changes nothing. */
    readonly passive: readonly string[];
  };
  /** Parameters that belong to the signature in the query, and any that change nothing. */
  readonly passiveParameters: (request: WireRequest) => readonly string[];
  readonly errors: ToldErrors;
  /** What stands in the error document. */
  readonly errorNodes: (error: ToldError, place: ErrorPlace) => readonly XmlNode[];
  /** Headers, by their name in the shared code, of a refusal with this document. */
  readonly refusalHeaders: (
    code: string,
    document: string,
    isHead: boolean,
  ) => Readonly<Record<string, string>>;
  /** Headers of every answer, by their name on the wire. */
  readonly idHeaders: (ids: {
    readonly requestId: string;
    readonly hostId: string;
  }) => Readonly<Record<string, string>>;
  readonly xml: {
    readonly namespace: string | null;
    readonly hasDeclaration: boolean;
    /** What `encoding-type=url` does to a name of a listing. */
    readonly encodeListed: (text: string) => string;
  };
  /** Where a host (in lower case, without a port) leads; null when it is not one of this face. */
  readonly readHost: (host: string) => HostAddress | null;
  /** The hosts in words, for the refusal of any other. */
  readonly hostsInWords: string;
  /** Bucket names that this API can have. */
  readonly isBucketName: (name: string) => boolean;
  /** Throws FaceError for a signature that does not hold; a request that does not try to be signed is anonymous. */
  readonly verify: (request: WireRequest, options: VerifierOptions) => VerifiedRequest;
  /** True when the request carries a signature, valid or not. */
  readonly isSigned: (request: WireRequest) => boolean;
  readonly routes: readonly Route[];
  readonly objects: {
    /** The classes that an object can be stored in, the default first. */
    readonly storageClasses: readonly string[];
    /** Those whose objects must be restored before they can be read. */
    readonly archiveClasses: readonly string[];
    /** The element of a restore request that holds the tier. */
    readonly restoreJobElement: string;
    /** Those that a lifecycle rule can move to. */
    readonly transitionClasses: readonly string[];
    /** What `x-own-object-type` says of an object; null for an API without that header. */
    readonly typeNames: Readonly<Record<'normal' | 'multipart' | 'appendable' | 'symlink', string>> | null;
    readonly defaultContentType: string;
    readonly longestKeyBytes: number;
    /** Every part of an upload but the last has at least so many. */
    readonly leastPartBytes: number;
    /** A body may come without its length. */
    readonly takesUnknownLength: boolean;
    /** What the end of an upload tells as the place of the object. */
    readonly uploadLocation: (host: string, bucket: string, key: string) => string;
    /** Words of the directive headers of a copy. */
    readonly directives: Readonly<
      Record<'metadata' | 'tagging', { readonly copy: string; readonly replace: string }>
    >;
    /** A checksum that every stored body gets and every read tells; null for none. */
    readonly alwaysComputes: 'crc64ecma' | null;
    /** Reads `x-own-copy-source`; null when it has no bucket or no key. The version id is read by the caller. */
    readonly readCopySource: (text: string) => { readonly bucket: string; readonly key: string } | null;
  };
  readonly encryption: {
    /** Methods that take no key, and those that may name one. */
    readonly withoutKey: readonly string[];
    readonly withKey: readonly string[];
    /** What the kept document of a bucket makes of an object without a wish of its own. */
    readonly byDefault: (document: string) => { readonly algorithm: string; readonly keyId: string | null };
  };
  readonly listing: {
    /** NextMarker is told without a delimiter too. */
    readonly alwaysTellsNextMarker: boolean;
    /** Keys of a page where the request does not say how many. */
    readonly usualKeys: number;
    /** What is said of an object besides the usual. */
    readonly describe: (item: ListedVersion) => readonly XmlNode[];
  };
  readonly acl: AclWords;
  /** The id of a user as documents of this API name it. */
  readonly idOf: (user: Pick<User, 'canonicalId' | 'accountId' | 'isOwner'>) => string;
  /** What stands beside the owner's id. */
  readonly ownerDisplayName: string;
  /** Refuses a call that is allowed otherwise, for what the API alone looks at. */
  readonly guard: (call: FaceCall) => void;
  readonly policy: {
    /** Throws `MalformedPolicy` for a text that the API would refuse to keep for that bucket. */
    readonly check: (text: string, bucket: string) => void;
    readonly judge: (call: FaceCall, text: string, deed: Deed) => PolicyVerdict;
  };
  /** The enabled rules of a kept lifecycle document. */
  readonly lifecycleRules: (source: string) => readonly LifecycleRule[];
  readonly form: {
    /** Fields, by their lower-case name on the wire, that belong to the signature. */
    readonly signingFields: readonly string[];
    /** Names in conditions that another field of the form stands for. */
    readonly aliases: Readonly<Record<string, string>>;
    /** The one of them that no condition can cover. */
    readonly signatureField: string;
    /** Every field of a signed form must be covered by a condition of its policy. */
    readonly coversAllFields: boolean;
    /** Checks who signed the policy (base64) of a form; `fields` by lower-case name. Throws as `verify` does. */
    readonly verify: (
      policy: string,
      fields: ReadonlyMap<string, string>,
      options: VerifierOptions,
    ) => SandboxCredential;
    /** The address of what a form stored. */
    readonly locationOf: (host: string, bucket: string, key: string) => string;
  };
}
