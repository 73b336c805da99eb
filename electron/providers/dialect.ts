import type { AppError, AppErrorKind, RetryAdvice } from '../../shared/model/app-error.ts';
import type { Capabilities } from '../../shared/model/capability.ts';
import type { AddressingStyle, Endpoint, ProviderId } from '../../shared/model/connection.ts';
import type { Credentials } from './credentials.ts';
import type { ProviderLimits } from './storage-provider.ts';

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

/** How a body enters a signature. */
export type PayloadHash = { readonly sha256Hex: string } | 'unsigned';

/** With what, for where and for when to sign. */
export interface SigningContext {
  readonly credentials: Credentials;
  readonly region: string;
  readonly atMs: number;
}

/** What a provider's error code means to us. */
export interface ErrorMeaning {
  readonly kind: AppErrorKind;
  readonly message: string;
  readonly reason?: string;
  readonly retry?: RetryAdvice;
}

/** Everything in which the providers differ, as data and pure functions; operations read it and name no provider. */
export interface Dialect {
  readonly id: ProviderId;
  readonly limits: ProviderLimits;
  /** For example `x-amz-`; user metadata is `${headerPrefix}meta-`. */
  readonly headerPrefix: string;
  readonly xmlNamespace: string;
  /** Signed for while nothing better is known. */
  readonly defaultRegion: string;
  /** Characters a bucket name is checked for before it is created. Throws `invalid-input` with a reason. */
  checkNewBucketName(bucket: string): void;
  address(endpoint: Endpoint, style: AddressingStyle, region: string, place: Place): Address;
  /** Region that the host name itself tells; null when it does not. */
  regionOfHost(host: string): string | null;
  /** Headers to add to the request, its signature among them. */
  sign(request: SignableRequest, payload: PayloadHash, context: SigningContext): Record<string, string>;
  /** Query of a link that needs no header, signature included. */
  presign(request: SignableRequest, expiresInSeconds: number, context: SigningContext): readonly QueryPair[];
  /** Meaning of a provider's error code; null for an unknown one. */
  meaningOf(code: string, status: number): ErrorMeaning | null;
  /** True for the code of a request whose time is too far off. */
  isClockSkew(code: string): boolean;
  /** True for an answer that says the request was signed or addressed for another region. */
  isWrongRegion(code: string, status: number): boolean;
  /** True when the host is the vendor's own service. */
  isVendorHost(host: string): boolean;
  /** Capabilities before the server was asked anything. */
  capabilities(endpoint: Endpoint): Capabilities;
}

/** An error answer taken apart. */
export interface ProviderError {
  readonly code: string;
  readonly message: string;
  readonly region: string | null;
  readonly requestId: string | null;
  readonly appError: AppError;
}
