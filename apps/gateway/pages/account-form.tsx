import type { ComponentChildren, VNode } from 'preact';

import { ERRORS, type ErrorCode, type Problem } from '#libs/contract/errors.js';

import { Layout } from './layout.js';

/** What log-in and sign-up show again when they did not work; the password is never among it. */
export interface AccountFormProps {
  email?: string;
  /** Where to go afterwards: a path on this site. */
  next?: string | null;
  problem?: Problem | null;
}

const ABOUT_EMAIL: readonly ErrorCode[] = ['BAD_EMAIL', 'EMAIL_TAKEN'];
const ABOUT_PASSWORD: readonly ErrorCode[] = ['WEAK_PASSWORD'];

export function LogInView({ email = '', next, problem }: AccountFormProps): VNode {
  return (
    <AccountPage title="Log in" action="/login" next={next} problem={problem}>
      <Field problem={problem} codes={[]} name="email" label="E-mail or user name">
        {(rest) => (
          <input {...rest} type="text" inputMode="email" autocomplete="username" autocapitalize="none" spellcheck={false} value={email} />
        )}
      </Field>
      <Field problem={problem} codes={[]} name="password" label="Password">
        {(rest) => <input {...rest} type="password" autocomplete="current-password" />}
      </Field>
      <button class="button wide">Log in</button>
      <p class="quiet">
        New here? <a href={withNext('/signup', next)}>Make an account</a>
      </p>
    </AccountPage>
  );
}

export function SignUpView({ email = '', next, problem }: AccountFormProps): VNode {
  return (
    <AccountPage title="Make an account" action="/signup" next={next} problem={problem}>
      <Field problem={problem} codes={ABOUT_EMAIL} name="email" label="E-mail">
        {(rest) => <input {...rest} type="email" autocomplete="username" value={email} />}
      </Field>
      <Field
        problem={problem}
        codes={ABOUT_PASSWORD}
        name="password"
        label="Password"
        hint="At least 8 characters. A few words in a row are easy to keep in mind."
      >
        {(rest) => <input {...rest} type="password" autocomplete="new-password" minLength={8} />}
      </Field>
      <button class="button wide">Make an account</button>
      <p class="quiet">
        Have one already? <a href={withNext('/login', next)}>Log in</a>
      </p>
    </AccountPage>
  );
}

interface PageProps extends AccountFormProps {
  title: string;
  action: string;
  children: ComponentChildren;
}

function AccountPage({ title, action, next, problem, children }: PageProps): VNode {
  const aboutField = problem && action === '/signup' && [...ABOUT_EMAIL, ...ABOUT_PASSWORD].includes(problem.code);
  return (
    <Layout title={title} width="narrow">
      <form class="card account" method="post" action={action}>
        <h1>{title}</h1>
        {problem && !aboutField && (
          <p class="alert" role="alert">
            <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
          </p>
        )}
        {next && <input type="hidden" name="next" value={next} />}
        {children}
      </form>
    </Layout>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  problem: Problem | null | undefined;
  /** Errors that are about this field. */
  codes: readonly ErrorCode[];
  children: (rest: object) => VNode;
}

/** A label, its input and what is wrong with it, tied together for those who can't see that they stand together. */
function Field({ name, label, hint, problem, codes, children }: FieldProps): VNode {
  const error = problem && codes.includes(problem.code) ? problem : null;
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ') || undefined;
  const rest = { id: name, name, required: true, 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': described };
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children(rest)}
      {error && (
        <p class="error" id={`${name}-error`}>
          <strong>{ERRORS[error.code].title}.</strong> {error.detail}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function withNext(path: string, next: string | null | undefined): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}
