import { Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslations } from 'use-intl';
import { type Connection, connectionColours } from '../../../shared/model/connection.ts';
import styles from './colour-field.module.css';
import { ConnectionDot } from './connection-dot.tsx';

/** Chooses the colour a connection is marked with. */
export function ColourField({
  value,
  onChange,
}: {
  value: Connection['colour'];
  onChange: (colour: Connection['colour']) => void;
}) {
  const t = useTranslations('connections.form');
  return (
    <RadioGroup
      className={styles.field ?? ''}
      onChange={(chosen) => {
        const colour = connectionColours.find((one) => one === chosen);
        if (colour !== undefined) onChange(colour);
      }}
      orientation="horizontal"
      value={value}
    >
      <Label className={styles.label ?? ''}>{t('colour')}</Label>
      <div className={styles.options}>
        {connectionColours.map((colour) => (
          <Radio
            aria-label={t(`colours.${colour}`)}
            className={styles.option ?? ''}
            key={colour}
            value={colour}
          >
            <ConnectionDot colour={colour} />
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
