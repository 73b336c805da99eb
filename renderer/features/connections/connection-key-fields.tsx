import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { type CredentialSource, environmentVariables } from '../../../shared/model/connection.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useAppStore } from '../../app/store.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './connection-dialog.module.css';
import type { AwsProfile } from './connections-slice.ts';
import type { FormPartProps } from './form-part.ts';
import { providerForms } from './provider-forms.ts';
import { RegionField } from './region-field.tsx';
import { vendorHosts } from './vendor-hosts.ts';

/** Where the keys come from, and the keys themselves on their only way: inwards. */
export function ConnectionKeyFields(props: FormPartProps) {
  const t = useTranslations('connections.form');
  const { form, problemOf, change } = props;
  const { sources } = providerForms[form.provider];
  const { id, secret } = environmentVariables[form.provider];
  const hintOf = (source: CredentialSource['type']) =>
    source === 'environment' ? t('environmentHint', { id, secret }) : t(`sourceHints.${source}`);
  return (
    <div className={styles.part}>
      <div className={styles.pair}>
        <Select
          label={t('source')}
          onChange={(source) => change({ source })}
          options={sources.map((value) => ({
            value,
            label: t(`sources.${value}`),
            description: hintOf(value),
          }))}
          value={form.source}
        />
        {vendorHosts[form.provider] === null ? (
          <RegionField
            errorMessage={problemOf('region')}
            onChange={(region) => change({ region })}
            placeholder={t('regionPlaceholder')}
            provider={form.provider}
            value={form.region}
          />
        ) : null}
      </div>
      {form.source === 'keys' ? <KeyFields {...props} /> : null}
      {form.source === 'aws-profile' ? <AwsProfileField {...props} /> : null}
      {form.source === 'environment' || form.source === 'anonymous' ? (
        <p className={styles.hint}>{hintOf(form.source)}</p>
      ) : null}
    </div>
  );
}

function KeyFields({ form, connection, problemOf, change }: FormPartProps) {
  const t = useTranslations('connections.form');
  const tKey = useTranslations(`connections.form.keyNames.${form.provider}`);
  const vault = useAppStore((state) => state.settings.hostInfo?.vault ?? null);
  if (!form.isEnteringKeys && connection !== null) {
    return (
      <div className={styles.stored}>
        <div>
          <p>{t('stored', { hint: connection.accessKeyHint ?? '' })}</p>
          {connection.hasSessionToken ? <p className={styles.hint}>{t('storedToken')}</p> : null}
        </div>
        <Button onPress={() => change({ isEnteringKeys: true })} size="small">
          {t('replace')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <div className={styles.pair}>
        <TextField
          errorMessage={problemOf('accessKeyId')}
          isCode
          label={tKey('id')}
          onChange={(accessKeyId) => change({ accessKeyId })}
          value={form.accessKeyId}
        />
        <TextField
          errorMessage={problemOf('secretAccessKey')}
          isCode
          label={tKey('secret')}
          onChange={(secretAccessKey) => change({ secretAccessKey })}
          type="password"
          value={form.secretAccessKey}
        />
      </div>
      <TextField
        isCode
        label={tKey('token')}
        onChange={(sessionToken) => change({ sessionToken })}
        placeholder={t('sessionTokenHint')}
        type="password"
        value={form.sessionToken}
      />
      {connection?.hasCredential === true ? (
        <div>
          <Button
            onPress={() =>
              change({ isEnteringKeys: false, accessKeyId: '', secretAccessKey: '', sessionToken: '' })
            }
            size="small"
            variant="quiet"
          >
            {t('keepStored')}
          </Button>
        </div>
      ) : null}
      {vault === null || vault === 'os-keychain' ? (
        <p className={styles.hint}>{t('vault.os-keychain')}</p>
      ) : (
        <Notice tone="warn">{t(`vault.${vault}`)}</Notice>
      )}
    </>
  );
}

function AwsProfileField({ form, problemOf, change }: FormPartProps) {
  const t = useTranslations('connections.form');
  const words = useErrorWords();
  const listAwsProfiles = useAppStore((state) => state.connections.listAwsProfiles);
  const [profiles, setProfiles] = useState<readonly AwsProfile[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    const controller = new AbortController();
    listAwsProfiles(controller.signal).then(setProfiles, (thrown: unknown) => {
      const failed = toAppError(thrown);
      if (failed.kind !== 'cancelled') setError(failed);
    });
    return () => controller.abort();
  }, [listAwsProfiles]);

  if (error !== null) return <Notice tone="bad">{words(error)}</Notice>;
  if (profiles?.length === 0) return <Notice>{t('noAwsProfiles')}</Notice>;
  // A profile that was chosen stays on the list although its file no longer names it.
  const isListed = form.awsProfile === '' || profiles?.some(({ name }) => name === form.awsProfile) !== false;
  const options = (profiles ?? []).map(({ name, region }) => ({
    value: name,
    label: name,
    ...(region === null ? {} : { description: region }),
  }));
  return (
    <Select
      errorMessage={problemOf('awsProfile')}
      isDisabled={profiles === null}
      label={t('awsProfile')}
      onChange={(awsProfile) => {
        const region = profiles?.find(({ name }) => name === awsProfile)?.region ?? null;
        change({ awsProfile, ...(form.region === '' && region !== null ? { region } : {}) });
      }}
      options={isListed ? options : [{ value: form.awsProfile, label: form.awsProfile }, ...options]}
      placeholder={t('awsProfilePlaceholder')}
      value={form.awsProfile === '' ? null : form.awsProfile}
    />
  );
}
