// Slack's two ways of writing text: mrkdwn, and rich text.
import { h } from './dom.js';

const EMOJI = {
  '+1': '👍', thumbsup: '👍', '-1': '👎', thumbsdown: '👎', white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', warning: '⚠️', bulb: '💡', mag: '🔍', wave: '👋',
  eyes: '👀', tada: '🎉', information_source: 'ℹ️', speech_balloon: '💬', scales: '⚖️', balance_scale: '⚖️', books: '📚', book: '📖', link: '🔗', pushpin: '📌', question: '❓',
  point_right: '👉', arrow_right: '➡️', calendar: '📅', memo: '📝', compass: '🧭', lock: '🔒', star: '⭐', sparkles: '✨', thinking_face: '🤔', raised_hands: '🙌', pray: '🙏', house: '🏠', rocket: '🚀',
};
const entity = (s) => s.replace(/&(lt|gt|amp);/g, (_, n) => ({ lt: '<', gt: '>', amp: '&' })[n]);
export const emoji = (name) => EMOJI[name.split('::')[0]] ?? `:${name}:`;
const withEmoji = (s) => s.replace(/:([a-z0-9_+-]+):/g, (m, n) => EMOJI[n] ?? m);

/** Where the workspace has its canvases; this page shows them. */
const CANVASES = /^\w+:\/\/workspace\.slack\.example(?=\/docs\/)/;

/** A link, if its protocol is allowed; otherwise its text. */
export function link(url, label) {
  let ok = false;
  try { ok = ['http:', 'https:', 'mailto:'].includes(new URL(url).protocol); } catch { /* no address */ }
  if (!ok) return document.createTextNode(label || url);
  return h('a', { href: url.replace(CANVASES, ''), target: '_blank', rel: 'noopener noreferrer' }, label || url);
}

const mention = (text, me) => h('span', { class: me ? 'mention me' : 'mention' }, text);

/** The content of <angle brackets> in mrkdwn. */
function angled(body, names) {
  const cut = body.indexOf('|');
  const target = cut < 0 ? body : body.slice(0, cut);
  const label = cut < 0 ? '' : entity(body.slice(cut + 1));
  if (target.startsWith('@')) return mention('@' + (names.user(target.slice(1)) || label || target.slice(1)), target.slice(1) === names.me);
  if (target.startsWith('#')) return mention('#' + (label || names.channel(target.slice(1)) || target.slice(1)));
  if (target.startsWith('!')) return mention(label || '@' + target.slice(1).split('^')[0]);
  return link(entity(target), label);
}

const INLINE = /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)])/g;

function inline(text, names) {
  const out = [];
  let at = 0;
  for (const m of text.matchAll(INLINE)) {
    if (m.index > at) out.push(withEmoji(entity(text.slice(at, m.index))));
    at = m.index + m[0].length;
    if (m[1] !== undefined) out.push(h('code', null, entity(m[1])));
    else if (m[2] !== undefined) out.push(angled(m[2], names));
    else if (m[3] !== undefined) out.push(h('b', null, inline(m[3], names)));
    else if (m[4] !== undefined) out.push(h('i', null, inline(m[4], names)));
    else if (m[5] !== undefined) out.push(h('s', null, inline(m[5], names)));
    else out.push(link(entity(m[6]), ''));
  }
  out.push(withEmoji(entity(text.slice(at))));
  return out;
}

/** mrkdwn as nodes. */
export function mrkdwn(text, names) {
  const out = [];
  String(text).split('```').forEach((part, i, all) => {
    if (i % 2 === 1 && i < all.length - 1) { out.push(h('pre', { tabindex: '0' }, entity(part.replace(/^\n|\n$/g, '')))); return; }
    if (i % 2 === 1) part = '```' + part;
    let quote = null;
    const lines = part.split('\n');
    lines.forEach((line, j) => {
      const q = line.match(/^(?:&gt;|>) ?(.*)$/);
      if (q) {
        if (!quote) { quote = h('blockquote'); out.push(quote); } else quote.append(h('br'));
        quote.append(...inline(q[1], names).map(node));
        return;
      }
      if (j > 0 && !quote) out.push(h('br'));
      quote = null;
      out.push(...inline(line, names));
    });
  });
  return out;
}
const node = (x) => (x instanceof Node ? x : document.createTextNode(x));

/** A text object: plain_text or mrkdwn. */
export function text(t, names) {
  if (!t) return [];
  if (typeof t === 'string') return [t];
  if (t.type === 'mrkdwn') return mrkdwn(t.text, names);
  return String(t.text ?? '').split('\n').flatMap((line, i) => (i ? [h('br'), withEmoji(line)] : [withEmoji(line)]));
}

/** The plain text of a text object, for labels. */
export const words = (t) => withEmoji(typeof t === 'string' ? t : (t?.text ?? ''));

/** The elements of a rich_text block. */
export function rich(elements, names) {
  return (elements ?? []).map((e) => {
    switch (e.type) {
      case 'rich_text_section': return h('p', { class: 'r-section' }, spans(e.elements, names));
      case 'rich_text_list': {
        const list = h(e.style === 'ordered' ? 'ol' : 'ul', { class: `r-list indent-${Math.min(e.indent ?? 0, 6)}${e.border ? ' bordered' : ''}`, start: e.style === 'ordered' && e.offset ? e.offset + 1 : null });
        for (const item of e.elements ?? []) list.append(h('li', null, spans(item.elements, names)));
        return list;
      }
      case 'rich_text_quote': return h('blockquote', null, spans(e.elements, names));
      case 'rich_text_preformatted': return h('pre', { tabindex: '0' }, spans(e.elements, names));
      default: return h('p', { class: 'unknown' }, `Rich text of type “${e.type}”`);
    }
  });
}

function spans(elements, names) {
  return (elements ?? []).map((e) => styled(e.style, span(e, names)));
}

function span(e, names) {
  switch (e.type) {
    case 'text': return e.style?.code ? e.text : String(e.text).split('\n').flatMap((s, i) => (i ? [h('br'), s] : [s]));
    case 'link': return link(e.url, e.text);
    case 'user': return mention('@' + (names.user(e.user_id) || e.user_id), e.user_id === names.me);
    case 'channel': return mention('#' + (names.channel(e.channel_id) || e.channel_id));
    case 'usergroup': return mention('@' + e.usergroup_id);
    case 'broadcast': return mention('@' + e.range);
    case 'emoji': return emoji(e.name);
    case 'date': return e.fallback ?? new Date(e.timestamp * 1000).toLocaleString();
    case 'color': return e.value;
    default: return h('span', { class: 'unknown' }, `(${e.type})`);
  }
}

function styled(style, inner) {
  let out = inner;
  for (const [key, tag] of [['code', 'code'], ['strike', 's'], ['italic', 'i'], ['bold', 'b']]) {
    if (style?.[key]) out = h(tag, null, out);
  }
  return out;
}
