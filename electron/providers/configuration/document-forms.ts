import type {
  ConfigurationDocuments,
  ConfigurationName,
} from '../../../shared/model/configuration/documents.ts';
import type { RefusalName } from '../capabilities/refusals.ts';
import type { StorageClient } from '../client/storage-client.ts';
import type { CallOptions } from '../interface/call-options.ts';

interface Place {
  readonly bucket: string;
}

/** How a dialect puts a document onto the wire. */
export interface DocumentForm<Model = never> {
  /** Name of the query parameter. */
  readonly subResource: string;
  readonly rootName: string;
  /**
   * How it is taken away: by DELETE, by writing what stands for nothing or nothing at all, in the dialect's own way, or
   * not at all.
   */
  readonly removal:
    | 'delete'
    | 'put-nothing'
    | { readonly put: Model }
    | ((client: StorageClient, input: Place, options: CallOptions) => Promise<void>)
    | null;
  /** Why it can be read only. */
  readonly isReadOnly?: RefusalName;
  /**
   * Servers, by the name they give, that cannot write it, and take its document for a malformed one of a new bucket.
   */
  readonly unwrittenBy?: RegExp;
  /** Codes beyond the usual ones by which a server says that there is none. */
  readonly missingCodes?: readonly string[];
  /** The dialect's own names of elements. */
  readonly spellings?: Readonly<Record<string, string>>;
  /** Makes of a model what the provider takes. */
  readonly prepare?: (value: Model) => Model;
  /** Instead of replacing the document as a whole. */
  readonly write?: (
    client: StorageClient,
    input: Place & { readonly value: Model },
    options: CallOptions,
  ) => Promise<void>;
}

/** A document that the provider has not, made of something that it has. */
export interface EmulatedForm<Model = never> {
  readonly emulation: {
    read(client: StorageClient, input: Place, options: CallOptions): Promise<Model | null>;
    write(
      client: StorageClient,
      input: Place & { readonly value: Model },
      options: CallOptions,
    ): Promise<void>;
    remove(client: StorageClient, input: Place, options: CallOptions): Promise<void>;
  };
}

/** The documents that a dialect has; one that is absent is not offered. */
export type ConfigurationForms = {
  readonly [Name in ConfigurationName]?:
    | DocumentForm<ConfigurationDocuments[Name]>
    | EmulatedForm<ConfigurationDocuments[Name]>;
};

/** The forms that S3, COS and OSS have in common; a dialect adds to them and replaces what it does otherwise. */
export const commonForms = {
  cors: { subResource: 'cors', rootName: 'CORSConfiguration', removal: 'delete' },
  lifecycle: {
    subResource: 'lifecycle',
    rootName: 'LifecycleConfiguration',
    removal: 'delete',
    prepare: ({ rules, ...rest }) => ({
      ...rest,
      rules: rules.map((rule) => (rule.filter ? { ...rule, filter: joinConditions(rule.filter) } : rule)),
    }),
  },
  versioning: { subResource: 'versioning', rootName: 'VersioningConfiguration', removal: null },
  tagging: { subResource: 'tagging', rootName: 'Tagging', removal: 'delete' },
  website: { subResource: 'website', rootName: 'WebsiteConfiguration', removal: 'delete' },
  logging: { subResource: 'logging', rootName: 'BucketLoggingStatus', removal: { put: {} } },
} as const satisfies {
  readonly [Name in ConfigurationName]?: DocumentForm<ConfigurationDocuments[Name]>;
};

type Filter = NonNullable<ConfigurationDocuments['lifecycle']['rules'][number]['filter']>;

/**
 * A filter holds one condition, and several only inside `And`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRuleFilter.html). What a model says beside each other is
 * put there.
 */
function joinConditions(filter: Filter): Filter {
  const { prefix, tag, objectSizeGreaterThanBytes, objectSizeLessThanBytes, and, ...rest } = filter;
  const conditions = [prefix, tag, objectSizeGreaterThanBytes, objectSizeLessThanBytes];
  if (and !== undefined || conditions.filter((condition) => condition !== undefined).length < 2)
    return filter;
  return {
    ...rest,
    and: {
      ...(prefix === undefined ? {} : { prefix }),
      tags: tag === undefined ? [] : [tag],
      ...(objectSizeGreaterThanBytes === undefined ? {} : { objectSizeGreaterThanBytes }),
      ...(objectSizeLessThanBytes === undefined ? {} : { objectSizeLessThanBytes }),
    },
  };
}
