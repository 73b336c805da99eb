import { useLocale, useTranslations } from 'use-intl';
import { formatCount } from '../../../shared/format/bytes.ts';
import type { Job } from '../../../shared/model/transfer.ts';

/** What a job is called in the user's language: `holiday`, or `holiday and 3 more`. */
export function useJobTitle({ title, moreCount }: Pick<Job, 'title' | 'moreCount'>): string {
  const t = useTranslations('transfers');
  const locale = useLocale();
  return moreCount === 0 ? title : t('titleOfMany', { title, shown: formatCount(moreCount, locale) });
}
