import type { ComponentChildren, VNode } from 'preact';

export interface FieldProps {
  /** Name and id of the input. */
  name: string;
  label: string;
  hint?: string;
  /** What is wrong with what was typed. */
  error?: ComponentChildren;
  /** The input, given the attributes that tie it to the rest. */
  children: (rest: object) => VNode;
}

/** A label, its input and what is wrong with it, tied together for those who can't see that they stand together. */
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
