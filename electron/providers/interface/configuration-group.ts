import type {
  ConfigurationDocuments,
  ConfigurationName,
} from '../../../shared/model/configuration/documents.ts';
import type { PrefixPolicy } from '../../../shared/policy/prefix-policy.ts';
import type { AccessChange } from './access.ts';
import type { CallOptions } from './call-options.ts';

/**
 * The settings of a bucket, each a document that is read and replaced as a whole. The models in
 * `shared/model/configuration` say what is in them, with limits and the source of each; they keep what they have no
 * field for, so that reading, changing a field and writing loses nothing.
 *
 * Every method rejects with `not-found` when there is no such bucket, `access-denied`, and `not-offered` when the
 * provider or this server does not have the setting: refused with 405 or 501, or answered with something else.
 */
export interface ConfigurationGroup {
  /** null when the bucket has no such document; some servers say so of a missing bucket as well. */
  get<Name extends ConfigurationName>(
    input: { bucket: string; document: Name },
    options?: CallOptions,
  ): Promise<ConfigurationDocuments[Name] | null>;
  /**
   * Replaces the document; the same twice is as once. Sent with its MD5. `invalid-input` with the server's words for a
   * document that it does not take. `conflict` for a setting that contradicts another, such as suspending the
   * versioning of a bucket with lock.
   */
  put<Name extends ConfigurationName>(
    input: { bucket: string; document: Name; value: ConfigurationDocuments[Name] },
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Takes the document away; succeeds when there is none. `not-offered` with reason `no-removal` for one that can only
   * be changed, such as versioning. Of the object lock only the default goes.
   */
  delete(input: { bucket: string; document: ConfigurationName }, options?: CallOptions): Promise<void>;
  /**
   * Replaces who may do what with the bucket, in one of the forms of `AccessChange`; read it as the document `acl`. The
   * same twice is as once. `not-offered` with reason `acl-disabled` where the bucket's ownership has switched lists off.
   */
  putAcl(input: { bucket: string } & AccessChange, options?: CallOptions): Promise<void>;
  /** JSON text as the server gives it; null when there is no policy. */
  getPolicy(input: { bucket: string }, options?: CallOptions): Promise<string | null>;
  /** `invalid-input` with reason `policy-not-json` before anything is sent, or with the server's words. */
  putPolicy(input: { bucket: string; policy: string }, options?: CallOptions): Promise<void>;
  /** Succeeds when there is none. */
  deletePolicy(input: { bucket: string }, options?: CallOptions): Promise<void>;
  /** What the policy lets everybody do below `prefix`, which may be empty; `custom` when no single word says it. */
  getPrefixPolicy(
    input: { bucket: string; prefix: string },
    options?: CallOptions,
  ): Promise<PrefixPolicy | 'custom'>;
  /** Reads the policy, rewrites this prefix's statements and writes it back; other statements stay as they are. */
  setPrefixPolicy(
    input: { bucket: string; prefix: string; policy: PrefixPolicy },
    options?: CallOptions,
  ): Promise<void>;
}
