// One message, and the messages of a thread.
import { h, icon, menu, sync } from './dom.js';
import { blocks } from './blocks.js';
import { mrkdwn, emoji } from './text.js';
import { state, names, act, avatar, context, inThread, openPanel, here } from './app.js';

const clock = (ts) => new Date(ts * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** The time without the half of the day, for the narrow space before a message that has no head. */
const narrow = (ts) => clock(ts).replace(/\s*[AP]M$/i, '');

const drawn = new Map(); // the last state of each message, to draw it again only if that has changed

/** A message as a list item. near: it follows another of the same person, so its head is hidden visually. */
export function message(m, near, alone) {
  const key = `${alone ? 'thread' : 'main'} ${m.channel} ${m.ts} ${m.user}`;
  const looks = JSON.stringify([m.text, m.blocks, m.edited, m.reactions, near, alone ? 0 : inThread(m.channel, m.ts).map((r) => r.user)]);
  const before = drawn.get(key);
  if (before?.looks === looks) return before.node;
  const said = JSON.stringify([m.text, m.blocks]);
  const body = before?.said === said ? before.body : content(m, alone); // what was unfolded, sorted or pressed stays so
  if (before && before.body !== body) keepOpen(before.body, body);
  const node = draw(m, near, alone, body);
  drawn.set(key, { looks, node, said, body });
  return node;
}

const content = (m, alone) => (m.blocks?.length ? h('div', null, blocks(m.blocks, context({ channel: m.channel, ts: m.ts }, alone ? 3 : 2))) : h('div', { class: 'prose' }, mrkdwn(m.text, names)));

/** Unfolds in a changed message what was unfolded in it before. */
function keepOpen(before, after) {
  const [was, is] = [before, after].map((node) => [...node.querySelectorAll('details')]);
  if (was.length === is.length) was.forEach((d, i) => { is[i].open = d.open; });
}

function draw(m, near, alone, body) {
  const bot = m.user === state.bot.id;
  const who = m.user === 'slackbot' ? 'Slackbot' : names.user(m.user) ?? m.user;
  const replies = alone ? [] : inThread(m.channel, m.ts);
  return h('li', { class: `message${near ? ' near' : ''}${m.for ? ' ephemeral' : ''}${bot ? ' from-bot' : ''}`, 'data-ts': m.ts },
    h('div', { class: 'gutter' }, near ? h('time', { class: 'quiet', 'aria-hidden': 'true' }, narrow(m.ts)) : avatar(m.user)),
    h('div', { class: 'body' },
      m.for && h('p', { class: 'only-you' }, icon('eye'), 'Only visible to you ', h('button', { class: 'plain link dismiss', onclick: (e) => { state.messages.set(m.channel, state.messages.get(m.channel).filter((o) => o !== m)); e.target.closest('li').remove(); } }, 'Dismiss message')),
      h('p', { class: near ? 'hidden' : 'head' }, h('b', null, who), (bot || m.user === 'slackbot') && h('span', { class: 'tag' }, 'APP'), h('time', { class: 'quiet', datetime: new Date(m.ts * 1000).toISOString() }, clock(m.ts))),
      body,
      m.edited && h('span', { class: 'quiet edited' }, '(edited)'),
      m.reactions && h('p', { class: 'reactions' }, m.reactions.map((r) => h('span', null, emoji(r)))),
      replies.length > 0 && h('button', { class: 'plain replies', onclick: () => openPanel('thread', m.ts) }, [...new Set(replies.map((r) => r.user))].slice(0, 3).map((u) => avatar(u, 'small')), ` ${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`)),
    !m.for && tools(m, alone));
}

/** What can be done with a message. */
function tools(m, alone) {
  const shortcuts = (state.bot.shortcuts ?? []).filter((s) => s.message);
  const who = names.user(m.user) ?? m.user;
  return h('div', { class: 'tools' },
    !alone && !m.thread_ts && h('button', { class: 'btn icon', title: 'Reply in thread', 'aria-label': `Reply in thread to ${who}`, onclick: () => openPanel('thread', m.ts) }, icon('reply')),
    shortcuts.length > 0 && menu(h('button', { class: 'btn icon', title: 'More actions', 'aria-label': `More actions on the message of ${who}` }, icon('more')),
      shortcuts.map((s) => ({ label: s.name, hint: state.bot.display_name, run: () => act({ do: 'message_shortcut', channel: m.channel, ts: m.ts, callback: s.callback_id }) }))));
}

/** Draws a thread, its root and its replies, into a box. */
export function threadInto(box, channel, root) {
  const all = (state.messages.get(channel) ?? []).filter((m) => m.ts === root || m.thread_ts === root);
  if (box.dataset.root !== root) {
    box.dataset.root = root;
    box.replaceChildren(h('ol', { class: 'messages', 'aria-label': `Thread in ${names.channel(here()) ?? state.bot.display_name}` }));
  }
  sync(box.firstChild, all.map((m) => message(m, false, true)));
}
