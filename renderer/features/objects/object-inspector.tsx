import { Download, Info, Link } from 'lucide-react';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../shared/format/bytes.ts';
import { useAppStore } from '../../app/store.ts';
import { useCommand } from '../../app/use-commands.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { FileIcon } from './file-icon.tsx';
import { FolderSummary } from './folder-summary.tsx';
import { isFolderRow, type ObjectRow, objectAt, rowCount, rowKey, rowName } from './listing.ts';
import styles from './object-inspector.module.css';
import { GeneralProperties, MetadataProperties } from './object-properties.tsx';
import { ObjectVersions } from './object-versions.tsx';
import { mainPane, type PaneId, selectPane } from './objects-slice.ts';
import type { Pane } from './pane.ts';
import type { Place } from './place.ts';
import { ExactSize, Property, PropertyList } from './property-list.tsx';
import { VisibleName } from './visible-name.tsx';

/** What is known about the selection: properties of one object, a sum of many, or where the pane is. */
export function ObjectInspector({ paneId = mainPane }: { paneId?: PaneId }) {
  const t = useTranslations('objects.inspector');
  const pane = useAppStore((state) => selectPane(state, paneId));
  const { place, selection, listing } = pane;
  if (place === null) return <EmptyState icon={Info} title={t('nothing')} />;
  const [row] = selection.rows;
  const object = row === undefined ? null : objectAt(listing, row);
  return (
    <div className={styles.inspector}>
      <div className={styles.content}>
        {selection.rows.size > 1 ? (
          <ManySummary pane={pane} />
        ) : row === undefined ? (
          <PlaceSummary pane={pane} place={place} />
        ) : isFolderRow(row) ? (
          <FolderSummary key={rowKey(listing, row)} place={place} prefix={rowKey(listing, row)} />
        ) : object === null ? null : (
          <OneObject key={object.key} name={rowName(listing, row)} object={object} place={place} />
        )}
      </div>
      {selection.rows.size === 0 ? null : <Actions />}
    </div>
  );
}

function Actions() {
  const download = useCommand('objects.download');
  const share = useCommand('objects.share');
  return (
    <footer className={styles.actions}>
      <Button disabledReason={download.disabledReason} icon={Download} onPress={download.perform}>
        {download.label}
      </Button>
      <Button disabledReason={share.disabledReason} icon={Link} onPress={share.perform}>
        {share.label}
      </Button>
    </footer>
  );
}

type TabId = 'general' | 'metadata' | 'versions';

function OneObject({ place, object, name }: { place: Place; object: ObjectRow; name: string }) {
  const t = useTranslations('objects.inspector');
  const [tab, setTab] = useState<TabId>('general');
  return (
    <>
      <h2 className={styles.title}>
        <FileIcon isFolder={false} name={object.key} />
        <span className={styles.titleWords} title={name}>
          <VisibleName text={name} />
        </span>
      </h2>
      <Tabs<TabId>
        label={t('tabs')}
        onChange={setTab}
        tabs={[
          {
            id: 'general',
            label: t('general'),
            content: <GeneralProperties object={object} place={place} />,
          },
          {
            id: 'metadata',
            label: t('metadata'),
            content: <MetadataProperties object={object} place={place} />,
          },
          { id: 'versions', label: t('versions'), content: <ObjectVersions object={object} place={place} /> },
        ]}
        value={tab}
      />
    </>
  );
}

function ManySummary({ pane }: { pane: Pane }) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  let folderCount = 0;
  let bytes = 0;
  for (const row of pane.selection.rows) {
    if (isFolderRow(row)) folderCount += 1;
    else bytes += objectAt(pane.listing, row)?.sizeBytes ?? 0;
  }
  const objectCount = pane.selection.rows.size - folderCount;
  return (
    <>
      <h2 className={styles.title}>
        {t('selected', {
          count: pane.selection.rows.size,
          shown: formatCount(pane.selection.rows.size, locale),
        })}
      </h2>
      <PropertyList>
        <Property name={t('objects')}>{formatCount(objectCount, locale)}</Property>
        <Property name={t('size')}>
          <ExactSize bytes={bytes} />
        </Property>
        {folderCount === 0 ? null : (
          <Property name={t('folders')}>
            {formatCount(folderCount, locale)} <span className={styles.dim}>{t('notCounted')}</span>
          </Property>
        )}
      </PropertyList>
    </>
  );
}

function PlaceSummary({ pane, place }: { pane: Pane; place: Place }) {
  const t = useTranslations('objects.inspector');
  const locale = useLocale();
  const { listing, status } = pane;
  const isListed = status === 'ready' || status === 'refreshing';
  const count = formatCount(rowCount(listing), locale);
  return (
    <>
      <h2 className={styles.title}>
        <span className={styles.titleWords}>
          <VisibleName text={place.prefix === '' ? place.bucket : place.prefix} />
        </span>
      </h2>
      <PropertyList>
        <Property name={t('bucket')}>{place.bucket}</Property>
        <Property name={t('prefix')}>
          {place.prefix === '' ? null : <VisibleName text={place.prefix} />}
        </Property>
        {isListed ? (
          <>
            <Property name={t('items')}>{pane.nextToken === null ? count : t('andMore', { count })}</Property>
            <Property name={t('size')}>
              {formatBytes(listing.totalBytes, locale)}{' '}
              <span className={styles.dim}>{listing.folders.length > 0 ? t('withoutFolders') : null}</span>
            </Property>
          </>
        ) : null}
      </PropertyList>
    </>
  );
}
