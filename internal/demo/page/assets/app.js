// The page's state and its frame: channels at the left, the conversation in the middle, a thread or the curator at the right.
import { h, $, icon, fill, menu, sync, toast, failure } from './dom.js';
import { message, threadInto } from './messages.js';
import { blocks } from './blocks.js';
import { composer } from './composer.js';
import { Modal } from './modal.js';
import { curator } from './curator.js';

const as = new URLSearchParams(location.search).get('as');
const query = as ? `?as=${encodeURIComponent(as)}` : '';

const world = await (await fetch(`world${query}`)).json();
if (world.error) { fill($('main'), h('p', { class: 'empty' }, failure(world))); throw new Error(failure(world)); }

export const state = {
  ...world,
  dm: world.channels.find((c) => c.im),
  messages: new Map(), // channel -> messages, oldest first
  home: null, status: new Map(), prompts: [], unread: new Set(), pressed: new Map(),
  place: { channel: '', tab: 'messages', thread: '' }, panel: '', live: false, asked: false,
};
const person = new Map(world.users.map((u) => [u.id, u]));
export const names = {
  me: world.me.id,
  user: (id) => (id === world.bot.id ? world.bot.display_name : person.get(id)?.real_name),
  channel: (id) => world.channels.find((c) => c.id === id)?.name,
  people: () => world.users.filter((u) => !u.bot),
  channels: () => world.channels.filter((c) => !c.im),
};

