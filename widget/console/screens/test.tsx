import { useSignal } from '@preact/signals';

import { type Probe, readProbes } from '../../state/probes.ts';
import { useConsole, useResource, useTexts } from '../context.ts';
import { Link, Page } from '../parts/page.tsx';
import { Badge, State } from '../parts/state.tsx';
import { type ScreenProps } from '../screens.ts';
import { ProbeForm } from './test/form.tsx';
import { type Ran, ResultView } from './test/result.tsx';

/** Calls of the connection, tried by hand: what goes over the wire, and what the answer means. */
export default function Test({ query }: ScreenProps) {
  const { api } = useConsole();
  const t = useTexts('test');
  const probes = useResource(async () => readProbes(await api.get('/crm/probes')), []);
  return (
    <Page title={t('title')} hint={t('hint')}>
      <State phase={probes.phase.value} onRetry={() => void probes.reload()}>
        {(all) => <Bench probes={all} chosen={query['call']} />}
      </State>
    </Page>
  );
}

const Bench = ({ probes, chosen }: { probes: readonly Probe[]; chosen: string | undefined }) => {
  const { format } = useConsole();
  const t = useTexts('test');
  const ran = useSignal<Ran | undefined>(undefined);
  const current = probes.find(({ id }) => id === chosen) ?? probes[0];
  if (!current) return <p class="souffleur-muted">{t('none')}</p>;
  const titleOf = (probe: Probe): string => probe.title[format.language] || probe.title['en'] || probe.id;
  return (
    <div class="souffleur-bench">
      <nav class="souffleur-bench-list" aria-label={t('list')}>
        {probes.map((probe) => (
          <Link key={probe.id} class="souffleur-bench-one" path="test" query={{ call: probe.id }} current={probe === current}>
            <span>{titleOf(probe)}</span>
            {probe.effect === 'write' && <Badge kind="warn">{t('writes')}</Badge>}
          </Link>
        ))}
      </nav>
      <div class="souffleur-stack">
        <ProbeForm key={current.id} probe={current} title={titleOf(current)} onRan={(result) => (ran.value = { probeId: current.id, ...result })} />
        <div aria-live="polite">{ran.value?.probeId === current.id && <ResultView ran={ran.value} />}</div>
      </div>
    </div>
  );
};
