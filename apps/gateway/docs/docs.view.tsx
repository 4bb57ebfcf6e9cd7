import type { VNode } from 'preact';

import { ERRORS } from '#libs/contract/errors.js';
import type { OpenApiDocument } from '#libs/contract/openapi.js';

import { Layout } from '../pages/layout.js';
import { Marked } from './marked.js';
import { OperationView, type Operation } from './operation.view.js';
import { SchemaView, type Schema } from './schema.view.js';

const METHODS = ['get', 'post', 'patch', 'delete'] as const;

/** The API for people who read: calls by subject, then what they send and get, then every error. */
export function DocsView({ info, tags = [], paths = {}, components }: OpenApiDocument): VNode {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] as Operation }] : [])),
  );
  return (
    <Layout title="API">
      <div class="docs">
        <h1>{info.title} API</h1>
        <p>{info.description}</p>
        <p>
          Log in with <a href="#post-api-auth-login">a session</a> or make <a href="#post-api-auth-tokens">a token</a>, and send it as{' '}
          <code>Authorization: Bearer …</code>. The same for programs: <a href="/openapi.json">openapi.json</a>.
        </p>
        {tags.map(({ name, description }) => (
          <section key={name}>
            <h2 id={name}>{description}</h2>
            {operations
              .filter(({ operation }) => operation.tags?.includes(name))
              .map((one) => (
                <OperationView key={one.method + one.path} {...one} />
              ))}
          </section>
        ))}
        <section>
          <h2 id="schemas">What is sent and answered</h2>
          {Object.entries(components?.schemas ?? {}).map(([name, schema]) => (
            <SchemaView key={name} name={name} schema={schema as Schema} />
          ))}
        </section>
        <Errors />
      </div>
    </Layout>
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
      <dl>
        {Object.entries(ERRORS).map(([code, { status, title }]) => (
          <div key={code} id={code}>
            <dt>
              <code>{code}</code> {status}
            </dt>
            <dd>{title}.</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
