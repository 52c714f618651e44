import type { JSX } from 'react';

/** What is wrong with a field's value, below it. `id` is what the field names in `aria-describedby`. */
export function FieldError({ id, error }: { id: string; error: string | undefined }): JSX.Element | null {
  if (error === undefined) return null;
  return (
    <p className="field-error" id={id} role="alert">
      {error}
    </p>
  );
}
