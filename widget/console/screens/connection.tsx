import { useConsole, useResource, useTexts } from '../context.ts';
import { readConnection } from '../../state/connection.ts';
import { Page } from '../parts/page.tsx';
import { State } from '../parts/state.tsx';
import { ConnectionPanel } from './connection/connect.tsx';
import { DiagnosisPanel } from './connection/diagnosis.tsx';
import { Syncs } from './connection/syncs.tsx';
import { UsagePanel } from './connection/usage.tsx';

/** The way to the CRM: whether it is open, what it carries, and what was read over it. */
export default function ConnectionScreen() {
  const { api } = useConsole();
  const t = useTexts('connection');
  const connection = useResource(async () => readConnection(await api.get('/crm/connection')), []);
  const phase = connection.phase.value;
  return (
    <Page title={t('title')} hint={t('hint')}>
      <State phase={phase} onRetry={() => void connection.reload()} lines={3}>
        {(value) => <ConnectionPanel connection={value} onChanged={() => void connection.reload()} />}
      </State>
      {phase.name === 'ready' && phase.value.state !== 'disconnected' && <Syncs />}
      <DiagnosisPanel />
      <UsagePanel />
    </Page>
  );
}
