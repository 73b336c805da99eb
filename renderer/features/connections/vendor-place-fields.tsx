import { useTranslations } from 'use-intl';
import { Select } from '../../ui/select.tsx';
import styles from './connection-dialog.module.css';
import { withEndpointText, withPlace } from './connection-place.ts';
import type { FormPartProps } from './form-part.ts';
import { providerForms } from './provider-forms.ts';
import { RegionField } from './region-field.tsx';
import type { VendorHosts } from './vendor-hosts.ts';

/** Network and region of a vendor, from which its host follows. */
export function VendorPlaceFields({
  form,
  hosts,
  problemOf,
  replace,
}: FormPartProps & { hosts: VendorHosts }) {
  const t = useTranslations('connections.form');
  const { provider, network } = form;
  const { signsRegion } = providerForms[provider];
  const isNeeded =
    hosts.needsRegion(network) || (network === 'custom-domain' && signsRegion(form.signatureVersion));
  const allRegions = network === 'region' && !hosts.needsRegion(network);
  return (
    <div className={styles.pair}>
      <Select
        label={t('network')}
        onChange={(next) => replace(withPlace(form, next, form.region))}
        options={hosts.networks.map((value) => ({
          value,
          label: t(`networks.${value}`),
          description: t(`networkHints.${value}`),
        }))}
        value={network}
      />
      <RegionField
        errorMessage={problemOf('region')}
        onChange={(region) => replace(withPlace(form, network, region))}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text');
          // A host has dots, a region has none.
          if (!text.includes('.')) return;
          event.preventDefault();
          replace(withEndpointText(form, text));
        }}
        placeholder={isNeeded ? hosts.regions[0] : t(allRegions ? 'allRegions' : 'regionPlaceholder')}
        provider={provider}
        value={form.region}
      />
    </div>
  );
}
