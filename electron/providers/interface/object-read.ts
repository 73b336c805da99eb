import type { ObjectHeaders } from '../../../shared/model/object.ts';
import type { CustomerKey } from '../customer-key.ts';
import type { ReadConditions, ReadRange } from './conditions.ts';

/** Parameters and headers that no field stands for; names that sign, address or frame a request are `invalid-input`. */
export interface RequestExtras {
  readonly extraQuery?: Readonly<Record<string, string>>;
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** What a read of an object is asked by. */
export interface ObjectRead extends RequestExtras {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly conditions?: ReadConditions;
  /** One part of an object that was uploaded in parts, from 1. */
  readonly partNumber?: number;
  /** The key it was stored with. `not-offered` where there are none; `invalid-input` without TLS. */
  readonly customerKey?: CustomerKey;
  /** Asks for the stored checksums where they are not given anyway; on AWS it takes the right to use the KMS key. */
  readonly hasChecksums?: boolean;
  /** `requester` pays the transfer. */
  readonly payer?: 'requester';
  /** Account the bucket must belong to. */
  readonly expectedOwner?: string;
}

/** Headers for the server to answer with instead of the stored ones. An anonymous request cannot ask for them. */
export type ResponseHeaders = Readonly<Partial<Record<keyof ObjectHeaders, string>>>;

/** What a download is asked by. */
export interface ObjectGet extends ObjectRead {
  readonly range?: ReadRange;
  readonly responseHeaders?: ResponseHeaders;
  /** An expression of the provider's image processing: the result is delivered instead of the object. */
  readonly process?: string;
}
