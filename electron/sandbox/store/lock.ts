import type { StoredVersion } from './model.ts';
import { StoreError } from './store-error.ts';

/** Who asks to remove a version that may be locked. */
export interface LockAsk {
  readonly nowMs: number;
  /** The caller may step over `GOVERNANCE` and asked to. */
  readonly bypassesGovernance: boolean;
}

/** True when the version may not be removed: a legal hold, or a retention that has not run out. */
export function isLocked({ attributes }: StoredVersion, { nowMs, bypassesGovernance }: LockAsk): boolean {
  const { retention, hasLegalHold = false } = attributes;
  if (hasLegalHold) return true;
  if (retention === undefined || retention.untilMs <= nowMs) return false;
  return retention.mode === 'COMPLIANCE' || !bypassesGovernance;
}

/** Throws StoreError `locked` for a version that may not be removed. */
export function checkUnlocked(version: StoredVersion, ask: LockAsk): void {
  if (isLocked(version, ask)) throw new StoreError('locked');
}
