import button from '@kommo-crm/crm-react-ui-kit/assets/Button.css?inline';
import spinner from '@kommo-crm/crm-react-ui-kit/assets/Spinner.css?inline';
import textArea from '@kommo-crm/crm-react-ui-kit/assets/TextArea.css?inline';
import theme from '@kommo-crm/crm-react-ui-kit/assets/theme.css?inline';
import card from './card.css?inline';
import header from './header.css?inline';
import sentences from './sentences.css?inline';
import suggestion from './suggestion.css?inline';
import tokens from './tokens.css?inline';

/** Everything the card and the settings window wear. */
export const cardStyles: readonly string[] = [theme, button, spinner, textArea, tokens, card, header, suggestion, sentences];
