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

export interface OperationProps {
  path: string;
  method: string;
  operation: Operation;
}

/** Where the call stands on the page: `get-api-images-id`. */
export function operationId({ path, method }: OperationProps): string {
  return `${method}${path.replace(/[^a-z]+/g, '-').replace(/-$/, '')}`;
}

/** One call: what it needs and every answer it can get. */
export function OperationView(props: OperationProps): VNode {
  const { path, method, operation } = props;
  const { summary, description, security, responses = {} } = operation;
  return (
    <article class="card" id={operationId(props)}>
      <h3>{summary}</h3>
      <p>
        <code class="call">
          <b>{method.toUpperCase()}</b> {path}
        </code>
        {security?.length === 0 && <span class="quiet"> · no log-in needed</span>}
      </p>
      {description && <p>{description}</p>}
      <Takes operation={operation} />
      <h4>Answers</h4>
      <dl class="fields">
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

function Takes({ operation: { parameters = [], requestBody } }: { operation: Operation }): VNode | null {
  if (parameters.length === 0 && !requestBody) return null;
  return (
    <>
      <h4>Takes</h4>
      <dl class="fields">
        {parameters.map(({ name, in: where, required, description, schema }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
              <span class="quiet">
                {' '}
                in the {where}
                {!required && ', optional'}
              </span>
            </dt>
            <dd>
              <TypeOf schema={schema} />
              {description && <> · {<Marked text={description} />}</>}
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
      </dl>
    </>
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
