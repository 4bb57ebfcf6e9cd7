import type { VNode } from 'preact';

import type { Account } from '#libs/contract/account.js';
import { ERRORS, type Problem } from '#libs/contract/errors.js';

import { Field } from '../components/field.js';

export function PasswordSection({ user, problem }: { user: Account; problem: Problem | undefined }): VNode {
  const elsewhere = problem && problem.code !== 'BAD_CREDENTIALS' && problem.code !== 'WEAK_PASSWORD';
  return (
    <section class="card part" id="password-section">
      <h2>Password</h2>
      <form class="part-form" method="post" action={`/${user.name}/account/password#password-section`}>
        {elsewhere && (
          <p class="alert" role="alert">
            <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
          </p>
        )}
        {/* Tells password managers whose password this is; it is not sent. */}
        <label for="username" hidden>
          E-mail
        </label>
        <input id="username" type="text" autocomplete="username" value={user.email} readOnly hidden />
        <Field name="current" label="Current password" error={problem?.code === 'BAD_CREDENTIALS' ? problem.detail : undefined}>
          {(rest) => <input {...rest} type="password" autocomplete="current-password" maxLength={1000} />}
        </Field>
        <Field
          name="next"
          label="New password"
          hint="At least 8 characters. Your other devices are logged out; tokens go on working."
          error={problem?.code === 'WEAK_PASSWORD' ? problem.detail : undefined}
        >
          {(rest) => <input {...rest} type="password" autocomplete="new-password" minLength={8} maxLength={1000} />}
        </Field>
        <div class="actions">
          <button class="button">Change the password</button>
        </div>
      </form>
    </section>
  );
}
