import { readUsage, type Usage } from '../../../state/connection.ts';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Panel } from '../../parts/page.tsx';
import { Note, State } from '../../parts/state.tsx';

/** What the CRM's rate limit was spent on in the last day. */
export const UsagePanel = () => {
  const { api } = useConsole();
  const t = useTexts('connection');
  const usage = useResource(async () => readUsage(await api.get('/crm/usage?period=24h')), []);
  return (
    <Panel title={t('panels.usage')}>
      <State phase={usage.phase.value} onRetry={() => void usage.reload()}>
        {(value) => <Shown usage={value} />}
      </State>
    </Panel>
  );
};

const Shown = ({ usage }: { usage: Usage }) => {
  const { format } = useConsole();
  const t = useTexts('connection');
  const total = usage.features.reduce((sum, [, count]) => sum + count, 0);
  const most = Math.max(1, ...usage.hours.map(({ requests }) => requests));
  const nameOf = (feature: string): string => t(`features.${feature}`, { defaultValue: feature });
  return (
    <div class="souffleur-stack">
      {usage.hold && <Note kind="warn">{t(`hold.${usage.hold.reason}`, { until: format.time(usage.hold.until) })}</Note>}
      <p class="souffleur-paragraph">
        {t('usage.limit', { count: usage.perSecond })} {t('usage.total', { count: total, number: format.number(total) })}
        {usage.limited > 0 && ` ${t('usage.limited', { count: usage.limited, number: format.number(usage.limited) })}`}
        {usage.failed > 0 && ` ${t('usage.failed', { count: usage.failed, number: format.number(usage.failed) })}`}
      </p>
      {total > 0 && (
        <>
          <figure class="souffleur-hours" role="img" aria-label={t('usage.chart', { most: format.number(most) })}>
            <div class="souffleur-hours-field">
              {usage.hours.map(({ hour, requests, by, limited }) => (
                <div
                  key={hour}
                  class="souffleur-hour"
                  title={`${format.time(hour)}: ${format.number(requests)}${by.length > 0 ? ` (${by.map(([feature, count]) => `${nameOf(feature)} ${format.number(count)}`).join(', ')})` : ''}`}
                >
                  <div class={`souffleur-hour-bar${limited > 0 ? ' souffleur-hour-limited' : ''}`} style={{ height: `${(requests / most) * 100}%` }} />
                </div>
              ))}
            </div>
            <figcaption class="souffleur-hours-ends" aria-hidden="true">
              <span>{format.time(usage.hours[0]?.hour ?? '')}</span>
              <span>{t('usage.most', { number: format.number(most) })}</span>
              <span>{format.time(usage.hours.at(-1)?.hour ?? '')}</span>
            </figcaption>
          </figure>
          <ul class="souffleur-shares" aria-label={t('usage.by_feature')}>
            {usage.features.map(([feature, count]) => (
              <li key={feature} class="souffleur-share">
                <span>{nameOf(feature)}</span>
                <span class="souffleur-share-line" aria-hidden="true">
                  <span class="souffleur-share-part" style={{ width: `${(count / total) * 100}%` }} />
                </span>
                <span class="souffleur-share-number">
                  {format.number(count)} <span class="souffleur-muted">{format.percent(count / total)}</span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
};
