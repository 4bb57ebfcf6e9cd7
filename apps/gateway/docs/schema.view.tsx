import type { VNode } from 'preact';

import { Marked } from './marked.js';

/** What of a JSON schema is shown. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** A named schema with its fields. */
export function SchemaView({ name, schema }: { name: string; schema: Schema }): VNode {
  return (
    <article class="card" id={`schema-${name}`}>
      <h3>{name}</h3>
      {schema.description && <p>{schema.description}</p>}
      {schema.properties ? (
        <dl class="fields">
          {Object.entries(schema.properties).map(([field, of]) => (
            <div key={field}>
              <dt>
                <code>{field}</code>
                {!schema.required?.includes(field) && <span class="quiet"> optional</span>}
              </dt>
              <dd>
                <TypeOf schema={of} />
                {of.description && <> · {<Marked text={of.description} />}</>}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p>
          <TypeOf schema={schema} />
        </p>
      )}
    </article>
  );
}

/** A schema in one line; a named one leads to its fields. */
export function TypeOf({ schema }: { schema: Schema | undefined }): VNode {
  if (!schema) return <>anything</>;
  const name = schema.$ref?.split('/').at(-1);
  if (name) return <a href={`#schema-${name}`}>{name}</a>;
  if (schema.anyOf) return <Joined parts={schema.anyOf} by=" or " />;
  if (schema.enum) return <>{schema.enum.map((value) => JSON.stringify(value)).join(' or ')}</>;
  if (schema.const !== undefined) return <>{JSON.stringify(schema.const)}</>;
  if (schema.items) {
    return (
      <>
        list of <TypeOf schema={schema.items} />
      </>
    );
  }
  if (schema.properties) return <Fields properties={schema.properties} />;
  return <>{[schema.type ?? 'anything'].flat().join(' or ') + (schema.format ? ` (${schema.format})` : '')}</>;
}

function Fields({ properties }: { properties: Record<string, Schema> }): VNode {
  return (
    <>
      {'{ '}
      {Object.entries(properties).map(([field, schema], index) => (
        <span key={field}>
          {index > 0 && ', '}
          <code>{field}</code>: <TypeOf schema={schema} />
        </span>
      ))}
      {' }'}
    </>
  );
}

function Joined({ parts, by }: { parts: Schema[]; by: string }): VNode {
  return (
    <>
      {parts.map((part, index) => (
        <span key={index}>
          {index > 0 && by}
          <TypeOf schema={part} />
        </span>
      ))}
    </>
  );
}
