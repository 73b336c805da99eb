import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { useAppStore } from '../../../app/store.ts';
import { sectionOf } from './sections.ts';

/** Why a document cannot be read or written here, as far as it is known; null when nothing is known against it. */
export function useRefusal(document: DocumentName, what: 'reads' | 'writes'): string | null {
  const tReasons = useTranslations('errors.reasons');
  const capability = useAppStore((state) => {
    const { place } = state.configuration;
    if (place === null) return undefined;
    return state.connections.capabilities[place.connectionId]?.[sectionOf(document)[what]];
  });
  if (capability?.status !== 'not-offered') return null;
  const { reason, message } = capability;
  return tReasons.has(reason) ? tReasons(reason, { message }) : message;
}
