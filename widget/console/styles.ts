import button from '@kommo-crm/crm-react-ui-kit/assets/Button.css?inline';
import spinner from '@kommo-crm/crm-react-ui-kit/assets/Spinner.css?inline';
import textArea from '@kommo-crm/crm-react-ui-kit/assets/TextArea.css?inline';
import theme from '@kommo-crm/crm-react-ui-kit/assets/theme.css?inline';
import sentences from '../ui/sentences.css?inline';
import tokens from '../ui/tokens.css?inline';
import dashboard from './css/dashboard.css?inline';
import connection from './css/connection.css?inline';
import form from './css/form.css?inline';
import notifications from './css/notifications.css?inline';
import history from './css/history.css?inline';
import chat from './css/chat.css?inline';
import onboarding from './css/onboarding.css?inline';
import parts from './css/parts.css?inline';
import picker from './css/picker.css?inline';
import plugins from './css/plugins.css?inline';
import rules from './css/rules.css?inline';
import ruleEditor from './css/rule-editor.css?inline';
import shell from './css/shell.css?inline';
import table from './css/table.css?inline';
import tries from './css/try.css?inline';

/** Everything the console wears. Screens add their own sheets at the end. */
export const consoleStyles: readonly string[] = [
  theme,
  button,
  spinner,
  textArea,
  tokens,
  shell,
  parts,
  table,
  form,
  picker,
  dashboard,
  history,
  notifications,
  connection,
  sentences,
  chat,
  onboarding,
  rules,
  tries,
  plugins,
  ruleEditor,
];
