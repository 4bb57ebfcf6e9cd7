import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/contract/image.js';
import { SIZE_LABELS, VARIANT_NAMES } from '#libs/domain/variants.js';

import { formatDuration } from '../components/format.js';

/** How each size came to be: for who wonders where a thumbnail is. What holds for several is said once. */
export function History({ image }: { image: Image }): VNode {
  return (
    <details class="fold" open={image.state === 'rejected'} data-fold="history">
      <summary>How the sizes were made</summary>
      <dl class="history">
        {[...Map.groupBy(VARIANT_NAMES, (key) => told(image, image.sizes[key]))].map(([words, keys]) => (
          <div key={words}>
            <dt>{keys.map((key) => SIZE_LABELS[key]).join(', ')}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function told({ createdAt }: Image, { state, attempts, error, startedAt, readyAt }: ImageSize): string {
  const tries = attempts > 1 ? ` Tried ${attempts} times.` : '';
  switch (state) {
    case 'waiting':
      return `Waits for its turn.${tries}`;
    case 'working':
      return `Is being made.${tries}`;
    case 'failed':
      return `Can’t be made. ${error?.detail ?? 'The picture could not be read.'}${tries}`;
    case 'ready':
      if (!startedAt || !readyAt) return 'Ready.';
      return `Waited ${between(createdAt, startedAt)}, made in ${between(startedAt, readyAt)}.${tries}`;
  }
}

function between(from: string, to: string): string {
  return formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
}
