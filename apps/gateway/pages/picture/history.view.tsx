import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/api/image.js';
import { SIZE_LABELS, VARIANT_NAMES } from '#libs/domain/variants.js';

import { formatDuration } from '../components/format.js';

/** How each variant was made, shown only when one failed. Variants with the same text share a line. */
export function History({ image }: { image: Image }): VNode | null {
  if (VARIANT_NAMES.every((name) => image.sizes[name].state !== 'failed')) return null;
  return (
    <details class="fold" open={image.state === 'rejected'} data-fold="history">
      <summary>Processing details</summary>
      <dl class="history">
        {[...Map.groupBy(VARIANT_NAMES, (name) => stateInWords(image, image.sizes[name]))].map(([words, names]) => (
          <div key={words}>
            <dt>{names.map((name) => SIZE_LABELS[name]).join(', ')}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function stateInWords({ createdAt }: Image, { state, attempts, error, startedAt, readyAt }: ImageSize): string {
  const tries = attempts > 1 ? ` Tried ${attempts} times.` : '';
  switch (state) {
    case 'waiting':
      return `Waiting.${tries}`;
    case 'working':
      return `In progress.${tries}`;
    case 'failed':
      return `Failed. ${error?.detail ?? 'The picture could not be read.'}${tries}`;
    case 'ready':
      if (!startedAt || !readyAt) return 'Ready.';
      return `Waited ${between(createdAt, startedAt)}, made in ${between(startedAt, readyAt)}.${tries}`;
  }
}

function between(from: string, to: string): string {
  return formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
}
