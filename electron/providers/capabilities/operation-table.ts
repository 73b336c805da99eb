import { type OperationId, operationIds } from '../../../shared/model/operations.ts';
import { advancedBucketRows, bucketRows } from './bucket-rows.ts';
import { configurationRows } from './configuration-rows.ts';
import { connectionRows } from './connection-rows.ts';
import { objectRows } from './object-rows.ts';
import { sharingRows } from './sharing-rows.ts';
import type { Carrier, MethodPath, Operation } from './support.ts';
import { transferRows } from './transfer-rows.ts';

const rows = {
  ...connectionRows,
  ...bucketRows,
  ...configurationRows,
  ...advancedBucketRows,
  ...objectRows,
  ...transferRows,
  ...sharingRows,
} satisfies Record<OperationId, Operation>;

type Named = Extract<(typeof rows)[OperationId]['by'][number], { path: MethodPath }>['path'];

/** Does not compile while the provider has a method that no row of the table names. */
type EveryMethodHasItsRow<Unnamed extends never = Exclude<MethodPath, Named>> = Unnamed;

/**
 * What the storage client can do, where that is in the code, and which provider has it. A row cannot name a method, a
 * parameter or an option that is not there, and no method of the provider can be without a row.
 */
export const operationTable: Readonly<Record<OperationId, Operation>> & {
  readonly [unnamed in EveryMethodHasItsRow]: never;
} = rows;

/** One row with its name. */
export interface NamedOperation extends Operation {
  readonly id: OperationId;
}

/** The table in its order. */
export const operations: readonly NamedOperation[] = operationIds.map((id) => ({
  id,
  ...operationTable[id],
}));

/** Carriers that are methods, the settings' own among them. */
export function methodsOf({ by }: Operation): Extract<Carrier, { path: MethodPath }>[] {
  return by.filter((carrier) => carrier.kind === 'method' || carrier.kind === 'document');
}
