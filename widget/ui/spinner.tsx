import { Spinner as KitSpinner, SpinnerPrimaryTheme } from '@kommo-crm/crm-react-ui-kit/Spinner';

const THEME = { ...SpinnerPrimaryTheme, '--souffleur-kit-spinner-circle-size': '12px', '--souffleur-kit-spinner-border-width': '1.5px' };

export const Spinner = () => <KitSpinner theme={THEME} aria-hidden="true" />;
