import type { ObjectHeaders } from '../../../shared/model/object.ts';
import type { CustomerKey } from '../customer-key.ts';
import type { BodyChecksums, ObjectData } from './body.ts';
import type { CallOptions } from './call-options.ts';
import type { ByteRange, WriteConditions } from './conditions.ts';
import type { CopySource } from './copy-source.ts';
import type { RequestExtras } from './object-read.ts';
import type { ObjectTreatment, ObjectWrite, PutObjectResult } from './object-write.ts';

export interface PutObjectInput extends RequestExtras {
  readonly bucket: string;
  readonly key: string;
  readonly body: ObjectData;
  readonly write?: ObjectWrite;
  readonly conditions?: WriteConditions;
  /** `invalid-input` together with a stream of unknown length that has to go in parts. */
  readonly checksums?: BodyChecksums;
  readonly customerKey?: CustomerKey;
}

export interface CopyObjectInput {
  readonly source: CopySource;
  readonly bucket: string;
  readonly key: string;
  /** New headers and metadata, all of them; those of the source come along when absent. */
  readonly replace?: ObjectWrite;
  /** What the copy is told beside headers and metadata, whichever these are. */
  readonly set?: ObjectTreatment;
  readonly conditions?: WriteConditions;
  /** Of the copy. */
  readonly customerKey?: CustomerKey;
}

export interface CopyObjectResult extends PutObjectResult {
  readonly modifiedAtMs: number | null;
}

/** What a copy has to be told, and given, to be like its source in more than bytes and metadata. */
export interface CarriedToCopy {
  /** For the request that makes it: class, encryption, locks and access; for one in parts tags and metadata too. */
  readonly write: ObjectWrite;
  /** Gives the finished copy an access list that no request can carry; does nothing where there is none. */
  giveAccess(copy: { readonly bucket: string; readonly key: string }, options?: CallOptions): Promise<void>;
}

export interface UpdateMetaInput {
  readonly bucket: string;
  readonly key: string;
  /** An older version becomes the newest by it. */
  readonly versionId?: string;
  /** Those that are named change, null takes one away; the others stay. */
  readonly headers?: Partial<ObjectHeaders>;
  /** All of it; it stays as it is when absent. */
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly ifMatch?: string;
  readonly customerKey?: CustomerKey;
}

export interface UpdateMetaResult extends PutObjectResult {
  /** False when these keys may not read the access list, which a copy cannot have then. */
  readonly keptAccess: boolean;
}

export interface MoveObjectInput {
  readonly source: Pick<CopySource, 'bucket' | 'key' | 'ifMatch' | 'customerKey'>;
  readonly bucket: string;
  readonly key: string;
  readonly conditions?: WriteConditions;
  readonly customerKey?: CustomerKey;
}

export interface ComposeSource extends CopySource {
  /** All of it when absent. */
  readonly range?: ByteRange;
}

export interface ComposeInput {
  readonly bucket: string;
  readonly key: string;
  /** In the order of the new object, from one on; every piece but the last has the size of a part at least. */
  readonly sources: readonly ComposeSource[];
  /** Nothing of the sources comes along when there are several. */
  readonly write?: ObjectWrite;
  readonly conditions?: WriteConditions;
  readonly customerKey?: CustomerKey;
}

export interface AppendInput {
  readonly bucket: string;
  readonly key: string;
  /** The object's length; 0 creates it. */
  readonly position: number;
  /** Read into memory where nothing can be appended in place. */
  readonly body: ObjectData;
  /** Only for the first piece. */
  readonly write?: ObjectWrite;
  readonly checksums?: Pick<BodyChecksums, 'md5'>;
  /** The checksum of what is there, as an answer told it: with it the whole is compared. */
  readonly initialChecksum?: string;
  /** Where the object is made anew by it. */
  readonly customerKey?: CustomerKey;
}

export interface AppendResult extends PutObjectResult {
  /** Where the next piece goes: the length. */
  readonly nextPosition: number;
}

export interface SymlinkInput {
  readonly bucket: string;
  readonly key: string;
  /** In the same bucket, and no link itself. It need not be there. */
  readonly targetKey: string;
  readonly write?: ObjectWrite;
  readonly conditions?: WriteConditions;
}

export interface Symlink {
  readonly targetKey: string;
  readonly etag: string;
  readonly versionId: string | null;
}

export interface SaveProcessedInput {
  readonly bucket: string;
  readonly key: string;
  /** Of the provider's image processing. */
  readonly expression: string;
  /** Where the result goes; the same bucket when none is named. */
  readonly target: { readonly bucket?: string; readonly key: string };
}

export interface FetchAddressInput {
  readonly bucket: string;
  readonly key: string;
  readonly url: string;
  /** Sent as Host. */
  readonly host?: string;
  /** Base64; the result is refused when it has another. */
  readonly contentMd5?: string;
  readonly callback?: string;
  readonly storageClass?: string;
  /** False keeps an object of this key. */
  readonly replaces?: boolean;
}

export interface CorsQuestion {
  readonly bucket: string;
  /** The bucket itself when absent. */
  readonly key?: string;
  /** Scheme, host and port of a page. */
  readonly origin: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  /** Headers the page would send. */
  readonly headers?: readonly string[];
}

export interface CorsVerdict {
  /** What a browser makes of the answer. */
  readonly isAllowed: boolean;
  readonly allowedOrigin: string | null;
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number | null;
  readonly allowsCredentials: boolean;
}
