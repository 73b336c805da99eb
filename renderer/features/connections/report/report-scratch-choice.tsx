import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { Connection } from '../../../../shared/model/connection.ts';
import type { ReportScratch } from '../../../../shared/model/report-card.ts';
import { useAppStore, useAppStoreApi } from '../../../app/store.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { Select } from '../../../ui/select.tsx';
import { selectBucketList } from '../../buckets/buckets-slice.ts';
import styles from './report-dialog.module.css';

const choices = ['none', 'bucket', 'new-bucket'] as const satisfies readonly ReportScratch['type'][];

/** Where a run may write. A read-only connection only reads. */
export function ReportScratchChoice({
  connection,
  value,
  onChange,
}: {
  connection: Connection;
  value: ReportScratch;
  onChange: (scratch: ReportScratch) => void;
}) {
  const t = useTranslations('connections.report');
  const store = useAppStoreApi();
  const { buckets } = useAppStore((state) => selectBucketList(state, connection.id));

  useEffect(() => store.getState().buckets.load(connection.id), [store, connection.id]);

  const choose = (type: ReportScratch['type']) =>
    onChange(
      type === 'bucket' ? { type, bucket: buckets.length === 1 ? (buckets[0]?.name ?? '') : '' } : { type },
    );
  return (
    <div className={styles.scratch}>
      <Segmented
        isDisabled={connection.isReadOnly}
        label={t('scratch')}
        onChange={choose}
        options={choices.map((type) => ({
          value: type,
          label: t(`scratches.${type}`),
          isDisabled: type === 'bucket' && buckets.length === 0,
        }))}
        value={value.type}
      />
      {value.type === 'bucket' ? (
        <div className={styles.bucket}>
          <Select
            label={t('bucket')}
            onChange={(bucket) => onChange({ type: 'bucket', bucket })}
            options={buckets.map(({ name }) => ({ value: name, label: name }))}
            placeholder={t('bucketPlaceholder')}
            value={value.bucket === '' ? null : value.bucket}
          />
        </div>
      ) : null}
      <p className={styles.hint}>
        {connection.isReadOnly ? `${t('readOnly')} · ` : ''}
        {t(`scratchHints.${value.type}`)}
      </p>
    </div>
  );
}
