import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/api/image.js';
import { SIZE_KEYS, SIZE_LABELS, SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';
import { formatBytes } from '#libs/domain/format.js';

interface SizeSwitchProps {
  user: { name: string };
  image: Image;
  size: SizeName;
  /** Query of the links. */
  query: string;
}

/** Links to all sizes, each with its pixels and bytes when they are known. */
export function SizeSwitch({ user, image, size, query }: SizeSwitchProps): VNode {
  return (
    <nav class="sizes" aria-label="Size">
      {SIZE_NAMES.map((key) => (
        <a
          key={key}
          href={`/${user.name}/view/${image.id}/${key}${query}`}
          data-key={SIZE_KEYS[key]}
          aria-current={key === size ? 'page' : undefined}
        >
          <span>{SIZE_LABELS[key]}</span>
          <Measure size={image.sizes[key]} />
        </a>
      ))}
    </nav>
  );
}

/** Downloads of the original and of each variant that is ready. */
export function SizeDownloads({ image }: { image: Image }): VNode {
  return (
    <details class="fold" data-fold="downloads">
      <summary>Download a size</summary>
      <ul class="downloads">
        {SIZE_NAMES.filter((key) => image.sizes[key].state === 'ready').map((key) => (
          <li key={key}>
            <a href={`/get/${image.id}/${key}?download`}>
              <span>{SIZE_LABELS[key]}</span> <Measure size={image.sizes[key]} />
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Measure({ size: { state, width, height, bytes } }: { size: ImageSize }): VNode {
  if (state === 'failed') return <span class="quiet small">failed</span>;
  if (state !== 'ready' || bytes === null) return <span class="quiet small">preparing…</span>;
  return (
    <span class="quiet small">
      <span>
        {width} × {height}
      </span>
      <span class="dot"> · </span>
      <span>{formatBytes(bytes)}</span>
    </span>
  );
}
