import { useTranslations } from 'use-intl';
import { providerIds } from '../../../shared/model/connection.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ColourField } from './colour-field.tsx';
import styles from './connection-dialog.module.css';
import { isHostFollowing, withEndpointText, withProvider } from './connection-place.ts';
import type { FormPartProps } from './form-part.ts';
import { providerForms } from './provider-forms.ts';
import { providerOfHost, vendorHosts } from './vendor-hosts.ts';
import { VendorPlaceFields } from './vendor-place-fields.tsx';

/** Name, provider and address; for a vendor's own service the address follows from network and region. */
export function ConnectionServerFields(props: FormPartProps) {
  const t = useTranslations('connections.form');
  const { form, problemOf, change, replace } = props;
  const hosts = vendorHosts[form.provider];
  const nativeProvider = providerOfHost(form.host);
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
      <Segmented
        label={t('provider')}
        onChange={(provider) => replace(withProvider(form, provider))}
        options={providerIds.map((value) => ({ value, label: t(`providers.${value}`) }))}
        value={form.provider}
      />
      {hosts === null ? null : <VendorPlaceFields {...props} hosts={hosts} />}
      <AddressFields {...props} />
      {form.network === 'custom-domain' ? (
        <TextField
          description={t('domainBucketHint')}
          errorMessage={problemOf('startBucket')}
          isCode
          label={t('domainBucket')}
          onChange={(startBucket) => change({ startBucket })}
          placeholder={providerForms[form.provider].bucketExample}
          value={form.startBucket}
        />
      ) : null}
      {nativeProvider === null || nativeProvider === form.provider ? null : (
        <Notice
          action={
            <Button onPress={() => replace(withProvider(form, nativeProvider))} size="small">
              {t('useNative')}
            </Button>
          }
          tone="accent"
        >
          {t('isNative', { provider: t(`providers.${nativeProvider}`) })}
        </Notice>
      )}
    </>
  );
}

function AddressFields({ form, problemOf, change, replace }: FormPartProps) {
  const t = useTranslations('connections.form');
  const { network, provider } = form;
  const isFollowing = isHostFollowing(form);
  return (
    <div className={styles.part}>
      <div className={isFollowing ? styles.followingRow : styles.endpointRow}>
        <Segmented
          label={t('protocol')}
          onChange={(protocol) => change({ usesTls: protocol === 'https' })}
          options={[
            { value: 'https', label: 'HTTPS' },
            { value: 'http', label: 'HTTP' },
          ]}
          value={form.usesTls ? 'https' : 'http'}
        />
        {isFollowing ? (
          <div className={styles.following}>
            <span className={styles.followingLabel}>{t('host')}</span>
            <output className={styles.followingHost}>
              {form.host === '' ? t('hostFollows') : form.host}
            </output>
          </div>
        ) : (
          <>
            <TextField
              errorMessage={problemOf('host')}
              isCode
              label={t(network === 'custom-domain' ? 'domain' : 'host')}
              onBlur={() => replace(withEndpointText(form, form.host))}
              onChange={(host) => change({ host })}
              onPaste={(event) => {
                const text = event.clipboardData.getData('text');
                // Only a whole address is taken apart; a piece of a name is pasted as usual.
                if (!/[:/]/.test(text)) return;
                event.preventDefault();
                replace(withEndpointText(form, text));
              }}
              placeholder={
                network === 'custom-domain' ? 'files.example.com' : providerForms[provider].hostExample
              }
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
          </>
        )}
      </div>
      {form.usesTls ? null : <p className={styles.warning}>{t('plainWarning')}</p>}
    </div>
  );
}
