import { useEffect } from 'preact/hooks';

import { readPage } from '../../../../state/read.ts';
import { isGoing, readRun, type Run } from '../../../../state/rule-runs.ts';
import { type Definition, readRule, readVersion } from '../../../../state/rules.ts';
import { type Api } from '../../../../api.ts';
import { useConsole, useIsAdmin, useLive, useResource, useTexts } from '../../../context.ts';
import { moment } from '../../../parts/moment.ts';
import { Link, OutLink, Page, Panel } from '../../../parts/page.tsx';
import { Badge, Note, State } from '../../../parts/state.tsx';
import { eventWords, subjectUrl, subjectWords } from '../../hooks/words.ts';
import { type Phrases, usePhrases } from '../phrases.ts';
import { ConditionTree, ResultList } from '../tree.tsx';
import { ActionList } from './actions.tsx';
import { RUN_BADGES } from './words.ts';

/** While something is under way the run is read again this often (ms), should its live message be missed. */
const EVERY = 5_000;

interface Around {
  run: Run;
  /** The rule as it was then; unknown once it was erased. */
  definition: Definition | undefined;
  /** Of the rules that led here. */
  names: ReadonlyMap<string, string>;
}

const load = async (api: Api, id: string): Promise<Around> => {
  const run = readRun(await api.get(`/rules/runs/${encodeURIComponent(id)}`));
  const others = run.chain.filter((rule) => rule !== run.ruleId);
  const [versions, ...rules] = await Promise.all([
    api.get(`/rules/${encodeURIComponent(run.ruleId)}/versions?limit=100`).catch(() => undefined),
    ...others.slice(0, 10).map((rule) => api.get(`/rules/${encodeURIComponent(rule)}`).then(readRule, () => undefined)),
  ]);
  return {
    run,
    definition: readPage(versions, readVersion).find(({ version }) => version === run.ruleVersion)?.definition,
    names: new Map([[run.ruleId, run.ruleName], ...rules.flatMap((rule) => (rule ? [[rule.id, rule.name] as const] : []))]),
  };
};

/** One run: what happened, what each condition found, and what became of every action. */
export const RunPage = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  const around = useResource(() => load(api, id), [id]);
  const phrases = usePhrases();
  useLive(['rule.run'], (message) => {
    if (!message || message['runId'] === id) void around.reload();
  });
  const phase = around.phase.value;
  const going = phase.name === 'ready' && isGoing(phase.value.run);
  useEffect(() => {
    if (!going) return undefined;
    const timer = setInterval(() => void around.reload(), EVERY);
    return () => clearInterval(timer);
  }, [going, around]);
  return (
    <Page title={phase.name === 'ready' ? phase.value.run.ruleName : t('rule-runs:one')} back={{ path: 'rules/runs', label: t('rule-runs:title') }}>
      <State phase={phase} onRetry={() => void around.reload()}>
        {(value) => <Whole {...value} phrases={phrases} onRetried={() => void around.reload()} />}
      </State>
    </Page>
  );
};

const Whole = ({ run, definition, names, phrases, onRetried }: Around & { phrases: Phrases; onRetried: () => void }) => {
  const t = useTexts('rules');
  return (
    <>
      <Facts run={run} />
      {run.state === 'skipped' && run.reason && (
        <Note kind="warn">
          <strong>{t(`rule-runs:skipped.${run.reason}.short`)}</strong>
          <p class="souffleur-paragraph">{t(`rule-runs:skipped.${run.reason}.long`)}</p>
        </Note>
      )}
      {run.state === 'near' && <Note>{t('rule-runs:near_long')}</Note>}
      {run.state === 'waiting' && <Note>{t('rule-runs:waiting_long')}</Note>}
      {run.chain.length > 1 && <Chain run={run} names={names} />}
      <Panel title={t('fields.conditions')}>
        {definition ? (
          <ConditionTree node={definition.conditions} results={run.conditions} phrases={phrases} />
        ) : (
          <ResultList results={run.conditions} phrases={phrases} />
        )}
      </Panel>
      {(run.state !== 'near' || run.actions.length > 0) && (
        <Panel title={t('fields.actions')}>
          <ActionList actions={run.actions} planned={definition?.actions} phrases={phrases} onRetried={onRetried} />
        </Panel>
      )}
    </>
  );
};

const Facts = ({ run }: { run: Run }) => {
  const { format, crmUrl } = useConsole();
  const t = useTexts('rules');
  const isAdmin = useIsAdmin();
  const subject = run.leadCrmId ? `lead:${run.leadCrmId}` : run.event.subject;
  const href = subjectUrl(crmUrl, subject);
  const about = run.leadName ?? subjectWords(t, subject);
  const took = run.finishedAt ? Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.at)) : undefined;
  return (
    <dl class="souffleur-facts">
      <div>
        <dt>{t('rule-runs:columns.state')}</dt>
        <dd>
          <Badge kind={RUN_BADGES[run.state]}>{t(`rule-runs:states.${run.state}`)}</Badge>
        </dd>
      </div>
      <div>
        <dt>{t('rule-runs:columns.event')}</dt>
        <dd>{run.hookEventId && isAdmin ? <Link path={`hooks/${run.hookEventId}`}>{eventWords(t, run.event.name)}</Link> : eventWords(t, run.event.name)}</dd>
      </div>
      <div>
        <dt>{t('rule-runs:columns.about')}</dt>
        <dd>{href ? <OutLink href={href}>{about}</OutLink> : about}</dd>
      </div>
      <div>
        <dt>{t('rule-runs:columns.at')}</dt>
        <dd>
          <time dateTime={run.at}>{moment(format, run.at)}</time>
        </dd>
      </div>
      {took !== undefined && (
        <div>
          <dt>{t('rule-runs:took')}</dt>
          <dd>{format.duration(took)}</dd>
        </div>
      )}
      <div>
        <dt>{t('one')}</dt>
        <dd>
          <Link path={`rules/${run.ruleId}`} query={{ tab: 'versions' }}>
            {t('versions.one', { version: run.ruleVersion })}
          </Link>
        </dd>
      </div>
    </dl>
  );
};

const Chain = ({ run, names }: Pick<Around, 'run' | 'names'>) => {
  const t = useTexts('rules');
  return (
    <Panel title={t('rule-runs:chain')}>
      <ol class="souffleur-chain">
        {run.chain.map((rule, index) => (
          <li key={`${rule} ${index}`}>
            <Link path={`rules/${rule}`}>{names.get(rule) ?? t('one')}</Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
};
