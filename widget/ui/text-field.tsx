import { TextArea, TextareaLightTheme } from '@kommo-crm/crm-react-ui-kit/TextArea';
import { useLayoutEffect, useRef } from 'preact/hooks';

const THEME = {
  ...TextareaLightTheme,
  '--souffleur-kit-textarea-font-size': '14px',
  '--souffleur-kit-textarea-line-height': '20px',
  '--souffleur-kit-textarea-min-height': '36px',
};

interface Props {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** Ctrl+Enter or Cmd+Enter. */
  onSubmit: () => void;
  onCancel: () => void;
  maxLength: number;
  placeholder?: string;
}

/** Kommo's text area, focused when it appears, with the keys a rep expects. */
export const TextField = ({ label, value, onInput, onSubmit, onCancel, maxLength, placeholder }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(value.length, value.length);
  }, []);

  const onKeyDown = (event: { key: string; ctrlKey: boolean; metaKey: boolean; preventDefault(): void }): void => {
    if (event.key === 'Escape') onCancel();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  };

  return (
    <TextArea
      theme={THEME}
      ref={field}
      aria-label={label}
      value={value}
      isAutosized
      maxLength={maxLength}
      placeholder={placeholder}
      isPlaceholderVisibleOnFocus
      onInput={(event) => onInput(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
};
