import type { ComponentChildren, VNode } from 'preact';

export interface FieldProps {
  /** Name and id of the input. */
  name: string;
  label: string;
  hint?: string;
  /** What is wrong with the value. */
  error?: ComponentChildren;
  /** Renders the input with the attributes that link it to label, hint and error. */
  children: (rest: object) => VNode;
}

/** A label with its input, hint and error, linked for screen readers. */
export function Field({ name, label, hint, error, children }: FieldProps): VNode {
  const described = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ') || undefined;
  const rest = { id: name, name, required: true, 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': described };
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {children(rest)}
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
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
