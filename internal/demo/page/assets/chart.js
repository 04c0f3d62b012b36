// Charts: the block data_visualization. The picture is an SVG in the pixels of the page, so that its text keeps its size on a phone;
// screen readers get the same figures as a table.
import { h, fill } from './dom.js';

// Choices. HEIGHT: of the picture in pixels, a third of a phone's screen; app.css has it too. TICKS: about as many lines as an eye
// can follow to the axis. LETTER: the width of a letter of 12 pixels. SLANT: the angle of labels that do not fit side by side.
const HEIGHT = 240, TICKS = 4, LETTER = 6.4, SLANT = 35, LINE = 16, DEGREE = Math.PI / 180;
const KINDS = { bar: 'Bar chart', line: 'Line chart', area: 'Area chart', pie: 'Pie chart' };

const number = (n) => Number(n).toLocaleString('en-GB');
const brief = (n) => Number(n).toLocaleString('en-GB', { notation: Math.abs(n) < 10_000 ? 'standard' : 'compact' });

/** An element of an SVG. A child that is a string becomes its text. */
function s(tag, props, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  node.append(...children.flat(Infinity));
  return node;
}

/** Draws the block. */
export function chart(b) {
  const c = b.chart ?? {};
  if (!KINDS[c.type]) return h('p', { class: 'unknown' }, `A chart of type “${c.type}”, which this page cannot draw`);
  const picture = h('div', { class: 'chart', 'aria-hidden': 'true' });
  const pie = c.type === 'pie';
  const parts = pie ? (c.segments ?? []) : (c.series ?? []);
  const total = pie ? parts.reduce((n, p) => n + p.value, 0) : 0;
  const draw = pie ? () => fill(picture, slices(parts, total)) : (width) => fill(picture, plot(c, width));
  new ResizeObserver(([e]) => { if (e.contentRect.width) draw(e.contentRect.width); }).observe(picture);
  const legend = h('ul', { class: 'legend', 'aria-hidden': 'true' }, parts.map((p, i) => h('li', null, h('span', { class: `swatch tint-${i % 6}` }), pie ? `${p.label}: ${number(p.value)} (${share(p.value, total)})` : p.name)));
  return h('figure', null, h('figcaption', { class: 'strong' }, b.title), h('div', { class: pie ? 'pie' : null }, picture, legend), figures(b.title, c, parts, total));
}

const share = (value, total) => `${Math.round((100 * value) / (total || 1))} %`;

/** The figures as a table that only screen readers get. */
function figures(title, c, parts, total) {
  const axis = c.axis_config ?? {};
  const head = c.type === 'pie' ? ['Part', 'Value', 'Share'] : [axis.x_label || 'Label', ...parts.map((p) => p.name)];
  const rows = c.type === 'pie' ? parts.map((p) => [p.label, number(p.value), share(p.value, total)])
    : (axis.categories ?? []).map((label) => [label, ...parts.map((p) => number(valueAt(p, label)))]);
  return h('div', { class: 'hidden figures' }, h('table', null, h('caption', null, `${KINDS[c.type]}: ${title}${axis.y_label ? `, ${axis.y_label}` : ''}`),
    h('thead', null, h('tr', null, head.map((t) => h('th', { scope: 'col' }, t)))),
    h('tbody', null, rows.map(([first, ...rest]) => h('tr', null, h('th', { scope: 'row' }, first), rest.map((t) => h('td', null, t)))))));
}

const valueAt = (series, label) => (series.data ?? []).find((p) => p.label === label)?.value ?? 0;

