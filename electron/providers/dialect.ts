import type { AppError, AppErrorKind, RetryAdvice } from '../../shared/model/app-error.ts';
import type { AddressingStyle, Endpoint, ProviderId } from '../../shared/model/connection.ts';
import type { ConfigurationForms } from './configuration/document-forms.ts';
import type { Credentials } from './credentials.ts';
import type { BucketFilter } from './interface/service-group.ts';
import type { ObjectTraits } from './object-traits.ts';
import type { SelectWire } from './select/select-wire.ts';
import type { ProviderLimits } from './storage-provider.ts';
import type { XmlContent } from './xml/xml.ts';

/** Decoded name and value; one without a value has no equals sign on the wire. */
export type QueryPair = readonly [name: string, value?: string];

/** Where a request is about: the service, a bucket, or an object. */
export interface Place {
  readonly bucket: string | null;
  readonly key: string | null;
}

/** A place turned into an address. */
export interface Address {
  readonly usesTls: boolean;
  readonly hostname: string;
  readonly port: number;
  /** As signed and sent: without the port when it is the scheme's own. */
  readonly hostHeader: string;
  /** Percent-encoded, never normalised. */
  readonly rawPath: string;
}

/** What a signer works on. Header names in lower case. */
export interface SignableRequest {
  readonly method: string;
  readonly hostHeader: string;
  readonly rawPath: string;
  readonly query: readonly QueryPair[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A signable request with what it is about, which a path does not always tell. */
export interface PlacedRequest extends SignableRequest {
  readonly place: Place;
}

/** How a body enters a signature. */
export type PayloadHash = { readonly sha256Hex: string } | 'unsigned';

/** With what, for where and for when to sign. */
export interface SigningContext {
  readonly credentials: Credentials;
  readonly region: string;
  readonly atMs: number;
  /** How long a header is to be valid, where that can be chosen; the dialect's own time when left out. */
  readonly lifetimeSeconds?: number;
}

/** A condition of a POST policy, as its JSON has it. */
export type FormCondition =
  | Readonly<Record<string, string>>
  | readonly ['eq' | 'starts-with', `$${string}`, string]
  | readonly ['content-length-range', number, number];

/** What the dialects call the same questions about a live channel. */
export interface LiveChannelForm {
  /** Parameter that switches a channel on or off. */
  readonly statusParameter: string;
  /** Value of `comp` that asks what comes in. */
  readonly statWord: string;
  /** Parameters of the begin and the end of a playlist, seconds since 1970. */
  readonly vodTimes: readonly [start: string, end: string];
  /** Query of an address to publish to. */
  signPublishing(
    channel: { readonly bucket: string; readonly channel: string },
    parameters: Readonly<Record<string, string>>,
    atSeconds: number,
    expiresInSeconds: number,
    credentials: Credentials,
  ): readonly QueryPair[];
}

/** What a provider's error code means to us. */
export interface ErrorMeaning {
  readonly kind: AppErrorKind;
  readonly message: string;
  readonly reason?: string;
  readonly retry?: RetryAdvice;
}

/** A refusal as the server worded it. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  /** Text of a child of the error document; null when absent. */
  detail(name: string): string | null;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A checksum that a provider answers with. Values stay in the provider's own form. */
export interface ChecksumNames {
  /** As in `ObjectInfo.checksums`. */
  readonly name: string;
  readonly header: string;
  /** Of a part in a list of parts; null when parts are listed without it. */
  readonly element: string | null;
  /** True when a request may carry it for the server to compare; else answers to writes tell it by themselves. */
  readonly isSendable: boolean;
  /** How its value is written. */
  readonly form: 'base64' | 'decimal';
}

/** How the service's buckets are listed: names of parameters and elements. */
export interface BucketPages {
  readonly tokenParameter: string;
  readonly sizeParameter: string;
  readonly nextElement: string;
  readonly regionElement: string;
  readonly maxSize: number;
  readonly takesTags: boolean;
  /** As much of a filter as the service looks at. */
  filterQuery(filter: BucketFilter): readonly (readonly [name: string, value: string | number | null])[];
}

/** What a bucket can be made with, where the providers differ. */
export interface NewBucketParts {
  readonly hasStorageClass: boolean;
  readonly hasZones: boolean;
  readonly hasOwnership: boolean;
}

/** A question that tells where a bucket is, whatever its region. */
export interface BucketLocator {
  readonly place: Place;
  readonly query: readonly QueryPair[];
  /** Asked instead of the connection's host; null: that one. */
  readonly host: string | null;
  readonly addressing: AddressingStyle;
  /** The region in an answer; null when the bucket is not in it. Throws `malformed-response`. */
  readRegion(body: Uint8Array): string | null;
}

/** An object that a copy reads from, and the connection it is asked of. */
export interface CopyOrigin {
  readonly endpoint: Endpoint;
  readonly style: AddressingStyle;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** With its question mark; empty for the newest version. */
  readonly versionQuery: string;
}

/** What a bucket is made with beyond its name. */
export interface BucketTraits {
  readonly region: string;
  /** Keeps the data in several zones of the region. */
  readonly isMultiZone: boolean;
  /** null: the provider's own. */
  readonly storageClass: string | null;
}

/** Everything in which the providers differ, as data and pure functions; operations read it and name no provider. */
export interface Dialect {
  readonly id: ProviderId;
  readonly limits: ProviderLimits;
  /** For example `x-amz-`; user metadata is `${headerPrefix}meta-`. */
  readonly headerPrefix: string;
  /** null: documents have no namespace. */
  readonly xmlNamespace: string | null;
  /** Signed for while nothing better is known. */
  readonly defaultRegion: string;
  /** True when a bucket has to be asked for at its own region, and the wrong one may deny that there is such a bucket. */
  readonly needsRegionFirst: boolean;
  /** True when the body's hash is part of a signature. */
  readonly signsBodies: boolean;
  readonly hasListV2: boolean;
  readonly bucketPages: BucketPages;
  readonly newBuckets: NewBucketParts;
  /** Makes a deletion take all that is below; null: there is none. */
  readonly forceDeleteHeader: string | null;
  /** Questions that tell about a whole bucket at once; null: there are none. */
  readonly bucketQuestions: { readonly info: string; readonly stat: string } | null;
  readonly checksums: readonly ChecksumNames[];
  /** False: access is given by a word, and not by grants or a list. */
  readonly takesAccessLists: boolean;
  /** The documents a bucket is configured by. */
  readonly configuration: ConfigurationForms;
  /** How an object is asked for records. */
  readonly select: SelectWire;
  readonly objects: ObjectTraits;
  /** How live channels are asked about; null: there are none. */
  readonly liveChannels: LiveChannelForm | null;
  /** Whole buckets are kept by a retention of their own. */
  readonly hasBucketRetention: boolean;
  /** Parameter that names an inventory, and the dialect's own names of elements in one. */
  readonly inventories: {
    readonly idParameter: string;
    readonly spellings: Readonly<Record<string, string>>;
  };
  /** Element around the speed of a restore. */
  readonly restoreTierElement: string;
  /** Header that keeps a write from replacing an object; null where HTTP's own conditions do it. */
  readonly forbidOverwriteHeader: string | null;
  readonly objectAclHeader: string;
  readonly kmsKeyHeader: string;
  /** Words of the directives that make a copy take new metadata and new tags. */
  readonly replaceWords: { readonly metadata: string; readonly tags: string };
  /** Sent along with a range, so that one past the end is refused. */
  readonly rangeHeaders: Readonly<Record<string, string>>;
  /** Header with a base64 error document, for answers that may have no body; null: there is none. */
  readonly errorDocumentHeader: string | null;
  /** Header of a second id that the provider's support asks for; null: there is none. */
  readonly traceIdHeader: string | null;
  /** Characters a bucket name is checked for before it is created. Throws `invalid-input` with a reason. */
  checkNewBucketName(bucket: string): void;
  /** Content of a new bucket's document; null for none. */
  newBucketDocument(traits: BucketTraits): XmlContent | null;
  /** Throws `not-offered` for a place that this endpoint cannot be asked about. */
  address(endpoint: Endpoint, style: AddressingStyle, region: string, place: Place): Address;
  /** Region that the host name itself tells; null when it does not. */
  regionOfHost(host: string): string | null;
  /** A region as documents spell it, the way signatures do. */
  readRegion(text: string): string;
  /** null: this endpoint has no question that would tell. */
  locator(bucket: string, endpoint: Endpoint): BucketLocator | null;
  /** Value of the header that names the source of a copy. */
  copySource(origin: CopyOrigin): string;
  /** User metadata as a header can carry it, and back. */
  encodeMetadata(value: string): string;
  decodeMetadata(value: string): string;
  /** Headers to add to the request, its signature among them. */
  sign(request: PlacedRequest, payload: PayloadHash, context: SigningContext): Record<string, string>;
  /** Query of a link that needs no header, signature included. */
  presign(request: PlacedRequest, expiresInSeconds: number, context: SigningContext): readonly QueryPair[];
  /** How long the signature of a header is taken, and whether that can be chosen. */
  readonly signatureSeconds: number;
  readonly hasChosenLifetime: boolean;
  /**
   * Fields of a form that prove who made its policy, the policy among them. `build` writes its JSON with the conditions
   * that the signature itself needs.
   */
  signForm(
    build: (own: readonly FormCondition[]) => string,
    context: SigningContext,
  ): Readonly<Record<string, string>>;
  /** Meaning of a refusal; null for one that nobody wrote down. */
  meaningOf(refusal: Refusal): ErrorMeaning | null;
  /** True for the refusal of a request whose time is too far off. */
  isClockSkew(refusal: Refusal): boolean;
  /** True for an answer that says the request was signed or addressed for another region. */
  isWrongRegion(refusal: Refusal): boolean;
  /** The region that a refusal names as the right one. */
  regionIn(refusal: Refusal): string | null;
  /** True when the host is the vendor's own service. */
  isVendorHost(host: string): boolean;
}

/** An error answer taken apart. */
export interface ProviderError {
  readonly code: string;
  readonly message: string;
  readonly region: string | null;
  readonly appError: AppError;
  readonly isClockSkew: boolean;
  readonly isWrongRegion: boolean;
  /** The server's own time, milliseconds; null when it does not say. */
  readonly serverTimeMs: number | null;
}
