import type {
  ConfigurationDocuments,
  ConfigurationName,
} from '../../../shared/model/configuration/documents.ts';

/** How a dialect puts a document onto the wire. */
export interface DocumentForm<Model = never> {
  /** Name of the query parameter. */
  readonly subResource: string;
  readonly rootName: string;
  /** How it is taken away: by DELETE, by writing what stands for nothing, or not at all. */
  readonly removal: 'delete' | { readonly put: Model } | null;
  readonly isReadOnly?: true;
  /**
   * Servers, by the name they give, that cannot write it, and take its document for a malformed one of a new bucket.
   */
  readonly unwrittenBy?: RegExp;
  /** Codes beyond the usual ones by which a server says that there is none. */
  readonly missingCodes?: readonly string[];
}

/** The documents that a dialect has; one that is absent is not offered. */
export type ConfigurationForms = {
  readonly [Name in ConfigurationName]?: DocumentForm<ConfigurationDocuments[Name]>;
};

/** The forms that S3, COS and OSS have in common; a dialect adds to them and replaces what it does otherwise. */
export const commonForms = {
  cors: { subResource: 'cors', rootName: 'CORSConfiguration', removal: 'delete' },
  lifecycle: { subResource: 'lifecycle', rootName: 'LifecycleConfiguration', removal: 'delete' },
  versioning: { subResource: 'versioning', rootName: 'VersioningConfiguration', removal: null },
  tagging: { subResource: 'tagging', rootName: 'Tagging', removal: 'delete' },
  website: { subResource: 'website', rootName: 'WebsiteConfiguration', removal: 'delete' },
  logging: { subResource: 'logging', rootName: 'BucketLoggingStatus', removal: { put: {} } },
} as const satisfies ConfigurationForms;
