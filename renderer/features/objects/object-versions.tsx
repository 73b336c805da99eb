import { useLocale, useTranslations } from 'use-intl';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatExactDate, formatMoment } from '../../../shared/format/dates.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { ObjectRow } from './listing.ts';
import styles from './object-inspector.module.css';
import type { ObjectsState } from './objects-slice.ts';
import type { Place } from './place.ts';
import { useAsked } from './use-object-info.ts';

const askVersions = (objects: ObjectsState, place: Place, key: string, signal: AbortSignal) =>
  objects.listVersions(place, key, signal);

/** The versions of one object, newest first. Without versioning there is the one that everybody sees. */
export function ObjectVersions({ place, object }: { place: Place; object: ObjectRow }) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  const asked = useAsked(place, object.key, object.etag, askVersions);
  const dates = { locale, nowMs: Date.now() };
  if (asked.status === 'failed') {
    return (
      <div className={styles.below}>
        <AppErrorNotice error={asked.error} lead={t('versionsFailed')} />
      </div>
    );
  }
  if (asked.status === 'loading') {
    return (
      <div aria-busy className={styles.below}>
        <Skeleton widthPx={180} />
        <Skeleton widthPx={160} />
      </div>
    );
  }
  if (asked.value.every(({ versionId }) => versionId === 'null' || versionId === '')) {
    return <p className={styles.none}>{t('noVersions')}</p>;
  }
  return (
    <ul className={styles.versions}>
      {asked.value.map((version) => (
        <li className={styles.versionRow} key={version.versionId}>
          <span className={styles.versionHead}>
            <time
              dateTime={new Date(version.modifiedAtMs).toISOString()}
              title={formatExactDate(version.modifiedAtMs, dates)}
            >
              {formatMoment(version.modifiedAtMs, dates)}
            </time>
            {version.isLatest ? <Tag tone="accent">{t('current')}</Tag> : null}
            {version.isDeleteMarker ? <Tag tone="bad">{t('deleteMarker')}</Tag> : null}
            <span className={styles.versionSize}>
              {version.isDeleteMarker ? null : formatBytes(version.sizeBytes, locale)}
            </span>
          </span>
          <code className={styles.versionId} title={version.versionId}>
            {version.versionId}
          </code>
        </li>
      ))}
    </ul>
  );
}