/** Round values from below the smallest to above the largest, with 0 among them; whole counts have no half ones. */
export function ticks(low, high, whole) {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const rough = (to - from || 1) / TICKS, power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(whole ? 1 : 0, power * [1, 2, 5, 10].find((m) => m * power >= rough * 0.999));
  const first = Math.floor(from / step), last = Math.max(first + 1, Math.ceil(to / step));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A bar, line or area chart. */
function plot(c, width) {
  const axis = c.axis_config ?? {}, labels = axis.categories ?? [], series = c.series ?? [];
  const rows = series.map((one) => labels.map((label) => valueAt(one, label)));
  const marks = ticks(Math.min(...rows.flat()), Math.max(...rows.flat()), rows.flat().every(Number.isInteger));
  const longest = Math.max(...labels.map((l) => l.length)) * LETTER;
  const numbers = Math.max(...marks.map((m) => brief(m).length)) * LETTER + 10 + (axis.y_label ? LINE : 0);
  const slanted = longest + LETTER > (width - numbers - 8) / labels.length;
  // A slanted label ends below its place on the axis and reaches to the left of it.
  const reach = slanted ? { x: longest * Math.cos(SLANT * DEGREE) + 8, y: longest * Math.sin(SLANT * DEGREE) + LINE } : { x: 0, y: LINE };
  const left = Math.max(numbers, reach.x - (width - numbers) / labels.length / 2);
  const slot = (width - left - 8) / labels.length;
  const every = slanted ? Math.ceil(LINE / slot) : 1; // labels that would touch each other are left out
  const below = reach.y + 6 + (axis.x_label ? LINE : 0);
  const bottom = HEIGHT - below, top = 10;
  const y = (v) => bottom - ((v - marks[0]) / (marks.at(-1) - marks[0])) * (bottom - top);
  const x = (i) => left + slot * (i + 0.5);
  const out = [];
  for (const m of marks) {
    out.push(s('line', { x1: left, x2: width - 8, y1: y(m), y2: y(m), class: m === 0 ? 'axis' : 'grid' }), s('text', { x: left - 6, y: y(m) + 4, 'text-anchor': 'end' }, brief(m)));
  }
  labels.forEach((label, i) => {
    if (i % every) return;
    const at = { x: x(i), y: bottom + LINE };
    out.push(slanted ? s('text', { ...at, x: at.x + 4, 'text-anchor': 'end', transform: `rotate(-${SLANT} ${at.x + 4} ${at.y - 4})` }, label) : s('text', { ...at, 'text-anchor': 'middle' }, label));
  });
  rows.forEach((row, k) => out.push(c.type === 'bar' ? bars(row, k) : line(row, k)));
  if (axis.x_label) out.push(s('text', { x: (left + width) / 2, y: HEIGHT - 4, 'text-anchor': 'middle', class: 'axis-label' }, axis.x_label));
  if (axis.y_label) out.push(s('text', { x: 10, y: (top + bottom) / 2, 'text-anchor': 'middle', class: 'axis-label', transform: `rotate(-90 10 ${(top + bottom) / 2})` }, axis.y_label));
  return s('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, focusable: 'false' }, out);

  function tip(i, k) { return s('title', {}, `${series[k].name}, ${labels[i]}: ${number(rows[k][i])}`); }
  function bars(row, k) {
    const wide = Math.min(48, (slot * 0.76) / rows.length); // 48: one bar alone must not be a wall
    return row.map((v, i) => s('rect', { x: x(i) + wide * (k - rows.length / 2) + 0.5, width: Math.max(1, wide - 1), y: Math.min(y(v), y(0)), height: Math.max(0, Math.abs(y(v) - y(0))), class: `tint-${k % 6}` }, tip(i, k)));
  }
  function line(row, k) {
    const points = row.map((v, i) => `${x(i)},${y(v)}`).join(' ');
    return [c.type === 'area' && s('polygon', { points: `${x(0)},${y(0)} ${points} ${x(row.length - 1)},${y(0)}`, class: `area tint-${k % 6}` }),
      s('polyline', { points, class: `line tint-${k % 6}` }), row.map((v, i) => s('circle', { cx: x(i), cy: y(v), r: 3.5, class: `tint-${k % 6}` }, tip(i, k)))].filter(Boolean);
  }
}

/** The slices of a pie chart, clockwise from the top. */
function slices(parts, total) {
  const R = 90, at = (turn) => `${(R * Math.sin(2 * Math.PI * turn)).toFixed(2)},${(-R * Math.cos(2 * Math.PI * turn)).toFixed(2)}`;
  let turn = 0;
  return s('svg', { viewBox: '-96 -96 192 192', width: 192, height: 192, focusable: 'false' }, parts.map((p, i) => {
    const from = turn, part = p.value / (total || 1);
    turn += part;
    const tip = s('title', {}, `${p.label}: ${number(p.value)} (${share(p.value, total)})`);
    if (part > 0.9999) return s('circle', { r: R, class: `slice tint-${i % 6}` }, tip);
    return s('path', { d: `M0,0 L${at(from)} A${R},${R} 0 ${part > 0.5 ? 1 : 0} 1 ${at(turn)} Z`, class: `slice tint-${i % 6}` }, tip);
  }));
}
