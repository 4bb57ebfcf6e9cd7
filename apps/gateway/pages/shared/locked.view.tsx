import type { VNode } from 'preact';

import { ERRORS, type Problem } from '#libs/contract/errors.js';

import { Field } from '../components/field.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';

/** Nothing of what is behind it: a chat that fetches a preview gets this title and no picture. */
const head = (
  <>
    <meta name="robots" content="noindex" />
    <meta property="og:title" content="Pictures behind a password" />
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="Shoebox" />
  </>
);

export function LockedView({ token, problem }: { token: string; problem?: Problem | undefined }): VNode {
  return (
    <Layout title="Pictures behind a password" width="narrow" head={head}>
      <form class="card account" method="post" action={`/p/${token}`}>
        <h1 class="locked">
          <Icon name="lock" />
          Pictures behind a password
        </h1>
        {problem && (
          <p class="alert" role="alert">
            <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
          </p>
        )}
        <Field name="password" label="Password" hint="Who sent you the link knows it.">
          {(rest) => <input {...rest} type="password" autocomplete="off" autofocus />}
        </Field>
        <button class="button wide">Show the pictures</button>
      </form>
    </Layout>
  );
}
