import type { VNode } from 'preact';

import { ERRORS } from '#libs/api/errors.js';
import type { OpenApiDocument } from '#libs/api/openapi.js';

import { Layout } from '../pages/components/layout.js';
import { Marked } from './marked.js';
import { Modifiers } from './modifiers.view.js';
import { operationId, OperationView, type Operation, type OperationProps } from './operation.view.js';
import { SchemaView, type Schema } from './schema.view.js';

const METHODS = ['get', 'post', 'patch', 'delete'] as const;

interface Group {
  name: string;
  title: string;
  description?: string | undefined;
  operations: OperationProps[];
}

export interface DocsProps {
  document: OpenApiDocument;
  /** Who is logged in; anybody may read this. */
  user?: { name: string } | undefined;
}

/** The API for people who read: calls by subject, then what they send and get, then every error. */
export function DocsView({ document, user }: DocsProps): VNode {
  const { info, tags = [], paths = {}, components } = document;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] as Operation }] : [])),
  );
  const groups = tags.map(({ name, description }) => ({
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1),
    description,
    operations: operations.filter(({ operation }) => operation.tags?.includes(name)),
  }));
  return (
    <Layout title="API" user={user}>
      <div class="docs">
        <Contents groups={groups} />
        <div class="docs-text">
          <h1>{info.title} API</h1>
          <p>{info.description}</p>
          <p>
            Log in with <a href="#post-api-auth-login">a session</a> or make <a href="#post-api-auth-tokens">a token</a>, and send it as{' '}
            <code>Authorization: Bearer …</code>. The same for programs: <a href="/openapi.json">openapi.json</a>.
          </p>
          {groups.map(({ name, title, description, operations: calls }) => (
            <section key={name}>
              <h2 id={name}>{title}</h2>
              <p class="quiet">{description}</p>
              {calls.map((one) => (
                <OperationView key={operationId(one)} {...one} />
              ))}
            </section>
          ))}
          <Modifiers />
          <section>
            <h2 id="schemas">What is sent and answered</h2>
            {Object.entries(components?.schemas ?? {}).map(([name, schema]) => (
              <SchemaView key={name} name={name} schema={schema as Schema} />
            ))}
          </section>
          <Errors />
        </div>
      </div>
    </Layout>
  );
}

/** Where there is room each call, else the parts alone. */
function Contents({ groups }: { groups: Group[] }): VNode {
  return (
    <nav class="docs-contents" aria-label="On this page">
      <ul>
        {groups.map(({ name, title, operations }) => (
          <li key={name}>
            <a href={`#${name}`}>{title}</a>
            <ul>
              {operations.map((one) => (
                <li key={operationId(one)}>
                  <a href={`#${operationId(one)}`}>{one.operation.summary}</a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a href="#modifiers">Modifiers</a>
        </li>
        <li>
          <a href="#schemas">Schemas</a>
        </li>
        <li>
          <a href="#errors">Errors</a>
        </li>
      </ul>
    </nav>
  );
}

/** Every `type` of a problem points here. */
function Errors(): VNode {
  return (
    <section>
      <h2 id="errors">Errors</h2>
      <p>
        <Marked text="Errors are `application/problem+json`. The `code` never changes; `detail` says what happened this time and what to do." />
      </p>
      <dl class="card fields">
        {Object.entries(ERRORS).map(([code, { status, title }]) => (
          <div key={code} id={code}>
            <dt>
              <code>{code}</code>
            </dt>
            <dd>
              {status} · {title}.
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
