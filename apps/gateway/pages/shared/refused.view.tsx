import type { VNode } from 'preact';

import { ERRORS, type Problem } from '#libs/api/errors.js';

import { Field } from '../components/field.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';

const noIndex = <meta name="robots" content="noindex" />;

/** The same page for a share that never existed, one that is gone, and images that it does not contain. */
export function GoneView(): VNode {
  return (
    <Layout title="Page not found" width="narrow" head={noIndex}>
      <section class="message">
        <p class="code">404</p>
        <h1>Page not found</h1>
        <p>The link may be incomplete, or it has expired. Ask the person who sent you the link for a new one.</p>
      </section>
    </Layout>
  );
}

/** Reveals nothing about the share: link previews show this title and no picture. */
const head = (
  <>
    {noIndex}
    <meta property="og:title" content="Password-protected pictures" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="Shoebox" />
  </>
);

/** The form for the password. @param problem why the last attempt failed */
export function LockedView({ token, problem }: { token: string; problem?: Problem | undefined }): VNode {
  return (
    <Layout title="Password-protected pictures" width="narrow" head={head}>
      <form class="card account" method="post" action={`/p/${token}`}>
        <h1 class="locked">
          <Icon name="lock" />
          Password-protected pictures
        </h1>
        {problem && (
          <p class="alert" role="alert">
            <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
          </p>
        )}
        <Field name="password" label="Password" hint="Ask the person who sent you the link.">
          {(rest) => <input {...rest} type="password" autocomplete="off" autofocus />}
        </Field>
        <button class="button wide">Show pictures</button>
      </form>
    </Layout>
  );
}
