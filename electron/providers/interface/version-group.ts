import type { ObjectVersion } from '../../../shared/model/object.ts';
import type { CallOptions } from './call-options.ts';

export interface VersionGroup {
  listObjectVersions(
    input: {
      bucket: string;
      prefix: string;
      delimiter: string | null;
      token: string | null;
      maxKeys: number;
    },
    options?: CallOptions,
  ): Promise<{ versions: ObjectVersion[]; prefixes: string[]; nextToken: string | null }>;
}
