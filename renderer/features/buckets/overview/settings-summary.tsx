import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { DocumentName } from '../../../../shared/model/configuration/configured.ts';
import { useAppStore } from '../../../app/store.ts';
import { Tag, type Tone } from '../../../ui/tag.tsx';
import type { IndexedBucket } from '../../objects/index-slice.ts';
import { selectDocument } from '../configuration/configuration-slice.ts';
import type { DocumentState } from '../configuration/document-state.ts';
import { type Json, valueAt } from '../configuration/model-path.ts';
import styles from './settings-summary.module.css';

/** The settings that decide what can happen to a bucket's objects. */
const shown = ['policy', 'versioning', 'object-lock', 'encryption', 'lifecycle', 'replication'] as const;

/** In a word each: public or private, versioned, locked, encrypted, and what happens by itself. */
export function SettingsSummary({ place }: { place: IndexedBucket }) {
  const t = useTranslations('overview');
  return (
    <ul aria-label={t('settings')} className={styles.list}>
      {shown.map((document) => (
        <Summary document={document} key={`${place.connectionId}/${place.bucket}/${document}`} />
      ))}
    </ul>
  );
}

function Summary({ document }: { document: DocumentName }) {
  const t = useTranslations('overview');
  const tNames = useTranslations('configuration.names');
  const { load, select } = useAppStore((all) => all.configuration);
  const state = useAppStore((all) => selectDocument(all, document));
  useEffect(() => load(document), [document, load]);
  const { word, tone } = summaryOf(document, state);
  return (
    <li>
      <button className={styles.entry} onClick={() => select(document)} type="button">
        <span className={styles.name}>{tNames(document)}</span>
        <Tag tone={tone}>{t(`words.${word}`)}</Tag>
      </button>
    </li>
  );
}

type Word = 'loading' | 'unknown' | 'absent' | 'none' | 'on' | 'off' | 'public' | 'private' | 'denied';

/** What to say of a document. A policy that names everybody may still narrow them down: that is looked at on its page. */
export function summaryOf(document: DocumentName, state: DocumentState): { word: Word; tone: Tone } {
  const { status, error, loaded } = state;
  if (status === 'failed') {
    if (error?.kind === 'not-offered') return { word: 'absent', tone: 'neutral' };
    return { word: error?.kind === 'access-denied' ? 'denied' : 'unknown', tone: 'neutral' };
  }
  if (loaded === null) return { word: 'loading', tone: 'neutral' };
  const value = loaded.value as Json;
  if (document === 'policy') {
    if (loaded.source === '') return { word: 'private', tone: 'good' };
    return allowsEverybody(loaded.source) ? { word: 'public', tone: 'warn' } : { word: 'on', tone: 'accent' };
  }
  if (document === 'versioning') {
    const isOn = valueAt(value, 'status') === 'Enabled';
    return isOn ? { word: 'on', tone: 'good' } : { word: 'off', tone: 'neutral' };
  }
  if (document === 'object-lock')
    return valueAt(value, 'rule') === undefined
      ? { word: 'none', tone: 'neutral' }
      : { word: 'on', tone: 'good' };
  if (loaded.source === '') return { word: 'none', tone: 'neutral' };
  return { word: 'on', tone: 'good' };
}

function allowsEverybody(policy: string): boolean {
  try {
    const parsed = JSON.parse(policy) as { Statement?: unknown; statement?: unknown };
    const statements = [parsed.Statement ?? parsed.statement ?? []].flat() as Record<string, unknown>[];
    return statements.some((statement) => {
      const effect = String(statement.Effect ?? statement.effect).toLowerCase();
      const who = JSON.stringify(statement.Principal ?? statement.principal ?? '');
      return effect === 'allow' && /"\*"|anyone/.test(who);
    });
  } catch {
    return false;
  }
}
