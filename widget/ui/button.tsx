import { Button as KitButton, ButtonContextTheme, ButtonNeutralTheme, ButtonPrimaryTheme } from '@kommo-crm/crm-react-ui-kit/Button';
import { type ComponentChildren } from 'preact';

const SMALL = { '--souffleur-kit-button-height': '32px', '--souffleur-kit-button-padding': '0 12px', '--souffleur-kit-button-font-size': '13px' };
const BARE = {
  '--souffleur-kit-button-border-width': '0',
  '--souffleur-kit-button-hover-border-width': '0',
  '--souffleur-kit-button-background-color': 'transparent',
  '--souffleur-kit-button-hover-background-color': 'var(--souffleur-kit-palette-background-secondary-800)',
};
const THEMES = {
  primary: { ...ButtonPrimaryTheme, ...SMALL },
  neutral: { ...ButtonNeutralTheme, ...SMALL },
  quiet: { ...ButtonContextTheme, ...BARE },
  danger: { ...ButtonPrimaryTheme, ...SMALL },
};

interface Props {
  kind: keyof typeof THEMES;
  onPress?: () => void;
  children: ComponentChildren;
  busy?: boolean;
  disabled?: boolean;
  pressed?: boolean;
  /** `submit` sends the form it stands in. */
  type?: 'button' | 'submit';
}

/** Kommo's button in the looks we use. */
export const Button = ({ kind, onPress, children, busy = false, disabled = false, pressed, type }: Props) => (
  <KitButton
    theme={THEMES[kind]}
    type={type}
    className={`souffleur-button souffleur-button-${kind}`}
    onClick={onPress}
    isLoading={busy}
    isDisabled={disabled}
    aria-pressed={pressed}
  >
    {children}
  </KitButton>
);
