import type { VNode } from 'preact';

import { Marked } from './marked.js';
import { TypeOf, type Schema } from './schema.view.js';

type Content = Record<string, { schema?: Schema }>;

/** What of an operation of the document is shown. */
export interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses?: Record<string, Response>;
}

interface Response {
  description: string;
  headers?: Record<string, { description?: string }>;
  content?: Content;
}

/** One call: what it needs and every answer it can get. */
export function OperationView({ path, method, operation }: { path: string; method: string; operation: Operation }): VNode {
  const { summary, description, security, parameters = [], requestBody, responses = {} } = operation;
  return (
    <article>
      <h3 id={`${method}${path.replace(/[^a-z]+/g, '-').replace(/-$/, '')}`}>{summary}</h3>
      <p>
        <code>
          {method.toUpperCase()} {path}
        </code>
        {security?.length === 0 && ' · no log-in needed'}
      </p>
      {description && <p>{description}</p>}
      <dl>
        {parameters.map(({ name, in: where, required, description: meaning, schema }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> in the {where}
              {!required && ', optional'}
            </dt>
            <dd>
              <TypeOf schema={schema} />
              {meaning && <> · {<Marked text={meaning} />}</>}
            </dd>
          </div>
        ))}
        {requestBody && (
          <div>
            <dt>Body</dt>
            <dd>
              <Bodies content={requestBody.content} />
            </dd>
          </div>
        )}
        {Object.entries(responses)
          .filter(([status]) => Number(status) < 400)
          .map(([status, response]) => (
            <div key={status}>
              <dt>{status}</dt>
              <dd>
                <Answer {...response} />
              </dd>
            </div>
          ))}
        <Errors responses={responses} />
      </dl>
    </article>
  );
}

function Answer({ description, headers = {}, content }: Response): VNode {
  return (
    <>
      <Marked text={description} /> {content && <Bodies content={content} />}
      {Object.entries(headers).map(([name, header]) => (
        <div key={name}>
          <code>{name}</code> <Marked text={header.description ?? ''} />
        </div>
      ))}
    </>
  );
}

/** Only the codes: what each means is said once, at the end of the page. */
function Errors({ responses }: { responses: Record<string, Response> }): VNode | null {
  const codes = Object.values(responses).flatMap(({ description }) => description.match(/`[A-Z_]+`(?=:)/g) ?? []);
  if (codes.length === 0) return null;
  return (
    <div>
      <dt>Errors</dt>
      <dd>
        <Marked text={codes.join(' ')} />
      </dd>
    </div>
  );
}

function Bodies({ content }: { content: Content }): VNode {
  return (
    <>
      {Object.entries(content).map(([type, { schema }], index) => (
        <span key={type}>
          {index > 0 && ', '}
          <code>{type}</code>
          {schema && (
            <>
              {' '}
              <TypeOf schema={schema} />
            </>
          )}
        </span>
      ))}
    </>
  );
}
