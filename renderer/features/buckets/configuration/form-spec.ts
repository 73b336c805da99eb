import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import type { ProviderId } from '../../../../shared/model/connection.ts';
import type { Json } from './model-path.ts';

/**
 * A field of a form. `path` leads into the model, below the item for a field in a list. `label` and `hint` are message
 * keys below `configuration.fields.<document>`. `providers`: who has it; left out for all.
 */
interface FieldBase {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly providers?: readonly ProviderId[];
}

export type Field = FieldBase &
  /** An empty text is left out, unless the document needs the element (`keepsEmpty`). */
  (
    | {
        readonly kind: 'text';
        readonly isCode?: boolean;
        readonly placeholder?: string;
        readonly keepsEmpty?: boolean;
      }
    /** A whole number; `unit` is a key of `configuration.units`. */
    | { readonly kind: 'number'; readonly unit?: string; readonly min?: number }
    /** One of the words that the provider knows; with `none` none of them is a choice too. */
    | { readonly kind: 'choice'; readonly options: readonly string[]; readonly none?: boolean }
    /** `true` or absent. */
    | { readonly kind: 'flag' }
    /** A word for yes and one for no, shown as a tick. */
    | { readonly kind: 'switch'; readonly on: string; readonly off: string }
    /** Several of a few words. */
    | { readonly kind: 'checks'; readonly options: readonly string[] }
    /** Texts, one to a line. */
    | { readonly kind: 'lines'; readonly placeholder?: string }
    /** A part that is there or not. */
    | { readonly kind: 'section'; readonly fields: readonly Field[]; readonly empty: Json }
    /** Parts that repeat; `titlePath` is what an item is called by, where it has something there. */
    | {
        readonly kind: 'list';
        readonly fields: readonly Field[];
        readonly empty: Json;
        readonly titlePath?: string;
        /** Small items stand on one line each. */
        readonly isCompact?: boolean;
      }
  );

/** How a document is edited without its source. `empty` is what a bucket without the document begins with. */
export interface FormSpec {
  readonly empty: Json;
  /** Where a provider's document begins otherwise. */
  readonly emptyOf?: Readonly<Partial<Record<ProviderId, Json>>>;
  readonly fields: readonly Field[];
}

/** The documents that have a form: all but the policy, which has a page of its own. */
export type FormName = Exclude<DocumentName, 'policy'>;
