import type { VNode } from 'preact';

import { keptView } from './kept-html.js';

/** The place where the client shows uploads. Hidden without a script. */
export const UploadPanel = keptView(function UploadPanel({ maxUploadBytes }: { maxUploadBytes: number }): VNode {
  return (
    <section class="uploads" id="uploads" aria-label="Uploads" data-max-bytes={maxUploadBytes} hidden>
      <div class="uploads-head">
        <p class="uploads-summary" />
        <p class="uploads-pace quiet small" />
        <div class="uploads-actions">
          <button class="plain uploads-only-all" type="button" aria-pressed="false" hidden>
            Show only failed
          </button>
          <button class="plain uploads-retry-all" type="button" hidden>
            Retry all
          </button>
          <button class="plain uploads-cancel-all" type="button" hidden>
            Cancel all
          </button>
        </div>
        <progress class="uploads-total" max={1} value={0} aria-label="All uploads" />
      </div>
      <p class="unseen uploads-spoken" role="status" />
      <p class="uploads-note quiet small" role="status" hidden />
      <ul class="uploads-rows" />
    </section>
  );
});
