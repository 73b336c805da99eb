import { useTranslations } from 'use-intl';
import { Segmented } from '../../ui/segmented.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ColourField } from './colour-field.tsx';
import styles from './connection-dialog.module.css';
import { withEndpointText } from './connection-form.ts';
import type { FormPartProps } from './form-part.ts';

/** Name, provider, address and region. */
export function ConnectionServerFields({ form, problemOf, change, replace }: FormPartProps) {
  const t = useTranslations('connections.form');
  return (
    <>
      <div className={styles.nameRow}>
        <TextField
          autoFocus
          errorMessage={problemOf('name')}
          label={t('name')}
          maxLength={80}
          onChange={(name) => change({ name })}
          placeholder={t('namePlaceholder')}
          value={form.name}
        />
        <ColourField onChange={(colour) => change({ colour })} value={form.colour} />
      </div>
      <div className={styles.part}>
        <Segmented
          label={t('provider')}
          onChange={(provider) => change({ provider })}
          options={[
            { value: 's3', label: t('providers.s3') },
            { value: 'cos', label: t('providers.cos'), isDisabled: true },
            { value: 'oss', label: t('providers.oss'), isDisabled: true },
          ]}
          value={form.provider}
        />
        <p className={styles.hint}>{t('providersLater')}</p>
      </div>
      <div className={styles.endpointRow}>
        <Segmented
          label={t('protocol')}
          onChange={(protocol) => change({ usesTls: protocol === 'https' })}
          options={[
            { value: 'https', label: 'HTTPS' },
            { value: 'http', label: 'HTTP' },
          ]}
          value={form.usesTls ? 'https' : 'http'}
        />
        <TextField
          errorMessage={problemOf('host')}
          isCode
          label={t('host')}
          onBlur={() => replace(withEndpointText(form, form.host))}
          onChange={(host) => change({ host })}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text');
            // Only a whole address is taken apart; a piece of a name is pasted as usual.
            if (!/[:/]/.test(text)) return;
            event.preventDefault();
            replace(withEndpointText(form, text));
          }}
          placeholder="s3.eu-west-1.amazonaws.com"
          value={form.host}
        />
        <TextField
          errorMessage={problemOf('port')}
          isCode
          label={t('port')}
          onChange={(port) => change({ port })}
          placeholder={form.usesTls ? '443' : '80'}
          value={form.port}
        />
      </div>
      {form.usesTls ? null : <p className={styles.warning}>{t('plainWarning')}</p>}
    </>
  );
}
