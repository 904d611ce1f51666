import { list, text } from '../../state/read.ts';

interface Props {
  id: string;
  value: unknown;
  rows: number;
  placeholder?: string;
  disabled: boolean;
  'aria-invalid': boolean | undefined;
  'aria-describedby': string | undefined;
  onChange: (value: string[]) => void;
}

/** Texts, one a line. Empty lines go when the box is left. */
export const Lines = ({ value, onChange, ...box }: Props) => {
  const lines = list(value).map(text);
  return (
    <textarea
      {...box}
      class="souffleur-input souffleur-textarea"
      value={lines.join('\n')}
      onInput={({ currentTarget }) => onChange(currentTarget.value === '' ? [] : currentTarget.value.split('\n'))}
      onBlur={() => {
        const clean = lines.map((line) => line.trim()).filter(Boolean);
        if (clean.join('\n') !== lines.join('\n')) onChange(clean);
      }}
    />
  );
};
