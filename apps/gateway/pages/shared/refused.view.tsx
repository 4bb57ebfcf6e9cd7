import type { VNode } from 'preact';

import { Layout } from '../components/layout.js';

const noIndex = <meta name="robots" content="noindex" />;

/** The same for a link that never was, one that ended, and pictures that it does not give. */
export function GoneView(): VNode {
  return (
    <Layout title="Nothing to see here" width="narrow" head={noIndex}>
      <section class="message">
        <p class="code">404</p>
        <h1>There is nothing to see here</h1>
        <p>The link may have ended, or a letter of it got lost on the way. Ask who sent it to you for another.</p>
      </section>
    </Layout>
  );
}
