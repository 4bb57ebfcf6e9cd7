import type { ComponentChildren, VNode } from 'preact';

export interface FieldProps {
  /** Name of the input. */
  name: string;
  /** Id of the input; without it the name, where no other form of the page has it. */
  id?: string;
  label: string;
  hint?: string;
  /** What is wrong with the value. */
  error?: ComponentChildren;
  /** Renders the input with the attributes that link it to label, hint and error. */
  children: (rest: object) => VNode;
}

/** A label with its input, hint and error, linked for screen readers. */
export function Field({ name, id = name, label, hint, error, children }: FieldProps): VNode {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  const rest = { id, name, required: true, 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': described };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(rest)}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
