import { ERRORS, type Problem } from '#libs/api/errors.js';

import { Layout, renderPage } from './layout.js';
import type { Theme } from './theme.js';

/** An error as a page, with the menu of the person who is logged in. The request id is the one in the log. */
export function errorPage(
  problem: Problem,
  requestId: string,
  { user, theme }: { user?: { name: string } | undefined; theme?: Theme } = {},
): string {
  const { title, status } = ERRORS[problem.code];
  return renderPage(
    <Layout title={title} user={user} width="narrow">
      <section class="message">
        <p class="code">{status}</p>
        <h1>{title}</h1>
        <p>{problem.detail}</p>
        <p>
          <a class="button" href="/">
            Back to your pictures
          </a>
        </p>
        <p class="quiet small">
          Request <code>{requestId}</code>
        </p>
      </section>
    </Layout>,
    theme,
  );
}
