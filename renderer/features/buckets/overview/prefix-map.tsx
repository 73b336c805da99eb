import { ChevronRight } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { formatBytes, formatCount } from '../../../../shared/format/bytes.ts';
import type { BucketCensus, ObjectSum } from '../../../../shared/model/listing-index.ts';
import { openBucketAt } from '../../../app/navigation.ts';
import { useAppStoreApi } from '../../../app/store.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import type { IndexedBucket } from '../../objects/index-slice.ts';
import styles from './prefix-map.module.css';
import { layTiles, type MapTile } from './treemap.ts';

const heightPx = 280;

/** Where the bytes are: the parts of a place as tiles, each a step further down. */
export function PrefixMap({
  place,
  prefix,
  census,
  onGo,
}: {
  place: IndexedBucket;
  prefix: string;
  census: BucketCensus;
  onGo: (prefix: string) => void;
}) {
  const t = useTranslations('overview');
  const store = useAppStoreApi();
  const { box, widthPx } = useWidth();
  const tiles = useMemo(() => layTiles(census.prefixes, widthPx, heightPx), [census.prefixes, widthPx]);
  const steps = prefix.split('/').slice(0, -1);
  return (
    <section aria-label={t('byPlace')} className={styles.map}>
      <div className={styles.head}>
        <h3 className={styles.title}>{t('byPlace')}</h3>
        <nav aria-label={t('mapPath')} className={styles.path}>
          <button className={styles.step} onClick={() => onGo('')} type="button">
            {place.bucket}
          </button>
          {steps.map((step, at) => {
            const target = `${steps.slice(0, at + 1).join('/')}/`;
            return (
              <span className={styles.stepAround} key={target}>
                <Icon icon={ChevronRight} size="small" />
                <button className={styles.step} onClick={() => onGo(target)} type="button">
                  {step === '' ? t('emptyName') : step}
                </button>
              </span>
            );
          })}
        </nav>
        <Button onPress={() => openBucketAt(store.getState(), place, prefix)} size="small" variant="quiet">
          {t('openHere')}
        </Button>
      </div>
      <div className={styles.area} ref={box} style={{ height: heightPx }}>
        {tiles.map((tile, at) => (
          <Tile key={tile.sum.name} onGo={() => onGo(prefix + tile.sum.name)} rank={at} tile={tile} />
        ))}
      </div>
    </section>
  );
}

function Tile({ tile, rank, onGo }: { tile: MapTile; rank: number; onGo: () => void }) {
  const t = useTranslations('overview');
  const locale = useLocale();
  const { sum, left, top, width, height } = tile;
  const name = tileName(sum, t);
  const size = formatBytes(sum.sizeBytes, locale);
  const words = `${name}: ${size}, ${t('objects', { count: sum.objectCount, shown: formatCount(sum.objectCount, locale) })}`;
  const style = { left, top, width, height };
  const inside =
    width > 56 && height > 34 ? (
      <>
        <span className={styles.tileName}>{name}</span>
        <span className={styles.tileSize}>{size}</span>
      </>
    ) : null;
  const shade = rank < 3 ? 'strong' : rank < 10 ? 'middle' : 'light';
  const isPart = sum.name.endsWith('/');
  return isPart ? (
    <button
      aria-label={words}
      className={styles.tile}
      data-shade={shade}
      onClick={onGo}
      style={style}
      title={words}
      type="button"
    >
      {inside}
    </button>
  ) : (
    <span aria-label={words} className={styles.tile} data-shade="none" role="img" style={style} title={words}>
      {inside}
    </span>
  );
}

function tileName({ name }: ObjectSum, t: (key: string) => string): string {
  if (name === '') return t('here');
  if (name === '…') return t('others');
  return name === '/' ? t('emptyName') : name;
}

/** The width of the area, followed as the window changes. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [widthPx, setWidth] = useState(600);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 600)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, widthPx };
}
