import type { Connection } from '../../../shared/model/connection.ts';
import type { ConnectionForm, FormField } from './connection-form.ts';

/** What every part of the connection form is given. */
export interface FormPartProps {
  readonly form: ConnectionForm;
  /** The saved connection; null for a new one. */
  readonly connection: Connection | null;
  /** What is wrong with a field, in words; null while nothing is known to be. */
  readonly problemOf: (field: FormField) => string | null;
  readonly change: (part: Partial<ConnectionForm>) => void;
  readonly replace: (form: ConnectionForm) => void;
}
