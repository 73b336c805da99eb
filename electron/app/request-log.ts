import type { RequestRecord } from '../providers/provider-options.ts';
import type { Log } from './log.ts';

/**
 * Writes a line for every request to a storage server that failed, with what its operator would ask for: operation,
 * status, code and request id. Never the path, which names what the user keeps there.
 */
export function logFailedRequests(log: Log): (connectionId: string, record: RequestRecord) => void {
  return (connectionId, record) => {
    if (record.errorKind === null) return;
    const { operation, attempt, method, status, durationMs, requestId, errorKind, errorCode } = record;
    const shown = { operation, attempt, method, status, durationMs, requestId, errorKind, errorCode };
    log.warn('request', { connectionId, ...shown });
  };
}
