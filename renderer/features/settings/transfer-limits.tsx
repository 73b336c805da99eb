import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { BandwidthLimit, TransferWindow } from '../../../shared/model/transfer.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { formatMinute, mibOf, readMib, readMinute } from './limit-text.ts';
import styles from './settings-dialog.module.css';

type Change = (change: Pick<Settings, 'bandwidth'> | Pick<Settings, 'transferWindow'>) => void;

/** What a window is when it is first switched on: every night. */
const nights: TransferWindow = { fromMinute: 22 * 60, toMinute: 6 * 60, weekdays: [0, 1, 2, 3, 4, 5, 6] };
/** About 50 KiB/s: less is hardly a transfer any more. */
const stepMib = 0.05;
/** Monday first. */
const weekdays = [1, 2, 3, 4, 5, 6, 0];

/** How fast transfers may go over all, and at which hours. */
export function TransferLimits({
  values: { bandwidth, transferWindow },
  onChange,
}: {
  values: Pick<Settings, 'bandwidth' | 'transferWindow'>;
  onChange: Change;
}) {
  const t = useTranslations('settings');
  return (
    <>
      <h3 className={styles.part}>{t('limits')}</h3>
      <div className={styles.pair}>
        <LimitField
          label={t('up')}
          onChange={(upBytesPerSecond) => onChange({ bandwidth: { ...bandwidth, upBytesPerSecond } })}
          unlimited={t('unlimited')}
          value={bandwidth.upBytesPerSecond}
        />
        <LimitField
          label={t('down')}
          onChange={(downBytesPerSecond) => onChange({ bandwidth: { ...bandwidth, downBytesPerSecond } })}
          unlimited={t('unlimited')}
          value={bandwidth.downBytesPerSecond}
        />
      </div>
      <p className={styles.hint}>{t('limitHint')}</p>
      <Checkbox
        description={t('windowHint')}
        isSelected={transferWindow !== null}
        onChange={(isOn) => onChange({ transferWindow: isOn ? nights : null })}
      >
        {t('windowOn')}
      </Checkbox>
      {transferWindow === null ? null : (
        <Hours onChange={(window) => onChange({ transferWindow: window })} window={transferWindow} />
      )}
    </>
  );
}

/** A speed in MiB/s; empty is no limit. */
export function LimitField({
  label,
  value,
  unlimited,
  onChange,
}: {
  label: string;
  value: BandwidthLimit['upBytesPerSecond'];
  /** What an empty field means. */
  unlimited: string;
  onChange: (bytesPerSecond: number | null) => void;
}) {
  return (
    <NumberField
      label={label}
      min={stepMib}
      onChange={(mib) => onChange(readMib(mib))}
      placeholder={unlimited}
      step={stepMib}
      unit="MiB/s"
      value={mibOf(value)}
    />
  );
}

function Hours({ window, onChange }: { window: TransferWindow; onChange: (window: TransferWindow) => void }) {
  const t = useTranslations('settings');
  const locale = useLocale();
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const { fromMinute, toMinute } = window;
  const length = fromMinute === toMinute ? t('wholeDay') : toMinute < fromMinute ? t('overnight') : null;
  const toggle = (weekday: number, isOn: boolean) => {
    const kept = window.weekdays.filter((one) => one !== weekday);
    const chosen = isOn ? [...kept, weekday].toSorted() : kept;
    // Without a day there would be no window at all.
    if (chosen.length > 0) onChange({ ...window, weekdays: chosen });
  };
  return (
    <fieldset className={styles.hours}>
      <legend className={styles.hidden}>{t('window')}</legend>
      <div className={styles.pair}>
        <TimeField
          label={t('from')}
          minute={fromMinute}
          onChange={(minute) => onChange({ ...window, fromMinute: minute })}
        />
        <TimeField
          description={length}
          label={t('to')}
          minute={toMinute}
          onChange={(minute) => onChange({ ...window, toMinute: minute })}
        />
      </div>
      <fieldset className={styles.days}>
        <legend className={styles.hint}>{t('days')}</legend>
        {weekdays.map((weekday) => (
          <Checkbox
            isSelected={window.weekdays.includes(weekday)}
            key={weekday}
            onChange={(isOn) => toggle(weekday, isOn)}
          >
            {/* The fourth of January 1970 was a Sunday. */}
            {day.format(Date.UTC(1970, 0, 4 + weekday))}
          </Checkbox>
        ))}
      </fieldset>
    </fieldset>
  );
}

/** A time of day, taken when the field is left. */
function TimeField({
  label,
  minute,
  description = null,
  onChange,
}: {
  label: string;
  minute: number;
  description?: string | null;
  onChange: (minute: number) => void;
}) {
  const t = useTranslations('settings');
  const [typed, setTyped] = useState(formatMinute(minute));
  const read = readMinute(typed);
  const take = () => {
    if (read === null) return;
    setTyped(formatMinute(read));
    if (read !== minute) onChange(read);
  };
  return (
    <TextField
      description={description ?? ''}
      errorMessage={read === null ? t('timeWrong') : null}
      isCode
      label={label}
      maxLength={5}
      onBlur={take}
      onChange={setTyped}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
      value={typed}
    />
  );
}
