/** What a link or a form is limited by, when it ends before it was asked to: the keys that made it, or the provider. */
export type LinkLimit = 'provider-cap' | 'credential-expiry' | null;

/** Methods that a link can be for. */
export type LinkMethod = 'GET' | 'PUT' | 'HEAD' | 'DELETE';

/** What somebody without keys may upload. Sizes are bytes. */
export interface UploadForm {
  readonly bucket: string;
  /** The one key, or what every key begins with; the browser's file name follows then. */
  readonly key: { readonly exact: string } | { readonly prefix: string };
  readonly minBytes: number;
  /** Up to `limits.maxSinglePutBytes`. */
  readonly maxBytes: number;
  /** The one content type, or what it begins with, such as `image/`; any when left out. */
  readonly contentType?: { readonly exact: string } | { readonly prefix: string };
  /** 200, 201 (with a document) or 204; left out, the server's own. */
  readonly successStatus?: 200 | 201 | 204;
  /** Where a browser goes after the upload; not with `successStatus`. */
  readonly successRedirect?: string;
  /** Further fields with the one value each may have: `acl`, `x-amz-meta-…`, `x-amz-storage-class` and their kin. */
  readonly fields?: Readonly<Record<string, string>>;
  /** 1 to `limits.maxLinkLifetimeSeconds`. */
  readonly expiresInSeconds: number;
}

/**
 * Signatures for others. Nothing is sent, but to learn the region of a bucket that nothing is known about. What is
 * answered is a secret until it ends: it never goes into a log, an error or a file.
 *
 * Every method rejects with `authentication` and reason `anonymous` for a connection without keys, `read-only` where it
 * would let something be changed, and `invalid-input` with reason `link-lifetime`.
 */
export interface SharingGroup {
  /**
   * A link for one request without an Authorization header
   * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html,
   * https://www.tencentcloud.com/document/product/436/14116,
   * https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls).
   */
  presign(input: {
    method: LinkMethod;
    bucket: string;
    key: string;
    versionId?: string;
    expiresInSeconds: number;
    /** `response-content-disposition` and its kin, by header name. */
    responseHeaders?: Readonly<Record<string, string>>;
    /** Headers that whoever uses the link has to send just so; names in lower case. */
    headers?: Readonly<Record<string, string>>;
    /** Further parameters, such as those of image processing. */
    query?: readonly (readonly [name: string, value?: string])[];
    /** A domain of the bucket's own, in place of the provider's host. */
    domain?: string;
  }): Promise<{ url: string; expiresAtMs: number; limitedBy: LinkLimit }>;
  /**
   * A form that uploads one file to `url` by POST, `multipart/form-data`: the fields in their order, then the file as
   * `file`. `key` ends in `${filename}` where a prefix was asked for
   * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html,
   * https://www.tencentcloud.com/document/product/436/14690,
   * https://www.alibabacloud.com/help/en/oss/developer-reference/postobject). `invalid-input` with reason `form-size`.
   */
  presignPostPolicy(input: UploadForm): Promise<{
    url: string;
    fields: Readonly<Record<string, string>>;
    expiresAtMs: number;
    limitedBy: LinkLimit;
  }>;
  /**
   * The headers that authorize one chosen request, to be sent by another program. `bucket` and `key` null for a request
   * about the service or a bucket; `headers` are signed and have to be sent too. The lifetime can be chosen on COS; S3 and
   * OSS take a request within fifteen minutes of its signature.
   */
  getAuth(input: {
    method: string;
    bucket: string | null;
    key: string | null;
    query?: readonly (readonly [name: string, value?: string])[];
    headers?: Readonly<Record<string, string>>;
    /** 1 to 86,400; only where the provider lets it be chosen. */
    expiresInSeconds?: number;
  }): Promise<{ url: string; headers: Readonly<Record<string, string>>; expiresAtMs: number }>;
}
