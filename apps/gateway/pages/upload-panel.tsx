import type { VNode } from 'preact';

/** Where the client shows the uploads that run; without script it stays hidden. */
export function UploadPanel({ maxUploadBytes }: { maxUploadBytes: number }): VNode {
  return (
    <section class="uploads" id="uploads" aria-label="Uploads" data-max-bytes={maxUploadBytes} hidden>
      <div class="uploads-head">
        <p class="uploads-summary" role="status" />
        <progress class="uploads-total" max={1} value={0} aria-label="All uploads" />
      </div>
      <ul class="uploads-rows" />
    </section>
  );
}
