import { useLocale, useTranslations } from 'use-intl';
import { type DatePlace, formatExactDate } from '../../../shared/format/dates.ts';
import type { ObjectInfo } from '../../../shared/model/object.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { ObjectRow } from './listing.ts';
import { ClassName } from './object-columns.tsx';
import styles from './object-inspector.module.css';
import type { ObjectsState } from './objects-slice.ts';
import type { Place } from './place.ts';
import { ExactSize, Property, PropertyList } from './property-list.tsx';
import { type Asked, useAsked } from './use-object-info.ts';
import { VisibleName } from './visible-name.tsx';

const askHead = (objects: ObjectsState, place: Place, key: string, signal: AbortSignal) =>
  objects.head(place, key, signal);

interface PropertiesProps {
  readonly place: Place;
  readonly object: ObjectRow;
}

/** What the list tells at once, filled up with what the object itself tells. */
export function GeneralProperties({ place, object }: PropertiesProps) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  const asked = useAsked(place, object.key, object.etag, askHead);
  const info = asked.status === 'ready' ? asked.value : null;
  const dates: DatePlace = { locale, nowMs: Date.now() };
  return (
    <>
      <PropertyList>
        <Property name={t('key')}>
          <VisibleName text={object.key} />
        </Property>
        <Property name={t('size')}>
          <ExactSize bytes={object.sizeBytes} />
        </Property>
        <Property name={t('modified')}>{formatExactDate(object.modifiedAtMs, dates)}</Property>
        <Property name={t('type')}>
          <Known asked={asked}>{(known) => known.headers.contentType ?? t('notSet')}</Known>
        </Property>
        <Property isCode name={t('etag')} title={object.etag}>
          {object.etag}
        </Property>
        {Object.entries(info?.checksums ?? {}).map(([algorithm, value]) => (
          <Property isCode key={algorithm} name={algorithm.toUpperCase()} title={value}>
            {value}
          </Property>
        ))}
        <Property name={t('class')}>
          <ClassName name={object.storageClass} />
        </Property>
        <Property name={t('encryption')}>
          <Known asked={asked}>{(known) => known.encryption ?? t('noEncryption')}</Known>
        </Property>
        <MoreProperties dates={dates} info={info} />
      </PropertyList>
      {asked.status === 'failed' ? (
        <div className={styles.below}>
          <AppErrorNotice error={asked.error} lead={t('headFailed')} />
        </div>
      ) : null}
    </>
  );
}

/** What only some objects have. */
function MoreProperties({ info, dates }: { info: ObjectInfo | null; dates: DatePlace }) {
  const t = useTranslations('objects.inspector');
  if (info === null) return null;
  const { retention } = info;
  return (
    <>
      <Property isCode name={t('version')} title={info.versionId ?? undefined}>
        {info.versionId}
      </Property>
      <Property name={t('parts')}>{info.partCount === null ? null : String(info.partCount)}</Property>
      <Property name={t('tags')}>{info.tagCount === 0 ? null : String(info.tagCount)}</Property>
      <Property name={t('restore')}>{info.restore}</Property>
      <Property name={t('retention')}>
        {retention === null
          ? null
          : t('retainedUntil', {
              mode: retention.mode,
              date: formatExactDate(retention.retainUntilMs, dates),
            })}
      </Property>
      <Property name={t('legalHold')}>{info.hasLegalHold ? <Tag tone="warn">{t('on')}</Tag> : null}</Property>
    </>
  );
}

function Known({ asked, children }: { asked: Asked<ObjectInfo>; children: (info: ObjectInfo) => string }) {
  if (asked.status === 'ready') return children(asked.value);
  return asked.status === 'loading' ? <Skeleton widthPx={96} /> : '–';
}

/** Standard headers, then the user's own metadata. */
export function MetadataProperties({ place, object }: PropertiesProps) {
  const t = useTranslations('objects.inspector');
  const asked = useAsked(place, object.key, object.etag, askHead);
  if (asked.status === 'failed') {
    return (
      <div className={styles.below}>
        <AppErrorNotice error={asked.error} lead={t('headFailed')} />
      </div>
    );
  }
  if (asked.status === 'loading') {
    return (
      <div aria-busy className={styles.below}>
        <Skeleton widthPx={180} />
        <Skeleton widthPx={140} />
        <Skeleton widthPx={160} />
      </div>
    );
  }
  const { headers, userMetadata } = asked.value;
  const own = Object.entries(userMetadata);
  return (
    <>
      <h3 className={styles.section}>{t('headers')}</h3>
      <PropertyList>
        <Property name="Content-Type">{headers.contentType ?? t('notSet')}</Property>
        <Property name="Cache-Control">{headers.cacheControl}</Property>
        <Property name="Content-Disposition">{headers.contentDisposition}</Property>
        <Property name="Content-Encoding">{headers.contentEncoding}</Property>
        <Property name="Content-Language">{headers.contentLanguage}</Property>
        <Property name="Expires">{headers.expires}</Property>
      </PropertyList>
      <h3 className={styles.section}>{t('userMetadata')}</h3>
      {own.length === 0 ? <p className={styles.none}>{t('noMetadata')}</p> : null}
      <PropertyList>
        {own.map(([name, value]) => (
          <Property key={name} name={name}>
            <VisibleName text={value} />
          </Property>
        ))}
      </PropertyList>
    </>
  );
}
