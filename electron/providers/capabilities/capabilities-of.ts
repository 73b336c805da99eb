import type { Capabilities, Capability } from '../../../shared/model/capability.ts';
import type { Endpoint } from '../../../shared/model/connection.ts';
import type { OperationId } from '../../../shared/model/operations.ts';
import type { Dialect } from '../dialect.ts';
import { type NamedOperation, operations, operationTable } from './operation-table.ts';
import { refusalMessage } from './refusals.ts';
import { notOffered, type Operation, type Support } from './support.ts';

/** What the table says of an operation at this endpoint. */
export function supportAt(operation: Operation, dialect: Dialect, { host }: Endpoint): Support {
  const column = operation.by.length === 0 ? notOffered('not-built') : operation[dialect.id];
  if ('status' in column) return column;
  return dialect.isVendorHost(host) ? column.vendor : column.others;
}

/** What can be said of one operation before the server was asked anything. */
export function capabilityAt(id: OperationId, dialect: Dialect, endpoint: Endpoint): Capability {
  const support = supportAt(operationTable[id], dialect, endpoint);
  if (support.status === 'asked') return { status: 'unknown' };
  if (support.status !== 'not-offered') return support;
  return { ...support, message: refusalMessage(support.reason) };
}

/** What can be said of every operation before the server was asked anything. */
export function capabilitiesAt(dialect: Dialect, endpoint: Endpoint): Capabilities {
  const entries = operations.map(
    ({ id }: NamedOperation) => [id, capabilityAt(id, dialect, endpoint)] as const,
  );
  return Object.fromEntries(entries) as Capabilities;
}
