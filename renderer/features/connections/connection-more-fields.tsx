import { useTranslations } from 'use-intl';
import { Checkbox } from '../../ui/checkbox.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { LimitField } from '../settings/transfer-limits.tsx';
import styles from './connection-dialog.module.css';
import { isSelectableNetwork } from './connection-place.ts';
import type { FormPartProps } from './form-part.ts';
import { providerForms } from './provider-forms.ts';
import { vendorHosts } from './vendor-hosts.ts';

/** Addressing, trust, proxy, times and where to begin: what most connections leave as it is. */
export function ConnectionMoreFields(props: FormPartProps) {
  const t = useTranslations('connections.form');
  const { form, problemOf, change } = props;
  return (
    <div className={styles.more}>
      <DialectFields {...props} />
      {form.usesTls ? <TrustFields {...props} /> : null}
      <ProxyFields {...props} />
      <div className={styles.pair}>
        <NumberField
          description={t('connectTimeoutHint')}
          errorMessage={problemOf('connectTimeoutSeconds')}
          label={t('connectTimeout')}
          max={120}
          min={1}
          onChange={(connectTimeoutSeconds) => change({ connectTimeoutSeconds })}
          unit={t('seconds')}
          value={form.connectTimeoutSeconds}
        />
        <NumberField
          description={t('idleTimeoutHint')}
          errorMessage={problemOf('idleTimeoutSeconds')}
          label={t('idleTimeout')}
          max={600}
          min={1}
          onChange={(idleTimeoutSeconds) => change({ idleTimeoutSeconds })}
          unit={t('seconds')}
          value={form.idleTimeoutSeconds}
        />
      </div>
      <div className={styles.part}>
        <div className={styles.pair}>
          <LimitField
            label={t('upLimit')}
            onChange={(upBytesPerSecond) => change({ upBytesPerSecond })}
            unlimited={t('unlimited')}
            value={form.upBytesPerSecond}
          />
          <LimitField
            label={t('downLimit')}
            onChange={(downBytesPerSecond) => change({ downBytesPerSecond })}
            unlimited={t('unlimited')}
            value={form.downBytesPerSecond}
          />
        </div>
        <p className={styles.hint}>{t('limitHint')}</p>
      </div>
      <div className={styles.part}>
        <TextField
          description={t('appNameHint')}
          errorMessage={problemOf('appName')}
          isCode
          label={t('appName')}
          maxLength={64}
          onChange={(appName) => change({ appName })}
          value={form.appName}
        />
        <Checkbox
          description={t('checksCrcHint')}
          isSelected={form.checksCrc}
          onChange={(checksCrc) => change({ checksCrc })}
        >
          {t('checksCrc')}
        </Checkbox>
      </div>
      <div className={styles.part}>
        <div className={styles.pair}>
          {form.network === 'custom-domain' ? null : (
            <TextField
              errorMessage={problemOf('startBucket')}
              isCode
              label={t('startBucket')}
              onChange={(startBucket) => change({ startBucket })}
              value={form.startBucket}
            />
          )}
          <TextField
            isCode
            label={t('startPrefix')}
            onChange={(startPrefix) => change({ startPrefix })}
            placeholder="folder/"
            value={form.startPrefix}
          />
        </div>
        {form.network === 'custom-domain' ? null : <p className={styles.hint}>{t('startHint')}</p>}
      </div>
    </div>
  );
}

/** How buckets are named and requests signed, where the provider leaves a choice. */
function DialectFields({ form, change }: FormPartProps) {
  const t = useTranslations('connections.form');
  const { addressings, signatureVersions } = providerForms[form.provider];
  const hosts = vendorHosts[form.provider];
  return (
    <>
      {hosts === null && isSelectableNetwork(form.host) ? (
        <Select
          label={t('network')}
          onChange={(network) => change({ network })}
          options={(['own-server', 'accelerate', 'dual-stack'] as const).map((value) => ({
            value,
            label: t(value === 'own-server' ? 'networkOfHost' : `networks.${value}`),
            description: value === 'own-server' ? undefined : t(`networkHints.${value}`),
          }))}
          value={form.network}
        />
      ) : null}
      {(hosts === null || form.network === 'own-server') && addressings.length > 1 ? (
        <Select
          description={t(`addressingHints.${form.provider}`)}
          label={t('addressing')}
          onChange={(addressing) => change({ addressing })}
          options={addressings.map((value) => ({ value, label: t(`addressings.${value}`) }))}
          value={form.addressing}
        />
      ) : null}
      {signatureVersions.length > 1 ? (
        <div className={styles.part}>
          <Segmented
            label={t('signatureVersion')}
            onChange={(signatureVersion) => change({ signatureVersion })}
            options={signatureVersions.map((value) => ({ value, label: value.toUpperCase() }))}
            value={form.signatureVersion}
          />
          <p className={styles.hint}>{t(`signatureHints.${form.signatureVersion}`)}</p>
        </div>
      ) : null}
    </>
  );
}

function TrustFields({ form, problemOf, change }: FormPartProps) {
  const t = useTranslations('connections.form');
  return (
    <div className={styles.part}>
      <Segmented
        label={t('trust')}
        onChange={(trust) => change({ trust })}
        options={(['system', 'custom-ca', 'pinned'] as const).map((value) => ({
          value,
          label: t(`trusts.${value}`),
        }))}
        value={form.trust}
      />
      {form.trust === 'custom-ca' ? (
        <TextField
          description={t('caFileHint')}
          errorMessage={problemOf('caFilePath')}
          isCode
          label={t('caFile')}
          onChange={(caFilePath) => change({ caFilePath })}
          value={form.caFilePath}
        />
      ) : null}
      {form.trust === 'pinned' ? (
        <TextField
          description={t('fingerprintHint')}
          errorMessage={problemOf('fingerprint')}
          isCode
          label={t('fingerprint')}
          onChange={(fingerprint) => change({ fingerprint })}
          value={form.fingerprint}
        />
      ) : null}
    </div>
  );
}

function ProxyFields({ form, problemOf, change }: FormPartProps) {
  const t = useTranslations('connections.form');
  return (
    <div className={styles.part}>
      <Segmented
        label={t('proxy')}
        onChange={(proxy) => change({ proxy })}
        options={(['environment', 'none', 'url'] as const).map((value) => ({
          value,
          label: t(`proxies.${value}`),
        }))}
        value={form.proxy}
      />
      {form.proxy === 'url' ? (
        <>
          <div className={styles.proxyRow}>
            <TextField
              errorMessage={problemOf('proxyHost')}
              isCode
              label={t('proxyHost')}
              onChange={(proxyHost) => change({ proxyHost })}
              value={form.proxyHost}
            />
            <TextField
              errorMessage={problemOf('proxyPort')}
              isCode
              label={t('proxyPort')}
              onChange={(proxyPort) => change({ proxyPort })}
              placeholder="3128"
              value={form.proxyPort}
            />
          </div>
          <div className={styles.pair}>
            <TextField
              isCode
              label={t('proxyUsername')}
              onChange={(proxyUsername) => change({ proxyUsername })}
              value={form.proxyUsername}
            />
            <TextField
              isCode
              isDisabled={form.proxyUsername.trim() === ''}
              label={t('proxyPassword')}
              onChange={(proxyPassword) => change({ proxyPassword })}
              placeholder={form.hasStoredProxyUser ? t('proxyPasswordKept') : undefined}
              type="password"
              value={form.proxyPassword}
            />
          </div>
        </>
      ) : null}
    </div>
  );
}
