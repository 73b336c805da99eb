import type {
  AddressingStyle,
  Endpoint,
  ProviderId,
  SignatureVersion,
} from '../../shared/model/connection.ts';
import type { CredentialProvider } from './credentials.ts';

/** Whom TLS trusts, with the authority's text already read. */
export type ProviderTls =
  | { readonly mode: 'system' }
  | { readonly mode: 'custom-ca'; readonly caPem: string }
  | { readonly mode: 'pinned'; readonly fingerprintSha256: string };

/** An HTTP proxy: by URL (which may hold its user and password), or HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export type ProviderProxy = { readonly url: string } | { readonly mode: 'environment' };

/** Everything a storage client needs to know about its connection. */
export interface ProviderOptions {
  readonly provider: ProviderId;
  /** `v1` for servers that know no newer way of signing; the newest of the dialect when absent. */
  readonly signatureVersion?: SignatureVersion;
  readonly endpoint: Endpoint;
  /** Region to sign for; null: learn it per bucket. */
  readonly region: string | null;
  readonly addressing: AddressingStyle;
  readonly tls: ProviderTls;
  /** null: connect directly. */
  readonly proxy: ProviderProxy | null;
  readonly connectTimeoutMs: number;
  /** Longest silence inside one request: no byte in either direction. */
  readonly idleTimeoutMs: number;
  /** Reads from sockets as Node does it by itself: slower downloads, for the day the faster way is in doubt. */
  readonly hasStockReads?: boolean;
  readonly isReadOnly: boolean;
  /** False leaves the checksums of servers unread; they are compared when absent. */
  readonly verifiesChecksums?: boolean;
  readonly credentials: CredentialProvider;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly userAgent: string;
  /** Added to `userAgent`: 1 to 64 printable ASCII characters. */
  readonly appName?: string;
  /** False leaves the checksums of transfers uncompared; true when absent. */
  readonly checksCrc?: boolean;
  /** Told about every attempt after it ended; the record is already free of secrets. */
  readonly onRequest?: (record: RequestRecord) => void;
}

/**
 * One attempt as the log and the meter may see it: no headers at all, and no signature, token or credential in
 * `query`.
 */
export interface RequestRecord {
  readonly atMs: number;
  /** Name of the operation, for example `listObjects`. */
  readonly operation: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly method: string;
  readonly host: string;
  /** Path as on the wire, percent-encoded. */
  readonly path: string;
  readonly query: string;
  /** null when no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly requestId: string | null;
  /** Kind of the AppError the attempt ended with; null when it succeeded. */
  readonly errorKind: string | null;
  /** The provider's own error code. */
  readonly errorCode: string | null;
}
