import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface Point {
  /** On the axis. */
  short: string;
  /** In the table and beside the pointer. */
  long: string;
  /** Null: it has not begun yet. */
  value: number | null;
  /** Of the same hour or day of the period before. */
  previous: number | null;
}

interface LineProps {
  /** What is shown, for those who cannot see it. */
  label: string;
  points: readonly Point[];
  names: { when: string; value: string; previous: string };
  format: (value: number) => string;
}

const HEIGHT = 220;
const TOP = 12;
const BOTTOM = 26;
const LEFT = 36;
const RIGHT = 12;
const LABEL_WIDTH = 56;

/** The next round number above, so that the axis has even steps: 1, 2, 4, 5, 10 … */
export const ceiling = (highest: number): number => {
  if (highest <= 4) return 4;
  const size = 10 ** Math.floor(Math.log10(highest));
  const steps = [1, 2, 4, 6, 8, 10].map((step) => step * size).filter((step) => Number.isInteger(step / 4) || step >= 40);
  return steps.find((step) => step >= highest) ?? size * 20;
};

/** Its own width: a chart that is stretched distorts its words. */
const useWidth = () => {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(640);
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) width.value = Math.round(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, width: width.value };
};

const path = (dots: readonly (readonly [number, number])[]): string =>
  dots.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** The same figures as a table: for screen readers, and for whoever copies them. */
const Figures = ({ label, points, names, format }: LineProps) => (
  <div class="souffleur-hidden">
    <table>
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">{names.when}</th>
          <th scope="col">{names.value}</th>
          <th scope="col">{names.previous}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.long}>
            <th scope="row">{point.long}</th>
            <td>{point.value === null ? '' : format(point.value)}</td>
            <td>{point.previous === null ? '' : format(point.previous)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** A line over time, and behind it the line of the period before. */
export const LineChart = (props: LineProps) => {
  const { points, names, format } = props;
  const { box, width } = useWidth();
  const id = useId();
  const near = useSignal<number | undefined>(undefined);
  const top = ceiling(Math.max(0, ...points.flatMap(({ value, previous }) => [value ?? 0, previous ?? 0])));
  const plain = { width: Math.max(1, width - LEFT - RIGHT), height: HEIGHT - TOP - BOTTOM };
  const x = (index: number): number => LEFT + (points.length < 2 ? plain.width / 2 : (index / (points.length - 1)) * plain.width);
  const y = (value: number): number => TOP + plain.height - (value / top) * plain.height;
  const now = points.flatMap((point, index) => (point.value === null ? [] : [[x(index), y(point.value)] as const]));
  const before = points.flatMap((point, index) => (point.previous === null ? [] : [[x(index), y(point.previous)] as const]));
  const every = Math.max(1, Math.ceil((points.length * LABEL_WIDTH) / plain.width));
  const chosen = near.value === undefined ? undefined : points[near.value];
  const floor = TOP + plain.height;
  return (
    <div class="souffleur-chart" ref={box}>
      <div class="souffleur-legend" aria-hidden="true">
        <span class="souffleur-key souffleur-key-now">{names.value}</span>
        <span class="souffleur-key souffleur-key-before">{names.previous}</span>
      </div>
      <svg
        class="souffleur-chart-drawing"
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        aria-hidden="true"
        onPointerMove={(event) => {
          const from = event.currentTarget.getBoundingClientRect().left;
          const share = (event.clientX - from - LEFT) / plain.width;
          near.value = Math.min(points.length - 1, Math.max(0, Math.round(share * (points.length - 1))));
        }}
        onPointerLeave={() => (near.value = undefined)}
      >
        <defs>
          <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" class="souffleur-fade-from" />
            <stop offset="1" class="souffleur-fade-to" />
          </linearGradient>
        </defs>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="souffleur-grid" x1={LEFT} x2={width - RIGHT} y1={y(top * share)} y2={y(top * share)} />
            <text class="souffleur-axis" x={LEFT - 8} y={y(top * share) + 4} text-anchor="end">
              {format(top * share)}
            </text>
          </g>
        ))}
        {points.map(
          (point, index) =>
            index % every === 0 && (
              <text
                key={point.long}
                class="souffleur-axis"
                x={x(index)}
                y={HEIGHT - 6}
                text-anchor={index === 0 ? 'start' : index === points.length - 1 ? 'end' : 'middle'}
              >
                {point.short}
              </text>
            ),
        )}
        <path class="souffleur-line-before" d={path(before)} />
        {now.length > 1 && <path d={`${path(now)}L${x(now.length - 1).toFixed(1)} ${floor}L${x(0).toFixed(1)} ${floor}Z`} fill={`url(#${id})`} />}
        <path class="souffleur-line-now" d={path(now)} />
        {near.value !== undefined && chosen && (
          <g>
            <line class="souffleur-cross" x1={x(near.value)} x2={x(near.value)} y1={TOP} y2={floor} />
            {chosen.previous !== null && <circle class="souffleur-dot-before" cx={x(near.value)} cy={y(chosen.previous)} r="3.5" />}
            {chosen.value !== null && <circle class="souffleur-dot-now" cx={x(near.value)} cy={y(chosen.value)} r="4" />}
          </g>
        )}
      </svg>
      {near.value !== undefined && chosen && (
        <div class="souffleur-tip" style={{ left: `${Math.min(Math.max(x(near.value), 90), Math.max(90, width - 90))}px` }} aria-hidden="true">
          <strong>{chosen.long}</strong>
          {chosen.value !== null && (
            <span>
              {names.value}: {format(chosen.value)}
            </span>
          )}
          {chosen.previous !== null && (
            <span>
              {names.previous}: {format(chosen.previous)}
            </span>
          )}
        </div>
      )}
      <Figures {...props} />
    </div>
  );
};

export interface Bar {
  id: string;
  name: string;
  value: number;
  previous: number;
  tone: 'good' | 'accent' | 'warn' | 'bad' | 'plain';
}

/** Bars with their names and numbers beside them: the words carry the meaning, the colour only helps. */
export const BarChart = ({ label, bars, previous, format }: { label: string; bars: readonly Bar[]; previous: string; format: (value: number) => string }) => {
  const longest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul class="souffleur-bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.id} class="souffleur-bar">
          <span class="souffleur-bar-name">{bar.name}</span>
          <span class="souffleur-bar-number">
            <strong>{format(bar.value)}</strong>
            <span class="souffleur-bar-before">
              <span class="souffleur-hidden">{previous}: </span>
              <span aria-hidden="true">/ </span>
              {format(bar.previous)}
            </span>
          </span>
          <span class="souffleur-bar-track" aria-hidden="true">
            <span class={`souffleur-bar-fill souffleur-bar-${bar.tone}`} style={{ width: `${(bar.value / longest) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
};
