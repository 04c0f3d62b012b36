// Drawing Block Kit. Every block type has its function; an unknown type is shown by its name, never hidden.
import { h, icon, scrolls } from './dom.js';
import { text, words, rich, mrkdwn } from './text.js';
import { element, inputOf } from './elements.js';
import { table, dataTable } from './table.js';
import { chart } from './chart.js';

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
        const more = h('button', { type: 'button', class: 'plain link', onclick: () => { prose.classList.remove('folded'); more.remove(); } }, 'See more');
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

  table,

  data_table: dataTable,

  data_visualization: chart,

  card,

  carousel: (b, ctx) => carousel((b.elements ?? []).map((c) => card(c, ctx))),

  alert: (b, ctx) => h('p', { class: `level-${b.level ?? 'default'}` }, text(b.text, ctx.names)),

  container(b, ctx) {
    const title = b.rich_text_title ? rich(b.rich_text_title.elements, ctx.names) : text(b.title, ctx.names);
    const subtitle = b.subtitle && h('span', { class: 'quiet' }, text(b.subtitle, ctx.names));
    const inner = blocks(b.child_blocks, { ...ctx, level: ctx.level + 1 });
    const width = `box width-${b.width ?? 'standard'}`;
    if (b.is_collapsible) {
      return h('details', { class: width, open: !b.default_collapsed }, h('summary', null, icon('on'), b.icon && picture(b.icon, 'tiny'), h('span', { class: 'box-title' }, h('span', { class: 'strong' }, title), subtitle)), h('div', { class: 'box-body' }, inner));
    }
    return h('div', { class: width }, h('div', { class: `box-head${b.has_header_divider ? ' ruled' : ''}` }, b.icon && picture(b.icon, 'tiny'), h('div', { class: 'box-title' }, h('div', { class: 'strong', role: 'heading', 'aria-level': String(ctx.level) }, title), subtitle)), h('div', { class: 'box-body' }, inner));
  },
};

/** An image. Images of other hosts are not loaded: the page connects only to its own server. */
export function picture(e, size) {
  const alt = e.alt_text ?? '';
  if (String(e.image_url).startsWith('data:image/')) return h('img', { src: e.image_url, alt, class: size });
  return h('span', { class: `picture ${size}`, role: 'img', 'aria-label': alt, title: e.image_url ?? '' }, size && size !== 'hero' ? '▣' : `Picture: ${alt}`);
}

function card(b, ctx) {
  const small = b.icon && picture(b.icon, 'tiny');
  return h('div', { class: 'card' }, b.hero_image && picture(b.hero_image, 'hero'),
    (small || b.title || b.subtitle) && h('div', { class: 'box-head' }, small, h('div', { class: 'box-title' }, b.title && h('div', { class: 'strong' }, text(b.title, ctx.names)), b.subtitle && h('div', { class: 'quiet' }, text(b.subtitle, ctx.names)))),
    b.body && h('div', { class: 'prose' }, text(b.body, ctx.names)), b.subtext && h('div', { class: 'quiet' }, text(b.subtext, ctx.names)),
    b.actions && h('div', { class: 'block b-actions' }, b.actions.map((e) => element(e, b, ctx))));
}

/** Cards in a row that scrolls, with buttons for those who have no wheel that goes sideways. */
function carousel(cards) {
  const row = scrolls('Cards', h('div', { class: 'row' }, cards));
  const move = (label, name, way) => h('button', { class: 'btn icon', 'aria-label': label, onclick: () => { const box = row.querySelector('.sideways'); box.scrollBy({ left: way * cards[0].offsetWidth, behavior: 'auto' }); } }, icon(name));
  return h('div', null, row, cards.length > 1 && h('div', { class: 'pages' }, move('Previous card', 'back', -1), move('Next card', 'on', 1)));
}
