import type { ObjectHeaders } from '../../../shared/model/object.ts';

export interface ObjectWrite {
  readonly headers?: Partial<ObjectHeaders>;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface PutObjectResult {
  readonly etag: string;
  readonly versionId: string | null;
  readonly checksums: Readonly<Record<string, string>>;
}
