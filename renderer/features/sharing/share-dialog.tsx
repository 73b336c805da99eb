import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatMoment } from '../../../shared/format/dates.ts';
import { type AppError, toAppError } from '../../../shared/model/app-error.ts';
import { AppErrorNotice } from '../../app/error-notice.tsx';
import { useAppStoreApi } from '../../app/store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { curlCommand } from './curl-command.ts';
import {
  type AskedExpiry,
  askedExpiry,
  type LinkPreset,
  linkPresets,
  maxLinkSeconds,
  toLocalInput,
} from './link-expiry.ts';
import { QrCode } from './qr-code.tsx';
import styles from './share-dialog.module.css';
import type { IssuedLink, LinkRequest } from './sharing-slice.ts';

/** The object to share. */
export type ShareTarget = Pick<LinkRequest, 'connectionId' | 'bucket' | 'key' | 'versionId'>;

type Disposition = LinkRequest['disposition'];
type Extra = 'qr' | 'curl' | null;

/** A link and the wish it answers. */
interface Held {
  readonly link: IssuedLink;
  readonly endsAtMs: number;
}

/**
 * Makes a link to one object that works without an account. A new link is made for every change; the one on show lives in
 * this component alone and is gone when it closes.
 */
export function ShareDialog({ target, onClose }: { target: ShareTarget; onClose: () => void }) {
  const t = useTranslations('sharing');
  const [preset, setPreset] = useState<LinkPreset>('24h');
  const [until, setUntil] = useState(() => toLocalInput(Date.now() + 24 * 3_600_000));
  const [disposition, setDisposition] = useState<Disposition>('as-stored');
  const [extra, setExtra] = useState<Extra>(null);
  const [attempt, setAttempt] = useState(0);
  const { held, error, problem } = useLink(target, preset, until, disposition, attempt);
  const name = target.key.slice(target.key.lastIndexOf('/') + 1) || target.key;
  const { isCopied, copy } = useCopy(held?.link.url ?? null);

  return (
    <Dialog
      footer={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button
            icon={isCopied === 'link' ? Check : Copy}
            isDisabled={held === null}
            onPress={() => copy('link', held?.link.url ?? '')}
            variant="primary"
          >
            {t(isCopied === 'link' ? 'copied' : 'copyLink')}
          </Button>
        </>
      }
      footerStart={
        <span className={styles.extras}>
          {(['qr', 'curl'] as const).map((which) => (
            <Button
              aria-expanded={extra === which}
              isDisabled={held === null}
              key={which}
              onPress={() => setExtra(extra === which ? null : which)}
              variant="quiet"
            >
              {t(which)}
            </Button>
          ))}
        </span>
      }
      isOpen
      onClose={onClose}
      title={t('title', { name })}
    >
      <div className={styles.expiry}>
        <Segmented<LinkPreset>
          label={t('worksFor')}
          onChange={setPreset}
          options={linkPresets.map((value) => ({ value, label: t(`presets.${value}`) }))}
          value={preset}
        />
        {preset === 'until' ? <UntilField onChange={setUntil} problem={problem} value={until} /> : null}
      </div>
      <EndNotice held={held} />
      <Select<Disposition>
        label={t('whenOpened')}
        onChange={setDisposition}
        options={[
          { value: 'as-stored', label: t('asStored') },
          { value: 'inline', label: t('inline') },
          { value: 'attachment', label: t('attachment', { name }) },
        ]}
        value={disposition}
      />
      <div className={styles.linkField}>
        <span className={styles.label} id="share-link-label">
          {t('link')}
        </span>
        <div className={styles.linkBox}>
          {held === null ? (
            <span aria-busy className={styles.linkWait}>
              <Skeleton widthPx={360} />
            </span>
          ) : (
            <input
              aria-labelledby="share-link-label"
              className={styles.link}
              onFocus={(event) => event.target.select()}
              readOnly
              value={held.link.url}
            />
          )}
          <IconButton
            icon={isCopied === 'link' ? Check : Copy}
            isDisabled={held === null}
            label={t('copyLink')}
            onPress={() => copy('link', held?.link.url ?? '')}
            size="small"
          />
        </div>
      </div>
      {extra === 'qr' && held !== null ? (
        <div className={styles.qr}>
          <QrCode label={t('qrLabel', { name })} text={held.link.url} />
        </div>
      ) : null}
      {extra === 'curl' && held !== null ? (
        <div className={styles.curl}>
          <pre className={styles.command}>{curlCommand(held.link.url, name)}</pre>
          <IconButton
            icon={isCopied === 'curl' ? Check : Copy}
            label={t('copyCurl')}
            onPress={() => copy('curl', curlCommand(held.link.url, name))}
            size="small"
          />
        </div>
      ) : null}
      {error === null ? null : <AppErrorNotice error={error} onRetry={() => setAttempt(attempt + 1)} />}
    </Dialog>
  );
}

