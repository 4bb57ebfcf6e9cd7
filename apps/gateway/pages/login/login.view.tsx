import type { ComponentChildren, VNode } from 'preact';

import { ERRORS, type ErrorCode, type Problem } from '#libs/api/errors.js';

import { Field } from '../components/field.js';
import { Layout } from '../components/layout.js';

/** The form as it was sent, shown again after an error. It never contains the password. */
export interface AccountFormProps {
  email?: string;
  /** The page to open afterwards: a path on this site. */
  next?: string | null;
  /** The token of an invitation, which the sign-up form sends. */
  invite?: string | undefined;
  problem?: Problem | null;
}

const ABOUT_EMAIL: readonly ErrorCode[] = ['BAD_EMAIL', 'EMAIL_TAKEN'];
const ABOUT_PASSWORD: readonly ErrorCode[] = ['WEAK_PASSWORD'];
/** Errors that no other e-mail or password could avoid. */
const NO_SIGN_UP: readonly ErrorCode[] = ['SIGN_UP_CLOSED', 'INVITE_USED', 'INVITE_ENDED'];

export function LogInView({ email = '', next, problem }: AccountFormProps): VNode {
  return (
    <AccountPage title="Log in" action="/login" next={next} problem={problem}>
      <Field name="email" label="E-mail or user name">
        {(rest) => (
          <input {...rest} type="text" inputMode="email" autocomplete="username" autocapitalize="none" spellcheck={false} value={email} />
        )}
      </Field>
      <Field name="password" label="Password">
        {(rest) => <input {...rest} type="password" autocomplete="current-password" />}
      </Field>
      <button class="button wide">Log in</button>
      <p class="quiet">
        New here? <a href={withNext('/signup', next)}>Create account</a>
      </p>
    </AccountPage>
  );
}

export function SignUpView({ email = '', next, invite, problem }: AccountFormProps): VNode {
  if (problem && NO_SIGN_UP.includes(problem.code)) return <NoSignUp problem={problem} />;
  return (
    <AccountPage title="Create account" action="/signup" next={next} problem={problem}>
      {invite && (
        <>
          <p>You are invited to store your pictures here. This link creates one account.</p>
          <input type="hidden" name="invite" value={invite} />
        </>
      )}
      <Field name="email" label="E-mail" error={errorAbout(ABOUT_EMAIL, problem)}>
        {(rest) => <input {...rest} type="email" autocomplete="username" value={email} />}
      </Field>
      <Field
        error={errorAbout(ABOUT_PASSWORD, problem)}
        name="password"
        label="Password"
        hint="At least 8 characters. Several words are easy to remember."
      >
        {(rest) => <input {...rest} type="password" autocomplete="new-password" minLength={8} />}
      </Field>
      <button class="button wide">Create account</button>
      <p class="quiet">
        Already have an account? <a href={withNext('/login', next)}>Log in</a>
      </p>
    </AccountPage>
  );
}

/** Shown instead of a form that can't succeed. */
function NoSignUp({ problem: { code, detail } }: { problem: Problem }): VNode {
  return (
    <Layout title="Create account" width="narrow">
      <section class="card account">
        <h1>{ERRORS[code].title}</h1>
        <p>{detail}</p>
        <a class="button wide" href="/login">
          Log in
        </a>
      </section>
    </Layout>
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

/** The message of a problem that concerns this field. */
function errorAbout(codes: readonly ErrorCode[], problem: Problem | null | undefined): VNode | undefined {
  if (!problem || !codes.includes(problem.code)) return undefined;
  return (
    <>
      <strong>{ERRORS[problem.code].title}.</strong> {problem.detail}
    </>
  );
}

function withNext(path: string, next: string | null | undefined): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}
