// Tables: the block table, and data_table, which can be sorted and turned over page by page.
import { h, fill, icon, scrolls } from './dom.js';
import { rich } from './text.js';
import { element } from './elements.js';

const PAGE_SIZE = 5; // Slack's default of page_size (its page "Data table block")

/** Draws a table as it is. */
export function table(b, ctx) {
  const [head, ...rows] = (b.rows ?? []).map((row, i) => h('tr', null, row.map((c, j) => {
    const setting = b.column_settings?.[j];
    return h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'col' : null, class: `${setting?.align ? `align-${setting.align}` : ''}${setting?.is_wrapped === false ? ' nowrap' : ''}` }, cell(c, b, ctx));
  })));
  return scrolls('A table', h('table', null, h('thead', null, head), h('tbody', null, rows)));
}

function cell(c, b, ctx) {
  switch (c?.type) {
    case 'rich_text': return rich(c.elements, ctx.names);
    case 'action_cell': return element(c.element, b, ctx);
    case 'raw_number': return c.text || Number(c.value).toLocaleString('en-GB');
    default: return String(c?.text ?? '');
  }
}

/** Draws a data table: a caption, columns that sort, and pages. */
export function dataTable(b, ctx) {
  const [head = [], ...rest] = b.rows ?? [];
  const size = b.page_size ?? PAGE_SIZE, named = b.row_header_column_index ?? 0;
  let by = -1, down = false, page = 0;
  const rows = rest.map((row) => h('tr', null, row.map((c, j) => h(j === named ? 'th' : 'td', { scope: j === named ? 'row' : null, class: c?.type === 'raw_number' ? 'align-right' : null }, cell(c, b, ctx)))));
  const numeric = head.map((_, j) => rest.length > 0 && rest.every((row) => row[j]?.type === 'raw_number'));
  const key = (i) => (numeric[by] ? rest[i][by].value : rows[i].children[by].textContent);
  const compare = (i, k) => (numeric[by] ? key(i) - key(k) : key(i).localeCompare(key(k), 'en', { numeric: true }));
  const heads = head.map((c, j) => h('th', { scope: 'col', class: numeric[j] ? 'align-right' : null }, h('button', { class: 'plain sort', onclick: () => { down = by === j && !down; by = j; page = 0; show(); } }, cell(c, b, ctx), icon('sort'))));
  const body = h('tbody'), shown = h('span', { role: 'status', class: 'quiet' });
  const turn = (label, name, step) => h('button', { class: 'btn icon', 'aria-label': label, onclick: () => { page += step; show(); } }, icon(name));
  const back = turn('Previous rows', 'back', -1), on = turn('Next rows', 'on', 1);
  const show = () => {
    const order = rows.map((_, i) => i);
    if (by >= 0) order.sort((i, k) => (down ? compare(k, i) : compare(i, k)));
    fill(body, order.slice(page * size, (page + 1) * size).map((i) => rows[i]));
    heads.forEach((th, j) => { if (j === by) th.setAttribute('aria-sort', down ? 'descending' : 'ascending'); else th.removeAttribute('aria-sort'); });
    shown.textContent = `${page * size + 1} to ${Math.min(rows.length, (page + 1) * size)} of ${rows.length} rows`;
    const focused = document.activeElement;
    back.disabled = page === 0;
    on.disabled = (page + 1) * size >= rows.length;
    if (focused === on && on.disabled) back.focus(); // a button that is switched off would lose the focus to the page
    if (focused === back && back.disabled) on.focus();
  };
  show();
  return h('div', null, scrolls(b.caption || 'A table', h('table', null, h('caption', null, b.caption), h('thead', null, h('tr', null, heads)), body)), rows.length > size && h('div', { class: 'pages' }, back, shown, on));
}