/** Asks for a link whenever the wish changes; an older answer that comes late is thrown away. */
function useLink(
  { connectionId, bucket, key, versionId }: ShareTarget,
  preset: LinkPreset,
  until: string,
  disposition: Disposition,
  attempt: number,
): {
  held: Held | null;
  error: AppError | null;
  problem: Extract<AskedExpiry, { type: 'invalid' }>['problem'] | null;
} {
  const store = useAppStoreApi();
  const [held, setHeld] = useState<Held | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const untilText = preset === 'until' ? until : '';
  const asked = askedExpiry(preset, untilText, Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for the same link again.
  useEffect(() => {
    const controller = new AbortController();
    setHeld(null);
    setError(null);
    const wish = askedExpiry(preset, untilText, Date.now());
    if (wish.type === 'invalid') return;
    const { expiresInSeconds, endsAtMs } = wish;
    store
      .getState()
      .sharing.issueLink(
        { connectionId, bucket, key, versionId, expiresInSeconds, disposition },
        controller.signal,
      )
      .then(
        (link) => {
          if (!controller.signal.aborted) setHeld({ link, endsAtMs });
        },
        (thrown: unknown) => {
          if (!controller.signal.aborted) setError(toAppError(thrown));
        },
      );
    return () => controller.abort();
  }, [store, connectionId, bucket, key, versionId, preset, untilText, disposition, attempt]);
  return { held, error, problem: asked.type === 'invalid' ? asked.problem : null };
}

/** Copies, and says so for two seconds. */
function useCopy(reset: string | null): {
  isCopied: 'link' | 'curl' | null;
  copy: (what: 'link' | 'curl', text: string) => void;
} {
  const [isCopied, setCopied] = useState<'link' | 'curl' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is not the one that was copied.
  useEffect(() => {
    setCopied(null);
    return () => clearTimeout(timer.current);
  }, [reset]);
  const copy = (what: 'link' | 'curl', text: string) => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(what);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setCopied(null), 2_000);
    });
  };
  return { isCopied, copy };
}

function UntilField({
  value,
  problem,
  onChange,
}: {
  value: string;
  problem: 'empty' | 'past' | 'tooLate' | null;
  onChange: (value: string) => void;
}) {
  const t = useTranslations('sharing');
  const nowMs = Date.now();
  return (
    <label className={styles.until}>
      <span className={styles.label}>{t('until')}</span>
      <input
        aria-describedby={problem === null ? undefined : 'share-until-problem'}
        aria-invalid={problem !== null}
        className={styles.untilInput}
        max={toLocalInput(nowMs + maxLinkSeconds * 1_000)}
        min={toLocalInput(nowMs)}
        onChange={(event) => onChange(event.target.value)}
        type="datetime-local"
        value={value}
      />
      {problem === null ? null : (
        <span className={styles.problem} id="share-until-problem" role="alert">
          {t(`problems.${problem}`)}
        </span>
      )}
    </label>
  );
}

/** When the link really ends; with the reason where that is earlier than what was asked for. */
function EndNotice({ held }: { held: Held | null }) {
  const t = useTranslations('sharing');
  const locale = useLocale();
  if (held === null) {
    return (
      <Notice>
        <Skeleton widthPx={220} />
      </Notice>
    );
  }
  const place = { locale, nowMs: Date.now() };
  const { expiresAtMs, limitedBy } = held.link;
  const end = formatMoment(expiresAtMs, place);
  const strong = (chunks: ReactNode) => <strong>{chunks}</strong>;
  if (limitedBy === null) return <Notice>{t.rich('ends', { end, strong })}</Notice>;
  const asked = formatMoment(held.endsAtMs, place);
  return <Notice tone="warn">{t.rich(`limited.${limitedBy}`, { end, asked, strong })}</Notice>;
}