/** Sends the workspace what the person does. Returns its answer, or null after showing an error. */
export async function act(what, quiet) {
  try {
    if (what.do === 'post' || what.do === 'slash') tried();
    const r = await fetch(`act${query}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) });
    const answer = await r.json();
    if (!r.ok) throw new Error(failure(answer));
    return answer;
  } catch (e) {
    if (quiet) throw e;
    toast(e.message);
    return null;
  }
}

export const context = (target, level, extra) => ({ names, level, act, target, ...extra });
const modal = new Modal();

let footFor = '';
const phone = matchMedia('(max-width: 767px)'); // where the panel covers everything
const noHover = matchMedia('(hover: none)'); // where the buttons of a message are always in its head, so each has one

// --- events -----------------------------------------------------------------------------------------------------------------------

const list = (channel) => { if (!state.messages.has(channel)) state.messages.set(channel, []); return state.messages.get(channel); };
export const inThread = (channel, root) => list(channel).filter((m) => m.thread_ts === root);

const HAPPENS = {
  message: put, ephemeral: put,
  update(e) {
    const m = list(e.channel).find((o) => o.ts === e.ts);
    if (m) Object.assign(m, { text: e.text, blocks: e.blocks, edited: !e.for });
    announce(e);
    changed(e);
  },
  delete(e) { state.messages.set(e.channel, list(e.channel).filter((m) => m.ts !== e.ts)); changed(e); },
  failure(e) {
    if (!modal.failed(e)) put({ ...e, kind: 'ephemeral', user: 'slackbot', ts: String(new Date(e.at) / 1000), channel: e.channel || here(), for: state.me.id });
  },
  home(e) { state.home = e.view; if (state.place.tab === 'home') draw(); },
  view: (e) => modal.show(e.view),
  close: (e) => modal.closed(e.view),
  errors: (e) => modal.errors(e.errors),
  status(e) {
    if (e.via === 'assistant.threads.setSuggestedPrompts') {
      const list = e.detail?.prompts;
      state.prompts = typeof list === 'string' ? JSON.parse(list) : list ?? [];
      footFor = '';
      if (state.live) foot();
      return;
    }
    if (!e.via.endsWith('.setStatus')) return; // a title
    state.status.set(`${e.channel}/${e.thread_ts ?? ''}`, e);
    if (e.channel === here()) foot();
  },
  reaction(e) {
    const m = list(e.channel).find((o) => o.ts === e.ts);
    if (m) (m.reactions ??= []).push(e.text);
    changed(e);
  },
};

function put(e) {
  const m = { channel: e.channel, ts: e.ts, thread_ts: e.thread_ts, user: e.user, text: e.text ?? '', blocks: e.blocks, for: e.kind === 'ephemeral' ? e.for : '' };
  list(e.channel).push(m);
  announce(e);
  if (m.user !== state.me.id && state.live) {
    if (e.channel !== here() || state.place.tab === 'home') { state.unread.add(e.channel); side(); }
  }
  changed(e);
  if (state.live && e.kind === 'message') answered(m);
}

/** Opens the thread in which the bot has answered the person, unless they are using something else at the right. */
function answered(m) {
  const mine = m.user === state.bot.id && m.thread_ts && list(m.channel).find((o) => o.ts === m.thread_ts)?.user === state.me.id;
  if (!mine || m.channel !== here() || state.place.tab === 'home' || state.panel === 'curator' || state.place.thread === m.thread_ts) return;
  if ($('panel').querySelector('textarea')?.value.trim()) return;
  const typing = $('foot').querySelector('textarea')?.value.trim();
  openPanel('thread', m.thread_ts, true);
  // A field with the focus would have a phone cover half of the answer with its keyboard. Elsewhere the focus moves to the thread,
  // for a follow-up, unless the person is typing.
  if (phone.matches) $('panel').querySelector('h2').focus(); else if (!typing) $('panel').querySelector('textarea').focus();
}

/** Has a screen reader read a new message's text, as Slack does. */
function announce(e) {
  if (state.live && e.user !== state.me.id) $('live').textContent = `${names.user(e.user) ?? 'Slackbot'}${e.for ? ', only visible to you' : ''}: ${e.text ?? ''}`.slice(0, 4000);
}

export const here = () => state.place.channel;

// Choices. NEAR_END: someone this close to the end of the list (in pixels, some two short messages) is reading the newest ones.
// MARGIN: the space above a message that is taller than the window. SAME_HEAD: within so many seconds the messages of a person share a head.
const NEAR_END = 120, MARGIN = 24, SAME_HEAD = 300;

/** Draws again what an event has changed. */
function changed(e) {
  if (!state.live || e.channel !== here() || state.place.tab === 'home') return;
  const box = $('scroll');
  const down = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END || box.scrollTop === followed || e.user === state.me.id || e.for;
  conversation();
  if (state.panel === 'thread' && (e.thread_ts === state.place.thread || e.ts === state.place.thread)) thread(true);
  if (!e.thread_ts && down) follow(box);
}

let followed = -1; // where the last follow() left the messages, to tell whether the person has scrolled since
/** Scrolls to the newest message: to its end, or to its beginning if it is taller than the window. */
function follow(box) {
  const newest = [...box.querySelectorAll('.message')].at(-1);
  box.scrollTop = box.scrollHeight;
  if (newest && newest.offsetHeight > box.clientHeight - MARGIN) box.scrollTop = Math.max(0, newest.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - MARGIN);
  if (box === $('scroll')) followed = box.scrollTop;
}

function listen() {
  const source = new EventSource(`events${query}`);
  let behind = 0;
  source.addEventListener('hello', (m) => { if (JSON.parse(m.data).started !== state.started) location.reload(); });
  source.addEventListener('message', (m) => { behind += 1; const e = JSON.parse(m.data); HAPPENS[e.kind]?.(e); });
  source.addEventListener('now', () => {
    if (!state.live) { state.live = true; document.body.classList.add('live'); draw(); follow($('scroll')); modal.ready(); }
    document.body.classList.remove('offline');
    behind = 0;
  });
  source.addEventListener('error', () => document.body.classList.add('offline'));
}

// --- the frame ---------------------------------------------------------------------------------------------------------------------

const go = (to) => { location.hash = to; };
export const href = (channel, tab) => `#/${channel.im ? world.bot.name : channel.name}${tab ? `/${tab}` : ''}`;

function route() {
  const [, name, tab] = location.hash.split('/');
  const channel = name === world.bot.name ? state.dm : world.channels.find((c) => c.name && c.name === name);
  const was = state.place;
  state.place = { channel: (channel ?? world.channels.find((c) => c.name === 'hiring') ?? world.channels[0]).id, tab: channel?.im && tab === 'home' ? 'home' : 'messages', thread: '' };
  document.body.classList.toggle('at-list', name === ''); // #/, for a phone; without a hash the page opens in #hiring
  state.unread.delete(state.place.channel);
  if (state.panel === 'thread' && was.channel !== state.place.channel) closePanel();
  else state.place.thread = was.thread;
  if (channel?.im && name && (was.channel !== state.place.channel || was.tab !== state.place.tab)) act({ do: 'home', tab: state.place.tab });
  if (state.live) { draw(); $('scroll').scrollTop = state.place.tab === 'home' ? 0 : $('scroll').scrollHeight; }
}

function side() {
  const item = (c, label, extra) => h('li', null, h('a', { href: href(c), class: state.unread.has(c.id) ? 'unread' : '', 'aria-current': c.id === here() ? 'page' : null },
    label, extra, state.unread.has(c.id) && h('span', { class: 'dot', role: 'img', 'aria-label': 'unread' })));
  fill($('places'),
    h('h2', null, 'Channels'), h('ul', null, world.channels.filter((c) => !c.im).map((c) => item(c, `# ${c.name}`))),
    h('h2', null, 'Direct messages'), h('ul', null, item(state.dm, [avatar(world.bot.id, 'small'), world.bot.display_name], h('span', { class: 'tag' }, 'APP'))));
  const others = names.people().filter((u) => u.id !== state.me.id);
  fill($('me'), menu(h('button', { class: 'plain who' }, avatar(state.me.id, 'small'), h('span', null, h('span', { class: 'quiet' }, 'You are '), state.me.real_name, h('span', { 'aria-hidden': 'true' }, ' ▾'))),
    others.map((u) => ({ label: `Be ${u.real_name}`, hint: u.title, run: () => { location.search = `?as=${u.name}`; } }))));
}

export function avatar(id, size) {
  const name = id === 'slackbot' ? 'S' : names.user(id) ?? '?';
  const tone = [...id].reduce((n, c) => (n * 31 + c.charCodeAt(0)) % 6, 0);
  return h('span', { class: `avatar ${size ?? ''} ${id === world.bot.id ? 'bot' : `tone-${tone}`}`, 'aria-hidden': 'true' }, id === world.bot.id ? 'R' : name.split(' ').map((w) => w[0]).slice(0, 2).join(''));
}

function bar() {
  const c = world.channels.find((o) => o.id === here());
  const tab = (name, label) => h('a', { href: href(c, name === 'messages' ? '' : name), 'aria-current': state.place.tab === name ? 'page' : null }, label);
  fill($('bar'),
    h('a', { class: 'back', href: '#/', 'aria-label': 'All channels' }, icon('back')),
    h('div', { class: 'title' }, h('h1', null, c.im ? world.bot.display_name : `# ${c.name}`), c.topic && h('span', { class: 'quiet topic' }, c.topic),
      c.im && h('nav', { class: 'tabs', 'aria-label': world.bot.display_name }, tab('home', 'Home'), tab('messages', 'Messages'))),
    h('span', { class: 'offline-note', role: 'status' }, `The workspace has stopped.${world.fleeting ? ' What was saved in it is gone: “--data FOLDER” keeps it.' : ''}`),
    world.curator && h('button', { class: 'btn', title: 'For those who write the answers: why an answer was chosen, and how to change it', 'aria-pressed': String(state.panel === 'curator'), onclick: () => (state.panel === 'curator' ? closePanel() : openPanel('curator')) }, 'Curator'));
  document.title = `${c.im ? world.bot.display_name : `#${c.name}`} · Workspace`;
}

function conversation() {
  const box = $('content');
  const roots = list(here()).filter((m) => !m.thread_ts);
  let last = null;
  if (roots.length) {
    if (!box.firstChild?.matches('ol.messages')) fill(box, h('ol', { class: 'messages' }));
    sync(box.firstChild, roots.map((m) => {
      const near = !noHover.matches && !!last && last.user === m.user && !m.for && !last.for && m.ts - last.ts < SAME_HEAD && !inThread(here(), last.ts).length;
      last = m;
      return message(m, near);
    }));
    return;
  }
  fill(box, h('p', { class: 'empty' }, here() === state.dm.id ? `This is between you and ${world.bot.display_name}. Ask it something.` : 'Nobody has said anything here yet.'));
}

function draw() {
  side();
  bar();
  if (state.place.tab === 'home') {
    const v = state.home;
    fill($('content'), v ? home(v) : h('p', { class: 'empty' }, `${world.bot.display_name} has not shown its Home tab yet.`));
  } else conversation();
  foot();
}

const typedAtHome = new Map(); // action -> text, until it is used: the bot draws its Home tab again whenever someone comes back to it
function home(v) {
  // A button that uses a field has its action, and a number; others leave what was typed.
  const press = (what) => { if (what.do === 'click') typedAtHome.delete(what.action?.split('.')[0]); return act(what); };
  const node = h('div', { class: 'home', oninput: (e) => typedAtHome.set(e.target.dataset.action, e.target.value) },
    blocks(v.blocks, context({ view: v.id }, 2, { act: press })));
  for (const field of node.querySelectorAll('input[data-action]')) if (typedAtHome.has(field.dataset.action)) field.value = typedAtHome.get(field.dataset.action);
  return node;
}

function foot() {
  const key = `${here()}/${state.place.tab}`;
  const s = state.status.get(`${here()}/`) ?? [...state.status.values()].findLast((e) => e.channel === here());
  const busy = s?.text && !['active', 'closed', 'suspended'].includes(s.text);
  if (key !== footFor) {
    footFor = key;
    fill($('foot'), state.place.tab !== 'home' && [h('p', { class: 'status', id: 'status' }), here() === state.dm.id && state.prompts.length > 0 ? prompts() : chips(), composer(here(), '')]);
  }
  if ($('status')) $('status').textContent = busy ? `${world.bot.display_name} ${s.text === 'processing' ? 'is working…' : s.text}` : '';
}

/** The questions that the agent view suggests. */
const prompts = () => h('div', { class: 'prompts', role: 'group', 'aria-label': 'Suggestions' },
  state.prompts.map((p) => h('button', { class: 'btn quiet-btn', onclick: () => act({ do: 'post', channel: here(), text: p.message }) }, p.title)));

/** Questions for someone who does not know the bot, until they have asked something. */
const chips = () => !state.asked && state.try?.length > 0 && h('div', { class: 'prompts', id: 'try', role: 'group', 'aria-label': 'Try asking' },
  h('span', { class: 'quiet', 'aria-hidden': 'true' }, 'Try:'), state.try.map((text) => {
    const said = here() === state.dm.id ? text.replace(/^@\S+ /, '') : text;
    return h('button', { class: 'btn quiet-btn', onclick: () => { say(here(), '', said); $('foot').querySelector('textarea').focus(); } }, said);
  }));

function tried() {
  state.asked = true;
  $('try')?.remove();
  const field = $('foot').querySelector('textarea');
  if (field) field.placeholder = field.ariaLabel; // no example any more
}

/** Sends what someone typed: a slash command or a message. */
export function say(channel, thread, text, quiet) {
  const command = text.match(/^(\/\S+)\s*([\s\S]*)$/);
  return act(command ? { do: 'slash', channel, command: command[1], text: command[2] } : { do: 'post', channel, thread, text }, quiet);
}

// --- the panel at the right --------------------------------------------------------------------------------------------------------

let before = null, asCurator = null; // the curator's panel is kept, with what is half written in it
/** Shows a thread or the curator's panel. still: the focus stays where it is. */
export function openPanel(kind, root, still) {
  before = document.activeElement;
  state.panel = kind;
  state.place.thread = root ?? '';
  document.body.classList.add('with-panel');
  $('panel').hidden = false;
  $('panel').setAttribute('aria-label', kind === 'thread' ? 'Thread' : 'Curator');
  if (kind === 'thread') thread(false); else fill($('panel'), panelHead('Curator', 'for those who write the answers'), asCurator ??= curator());
  bar();
  if (!still) $('panel').querySelector('textarea, input')?.focus();
}

function closePanel() {
  state.panel = '';
  state.place.thread = '';
  document.body.classList.remove('with-panel');
  $('panel').hidden = true;
  fill($('panel'));
  bar();
  if (before?.isConnected) before.focus();
}

const panelHead = (title, sub) => h('header', { class: 'bar' }, h('div', { class: 'title' }, h('h2', { tabindex: '-1' }, title), sub && h('span', { class: 'quiet' }, sub)), h('button', { class: 'plain close', 'aria-label': 'Close the panel', onclick: closePanel }, icon('close')));

function thread(again) {
  const root = state.place.thread;
  const content = again ? $('thread') : h('div', { id: 'thread' });
  threadInto(content, here(), root);
  if (!again) {
    fill($('panel'), panelHead('Thread', here() === state.dm.id ? world.bot.display_name : `# ${names.channel(here())}`), h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Thread' }, content), composer(here(), root));
  }
  follow(content.parentElement);
}

addEventListener('hashchange', route);
/** Escape closes what is open, a list or a form by its own handler, and then leads to where one types. */
addEventListener('keydown', (e) => {
  if (e.key !== 'Escape' || e.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (state.panel) closePanel();
  const type = () => $('foot').querySelector('textarea')?.focus();
  if (state.place.tab !== 'home') { type(); return; }
  addEventListener('hashchange', type, { once: true }); // after route, which draws the field
  go(href(state.dm));
});
route();
bar();
side();
listen();
