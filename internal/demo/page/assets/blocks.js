// Drawing Block Kit. Every block type has its function; an unknown type is shown by its name, never hidden.
import { h } from './dom.js';
import { text, words, rich, mrkdwn } from './text.js';
import { element, inputOf } from './elements.js';

/**
 * Draws blocks. ctx: {names, level: heading level, act(what): tells the workspace, target: {channel, ts} or {view}, inputs: [] that
 * input blocks add themselves to}.
 */
export function blocks(list, ctx) {
  return (list ?? []).map((b) => {
    const draw = DRAW[b.type];
    const out = draw ? draw(b, ctx) : h('p', { class: 'unknown' }, `A block of type “${b.type}”, which this page cannot draw`);
    out.dataset.block = b.block_id ?? '';
    out.classList.add('block', `b-${DRAW[b.type] ? b.type : 'unknown'}`);
    return out;
  });
}

const LONG = 700; // characters after which Slack folds a section, unless it says expand

const DRAW = {
  header: (b, ctx) => h('p', { role: 'heading', 'aria-level': String(ctx.level + (b.level ? b.level - 1 : 0)) }, text(b.text, ctx.names)),

  section(b, ctx) {
    const body = h('div', { class: 'section-body' });
    if (b.text) {
      const prose = h('div', { class: 'prose' }, text(b.text, ctx.names));
      body.append(prose);
      if (!b.expand && words(b.text).length > LONG) {
        prose.classList.add('folded');
        const more = h('button', { class: 'plain link', onclick: () => { prose.classList.remove('folded'); more.remove(); } }, 'See more');
        body.append(more);
      }
    }
    if (b.fields) body.append(h('div', { class: 'fields' }, b.fields.map((f) => h('div', null, text(f, ctx.names)))));
    return h('div', null, body, b.accessory && h('div', { class: 'accessory' }, element(b.accessory, b, ctx)));
  },

  context: (b, ctx) => h('div', null, (b.elements ?? []).map((e) => (e.type === 'image' ? picture(e, 'tiny') : h('span', null, text(e, ctx.names))))),

  divider: () => h('hr'),

  image: (b, ctx) => h('figure', null, b.title && h('figcaption', null, text(b.title, ctx.names)), picture(b, '')),

  rich_text: (b, ctx) => h('div', null, rich(b.elements, ctx.names)),

  markdown: (b, ctx) => h('div', { class: 'prose' }, mrkdwn(String(b.text ?? '').replace(/\*\*(.+?)\*\*/g, '*$1*').replace(/^#+ (.*)$/gm, '*$1*').replace(/^[-*] /gm, '• '), ctx.names)),

  actions: (b, ctx) => h('div', null, (b.elements ?? []).map((e) => element(e, b, ctx))),

  context_actions: (b, ctx) => h('div', null, (b.elements ?? []).map((e) => element(e, b, ctx))),

  input: (b, ctx) => inputOf(b, ctx),

  table: (b, ctx) => table(b, ctx, 'A table'),

  data_table: (b, ctx) => table(b, ctx, b.caption ?? 'A table'),

  card: (b, ctx) => card(b, ctx),

  carousel: (b, ctx) => h('div', { class: 'row', tabindex: '0', role: 'group', 'aria-label': 'Cards' }, (b.elements ?? []).map((c) => card(c, ctx))),

  alert: (b, ctx) => h('p', { class: `level-${b.level ?? 'default'}` }, text(b.text, ctx.names)),

  container(b, ctx) {
    const inner = blocks(b.child_blocks, ctx);
    if (b.is_collapsible) return h('details', { open: !b.default_collapsed }, h('summary', null, text(b.title, ctx.names)), inner);
    return h('div', null, b.title && h('p', { class: 'strong' }, text(b.title, ctx.names)), b.subtitle && h('p', { class: 'quiet' }, text(b.subtitle, ctx.names)), inner);
  },
};

/** An image. Images of other hosts are not loaded: the page connects only to its own server. */
export function picture(e, size) {
  const alt = e.alt_text ?? '';
  if (String(e.image_url).startsWith('data:image/')) return h('img', { src: e.image_url, alt, class: size });
  return h('span', { class: `picture ${size}`, role: 'img', 'aria-label': alt, title: e.image_url ?? '' }, size ? '▣' : `Picture: ${alt}`);
}

function card(b, ctx) {
  return h('div', { class: 'card' }, b.hero_image && picture(b.hero_image, ''), b.title && h('p', { class: 'strong' }, text(b.title, ctx.names)), b.subtitle && h('p', { class: 'quiet' }, text(b.subtitle, ctx.names)),
    b.body && h('p', null, text(b.body, ctx.names)), b.subtext && h('p', { class: 'quiet' }, text(b.subtext, ctx.names)),
    b.actions && h('div', { class: 'block b-actions' }, b.actions.map((e) => element(e, b, ctx))));
}

function table(b, ctx, label) {
  const rows = (b.rows ?? []).map((row, i) => h('tr', null, row.map((cell, j) => {
    const s = b.column_settings?.[j];
    const inner = !cell ? '' : cell.type === 'rich_text' ? rich(cell.elements, ctx.names) : String(cell.text ?? cell.value ?? '');
    return h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'col' : null, class: `${s?.align ? `align-${s.align}` : ''}${s && s.is_wrapped === false ? ' nowrap' : ''}` }, inner);
  })));
  return h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', null, b.caption && h('caption', null, b.caption), h('thead', null, rows[0]), h('tbody', null, rows.slice(1))));
}
