import { useTranslations } from 'use-intl';
import type { ProviderId } from '../../../shared/model/connection.ts';
import { ComboBox } from '../../ui/combo-box.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { vendorHosts } from './vendor-hosts.ts';

/** The region of a connection or a new bucket: free text, with the known regions of a vendor to choose from. */
export function RegionField({
  provider,
  value,
  onChange,
  onPaste,
  errorMessage,
  placeholder,
  description,
}: {
  provider: ProviderId;
  value: string;
  onChange: (region: string) => void;
  onPaste?: (event: React.ClipboardEvent<HTMLInputElement>) => void;
  errorMessage: string | null;
  placeholder?: string | undefined;
  description?: string | undefined;
}) {
  const t = useTranslations('connections');
  const hosts = vendorHosts[provider];
  const field = {
    errorMessage,
    isCode: true,
    label: t('form.region'),
    onChange,
    onPaste,
    placeholder,
    value,
    ...(description === undefined ? {} : { description }),
  };
  if (hosts === null) return <TextField {...field} />;
  const options = hosts.regions.map((region) => ({
    value: region,
    description: t(`regions.${provider}.${region}`),
  }));
  return <ComboBox {...field} buttonLabel={t('form.showRegions')} options={options} />;
}
